import type { CustomResourceDefinition } from "../../kube/crd.ts";
import type { CrdChange } from "./change.ts";

/** On the new definition: changes that its author takes upon himself, as in `--allow`. */
export const allowAnnotation = "kubewright.dev/allow-changes";

/** A change, and what allows it. */
export interface JudgedChange extends CrdChange {
  /** The words of `--allow` or of the annotation. */
  readonly allowed?: string;
}

/**
 * Marks the changes that are allowed. A word is a rule (`enum-value-removed`), a path and all below it (`spec.size`), or both (`spec.size=type-changed`); words are
 * separated by commas. Also returns the words that allow nothing: they are out of date, or misspelt.
 */
export function allowChanges(
  changes: readonly CrdChange[],
  { words, crds }: { words: readonly string[]; crds: readonly CustomResourceDefinition[] },
): { changes: JudgedChange[]; unused: string[] } {
  const used = new Set<string>();
  const annotated = new Map(crds.map((crd) => [crd.metadata?.name ?? "", annotatedWords(crd)]));
  const judged = changes.map((change) => {
    if (change.class === "compatible") return change;
    const word = [...words, ...(annotated.get(change.crd) ?? [])].find((known) => allows(known, change));
    if (word === undefined) return change;
    used.add(word);
    return { ...change, allowed: word };
  });
  return { changes: judged, unused: words.filter((word) => !used.has(word)) };
}

/** The words of a list with commas. */
export function splitWords(text: string): string[] {
  return text.split(",").flatMap((word) => word.trim() || []);
}

function annotatedWords({ metadata }: CustomResourceDefinition): string[] {
  return splitWords(metadata?.annotations?.[allowAnnotation] ?? "");
}

function allows(word: string, { path, rule }: CrdChange): boolean {
  const [where = "", what = where] = word.split("=");
  if (!word.includes("=")) return word === rule || isBelow(path, word);
  return what === rule && isBelow(path, where);
}

function isBelow(path: string, place: string): boolean {
  return place !== "" && path.startsWith(place) && /^($|[.[])/.test(path.slice(place.length));
}
