import type { CustomResourceDefinition } from "../../kube/crd.ts";
import { equalJson } from "../../base/json.ts";
import type { CrdChange, Finding } from "./change.ts";
import { diffDefinition } from "./diff-definition.ts";
import { diffRefusals, type Validate } from "./diff-refusals.ts";
import { normalizeCrd } from "./normalize-crd.ts";

/**
 * Every change between two sets of definitions, by definition, version and place. Definitions are the same by name: `widgets.example.com`.
 * `validate` knows what a server refuses.
 */
export function diffCrds(
  old: readonly CustomResourceDefinition[],
  now: readonly CustomResourceDefinition[],
  { validate }: { validate: Validate },
): CrdChange[] {
  const [before, after] = [byName(old), byName(now)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((crd) => {
    const [was, is] = [before.get(crd), after.get(crd)];
    const changes = was && is ? diffDefinition(was, is) : was ? [removed(crd, was, after)] : [added(crd)];
    if (!is || equalJson(was, is)) return changes;
    const reportOf = (version?: string) => (path: string, finding: Finding) =>
      void changes.push({ crd, ...(version === undefined ? {} : { version }), path, ...finding });
    diffRefusals({ old: was, now: is }, { validate, reportOf });
    return changes;
  });
}

function byName(crds: readonly CustomResourceDefinition[]): Map<string, CustomResourceDefinition> {
  return new Map(crds.map((crd) => [nameOf(crd), normalizeCrd(crd)]));
}

function nameOf({ metadata, spec }: CustomResourceDefinition): string {
  return metadata?.name ?? `${spec.names.plural}.${spec.group}`;
}

function added(crd: string): CrdChange {
  return { crd, path: "", rule: "crd-added", class: "compatible", reason: "nothing is stored of it" };
}

/** With the same kind under another name, it says what has become of it. */
function removed(
  crd: string,
  { spec }: CustomResourceDefinition,
  after: ReadonlyMap<string, CustomResourceDefinition>,
): CrdChange {
  const common = { crd, class: "breaking" } as const;
  const lost = "objects stay behind under the old one, and are deleted with it";
  for (const { spec: now } of after.values()) {
    if (now.names.kind !== spec.names.kind) continue;
    if (now.group === spec.group)
      return {
        ...common,
        path: "names.plural",
        rule: "plural-changed",
        reason: `the plural cannot be changed: this is another definition. Stored ${lost}`,
        before: spec.names.plural,
        after: now.names.plural,
      };
    if (now.names.plural === spec.names.plural)
      return {
        ...common,
        path: "group",
        rule: "group-changed",
        reason: `the group cannot be changed: this is another definition. Stored ${lost}`,
        before: spec.group,
        after: now.group,
      };
  }
  return {
    ...common,
    path: "",
    rule: "crd-removed",
    reason: "with the definition all its objects are deleted, and clients get 404",
  };
}
