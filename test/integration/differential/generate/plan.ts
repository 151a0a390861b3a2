import type { CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import type { Sequence, Step } from "../sequence.ts";
import { brokenDefinition } from "./broken-definition.ts";
import { builtInTargets } from "./built-in.ts";
import { changedDefinition } from "./changed-definition.ts";
import { definitionFor, definitions, targetsOf } from "./definition.ts";
import { dice, type Dice } from "./dice.ts";
import { requestsFor } from "./requests.ts";
import type { Target } from "./target.ts";

/** Definitions whose kinds sequences are about. */
export const poolSize = 50;

/** A sequence by its seed: of a kind of the pool, a built-in kind, a kind whose definition changes meanwhile, or of definitions that are refused. */
export function sequenceFor(
  seed: number,
  definitionAt: (index: number) => Promise<CustomResourceDefinition>,
): Promise<Sequence> {
  const random = dice(seed);
  return random.weighted<() => Promise<Sequence>>([
    [
      10,
      () => async () => ofKind(random, seed, targetsOf(await definitionAt(random.between(0, poolSize - 1)))),
    ],
    [8, () => async () => ofKind(random, seed, [random.pick(builtInTargets)])],
    [0.7, () => async () => ofChangingKind(random, seed)],
    [0.8, () => async () => ofDefinitions(random, seed)],
  ])();
}

function ofKind(random: Dice, seed: number, targets: readonly Target[]): Sequence {
  const requests = requestsFor(random, targets);
  requests.create();
  const count = random.between(7, 13);
  for (let made = 0; made < count; made++) requests.any();
  return { seed, steps: requests.steps, watches: watchesOf(random, targets) };
}

function watchesOf(random: Dice, targets: readonly Target[]): string[] {
  const [first] = targets;
  if (!first) return [];
  const { collection } = random.pick(targets);
  const selected = random.weighted<string | undefined>([
    [2, () => undefined],
    [1, () => `${collection}?labelSelector=a%3Dx`],
    [0.5, () => `${collection}?fieldSelector=metadata.name%3Dn1`],
    [first.fields.length ? 1 : 0, () => `${first.collection}?fieldSelector=${first.fields[0]}%3Da`],
  ]);
  return [first.collection, ...(selected === undefined ? [] : [selected])];
}

/** A definition is made, its objects are written, it changes, and they are written again. */
function ofChangingKind(random: Dice, seed: number): Sequence {
  const clusterScoped = random.chance(0.3);
  let definition = definitionFor(random, { group: "{{group}}", marker: "m0", clusterScoped });
  const name = definition.metadata?.name ?? "";
  const serving = (marker: string) => ({
    marker,
    definition: `${definitions}/${name}`,
    paths: targetsOf(definition).map(({ collection }) => collection),
  });
  const steps: Step[] = [{ method: "POST", path: definitions, body: definition, serving: serving("m0") }];
  let last: ReturnType<typeof requestsFor> | undefined;
  for (let round = 0; round < 2; round++) {
    const requests = (last = requestsFor(random, targetsOf(definition), steps));
    if (round === 0) requests.create();
    const count = random.between(3, 6);
    for (let made = 0; made < count; made++) requests.any();
    const marker = `m${round + 1}`;
    definition = changedDefinition(random, definition, marker);
    const from = {
      step: steps.push({ method: "GET", path: `${definitions}/${name}` }) - 1,
      changes: [{ path: ["spec"], value: definition.spec }],
    };
    steps.push({ method: "PUT", path: `${definitions}/${name}`, from, serving: serving(marker) });
  }
  for (let made = 0; made < 4; made++) last?.any();
  // no watches: what is known of the past goes with each change of the definition, at no certain version
  return { seed, steps: [...steps, { method: "GET", path: `${definitions}/${name}` }], watches: [] };
}

function ofDefinitions(random: Dice, seed: number): Sequence {
  const steps = Array.from({ length: 8 }, (): Step => {
    const definition = definitionFor(random, { group: "{{group}}", marker: "m0" });
    const body = random.chance(0.9) ? brokenDefinition(random, definition) : definition;
    const strict = random.pick(["", "&fieldValidation=Strict", "&fieldValidation=Warn"]);
    return { method: "POST", path: `${definitions}?dryRun=All${strict}`, body };
  });
  return { seed, steps, watches: [] };
}
