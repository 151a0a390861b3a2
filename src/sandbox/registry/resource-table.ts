import type { ServedResource } from "./served-resource.ts";

/** A group and its versions in order of preference. */
export interface ServedGroup {
  readonly group: string;
  readonly versions: readonly string[];
}

/** What is served, by group, version and plural. Built-in resources stay; custom ones come and go. */
export class ResourceTable {
  readonly #byPath = new Map<string, ServedResource>();
  readonly #preferred = new Map<string, readonly string[]>();

  add(resource: ServedResource): void {
    this.#byPath.set(pathOf(resource.group, resource.version, resource.plural), resource);
  }

  remove(resource: ServedResource): void {
    const path = pathOf(resource.group, resource.version, resource.plural);
    if (this.#byPath.get(path) === resource) this.#byPath.delete(path);
  }

  /** Fixes the order of a group's versions; others follow by Kubernetes' version priority. */
  prefer(group: string, versions: readonly string[]): void {
    this.#preferred.set(group, versions);
  }

  find(group: string, version: string, plural: string): ServedResource | undefined {
    return this.#byPath.get(pathOf(group, version, plural));
  }

  /** The resource of a kind, for references between objects; of any version when none is given. */
  findKind(group: string, kind: string, version?: string): ServedResource | undefined {
    const found = [...this.#byPath.values()].filter(
      (resource) => resource.group === group && resource.kind === kind,
    );
    return (
      found.find((resource) => resource.version === version) ?? (version === undefined ? found[0] : undefined)
    );
  }

  all(): ServedResource[] {
    return [...this.#byPath.values()];
  }

  /** Groups in the order in which they were first added, the core group ("") included. */
  groups(): ServedGroup[] {
    const versions = new Map<string, Set<string>>();
    for (const { group, version } of this.#byPath.values()) {
      const known = versions.get(group) ?? new Set();
      versions.set(group, known.add(version));
    }
    return [...versions].map(([group, known]) => ({ group, versions: this.#inOrder(group, [...known]) }));
  }

  /** Resources of one version, by plural. */
  of(group: string, version: string): ServedResource[] {
    return this.all()
      .filter((resource) => resource.group === group && resource.version === version)
      .sort((a, b) => (a.plural < b.plural ? -1 : 1));
  }

  #inOrder(group: string, versions: string[]): string[] {
    const fixed = this.#preferred.get(group) ?? [];
    const rank = (version: string) => (fixed.includes(version) ? fixed.indexOf(version) : fixed.length);
    return versions.sort((a, b) => rank(a) - rank(b) || compareVersions(a, b));
  }
}

/** Kubernetes' order: v2, v1, v2beta1, v1alpha1, then anything else by name. Follows k8s.io/apimachinery/pkg/version. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (!left || !right) return left ? -1 : right ? 1 : a < b ? -1 : a > b ? 1 : 0;
  return right.stability - left.stability || right.major - left.major || right.minor - left.minor;
}

function parseVersion(version: string): { major: number; stability: number; minor: number } | undefined {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!match) return undefined;
  const stability = match[2] === "alpha" ? 0 : match[2] === "beta" ? 1 : 2;
  return { major: Number(match[1]), stability, minor: Number(match[3] ?? 0) };
}

function pathOf(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`;
}
