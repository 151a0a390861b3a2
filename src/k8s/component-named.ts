/**
 * The component behind a type's public name, for example `apps/v1` and `Deployment`; undefined when there is none. Go packages, whose names
 * components have, are named after the first label of a group.
 */
export function componentNamed(
  components: readonly string[],
  { module, name }: { module: string; name: string },
): string | undefined {
  const [, group = "", version = ""] = /^([^./]+)[^/]*\/([^/]+)$/.exec(module) ?? [];
  return components.find((candidate) => candidate.endsWith(`.${group}.${version}.${name}`));
}
