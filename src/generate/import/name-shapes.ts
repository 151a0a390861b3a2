import type { KnownNames } from "./known-names.ts";
import type { Shape } from "./shape.ts";
import { isFreeTypeName, pascalCase, wordsOf } from "./type-names.ts";

/** The home of shapes that several versions use. */
export const sharedHome = "shared";

interface Naming {
  readonly shape: Shape;
  readonly home: string;
  /** From the shortest to the longest. */
  readonly candidates: readonly string[];
  /** Whether the shortest is Kubernetes' own name for such an object. */
  readonly known: boolean;
  level: number;
}

/** Names of little meaning without what they are a part of. */
const vague =
  /^(Spec|Status|Template|Metadata|Items?|Values?|Data|Properties|Default|Enum|Type|Name|Kind|Key|From|To|Ref|Options?|Settings?)$/;

/** The version whose file declares a shape, or {@link sharedHome}. */
export function homeOf({ uses }: Shape): string {
  const versions = new Set(uses.map(({ version }) => version));
  const [only = sharedHome] = versions;
  return versions.size === 1 ? only : sharedHome;
}

/**
 * Names for shapes: Kubernetes' own for an object that looks like one of its, else the end of the path to it that tells it from the others, so
 * `SecretRef` or `IssuerSecretRef`.
 */
export function nameShapes(
  shapes: readonly Shape[],
  { known, taken = [] }: { known: KnownNames; taken?: readonly string[] },
): Map<Shape, string> {
  const isFree = (name: string) => isFreeTypeName(name) && !taken.includes(name);
  const namings = shapes.map((shape): Naming => {
    const name = known.nameOf(shape);
    const paths = pathCandidates(shape);
    return {
      shape,
      home: homeOf(shape),
      candidates: (name === undefined ? paths : [name, ...paths]).filter(isFree),
      known: name !== undefined && isFree(name),
      level: 0,
    };
  });
  while (raise(namings));
  return numbered(namings);
}

/** Moves those that share a name on to their next one; false when there is nothing to be done. */
function raise(namings: readonly Naming[]): boolean {
  let raised = false;
  for (const group of groups(namings)) {
    const movable = group.filter(({ level, candidates }) => level + 1 < candidates.length);
    const stays = movable.length < group.length ? undefined : favourite(group);
    for (const naming of movable) {
      if (naming === stays) continue;
      naming.level += 1;
      raised = true;
    }
  }
  return raised;
}

/** Shapes whose names would clash, by name. */
function groups(namings: readonly Naming[]): Naming[][] {
  const byName = new Map<string, Naming[]>();
  for (const naming of namings) {
    const name = nameOf(naming);
    byName.set(name, [...(byName.get(name) ?? []), naming]);
  }
  return [...byName.values()].flatMap((group) => {
    const clashing = group.filter((one) => group.some((other) => one !== other && clash(one, other)));
    return clashing.length > 1 ? [clashing] : [];
  });
}

function clash(a: Naming, b: Naming): boolean {
  return a.home === b.home || a.home === sharedHome || b.home === sharedHome;
}

/** The one that may keep a name which others want too: of Kubernetes', the most used. */
function favourite(group: readonly Naming[]): Naming | undefined {
  const known = group.filter((naming) => naming.known && naming.level === 0);
  const [first, second] = (known.length > 0 ? known : group).toSorted(
    (a, b) => b.shape.uses.length - a.shape.uses.length,
  );
  if (known.length === 1) return first;
  return first && second && first.shape.uses.length > second.shape.uses.length ? first : undefined;
}

function nameOf({ candidates, level }: Naming): string {
  return candidates[level] ?? "";
}

function pathCandidates({ uses }: Shape): string[] {
  const [first] = uses;
  const path = first?.path ?? [];
  const last = commonEnd(uses.map((use) => use.path.at(-1) ?? "")) || (path.at(-1) ?? "");
  const names = path.slice(0, -1).reduceRight<string[]>(
    (found, part) => {
      const tail = found.at(-1) ?? "";
      // "IssuerIssuerRef" says it twice
      return [...found, tail.startsWith(part) && part !== "" ? tail : part + tail];
    },
    [last],
  );
  const candidates = [...new Set([...names, path.slice(0, -1).join("") + last])];
  // spec and status are the kind's
  if (path.length === 2) return candidates.slice(-1);
  return vague.test(last) && candidates.length > 1 ? candidates.slice(1) : candidates;
}

/** The words that all end with: `ClientSecretRef` and `TokenSecretRef` with `SecretRef`. */
function commonEnd(names: readonly string[]): string {
  const [first = [], ...others] = names.map(wordsOf);
  let length = first.length;
  for (const words of others) {
    let same = 0;
    while (same < length && words.at(-1 - same) === first.at(-1 - same)) same += 1;
    length = same;
  }
  return first.slice(first.length - length).join("");
}

/** The names. Of shapes that share one after all, the later has its version behind it, or a number. */
function numbered(namings: readonly Naming[]): Map<Shape, string> {
  const names = new Map<Shape, string>();
  const given: { name: string; naming: Naming }[] = [];
  for (const naming of namings) {
    const base = nameOf(naming) || `${naming.shape.uses[0]?.path[0] ?? ""}Value`;
    const holder = (candidate: string) =>
      given.find((other) => other.name === candidate && clash(other.naming, naming))?.naming.shape;
    let name = base;
    const first = holder(base);
    if (first && versionsOf(first) !== versionsOf(naming.shape))
      name = base + pascalCase(naming.shape.uses[0]?.version ?? "");
    for (let number = 2; holder(name); number += 1) name = `${base}${number}`;
    given.push({ name, naming });
    names.set(naming.shape, name);
  }
  return names;
}

function versionsOf({ uses }: Shape): string {
  return [...new Set(uses.map(({ version }) => version))].join();
}
