import type { CustomResourceDefinition } from "../../../src/kube/crd.ts";
import { sequenceFor } from "./generate/plan.ts";
import type { Sequence } from "./sequence.ts";

const size = 12;
const definitions = 2;

/**
 * A few sequences for every run: of kinds of two definitions only, since a real server takes a second for each, and without what its controllers
 * act on, which come at no certain time.
 */
export async function sampleOf(
  definitionAt: (index: number) => Promise<CustomResourceDefinition>,
): Promise<(() => Promise<Sequence>)[]> {
  const found: Sequence[] = [];
  for (let seed = 1; found.length < size; seed++) {
    const sequence = await sequenceFor(seed, (index) => definitionAt(index % definitions));
    const text = JSON.stringify(sequence.steps);
    const isCustom = text.includes('"path":"/apis/pool');
    if (isCustom && !/ownerReferences|propagationPolicy|orphanDependents/.test(text)) found.push(sequence);
  }
  return found.map((sequence) => () => Promise.resolve(sequence));
}
