import type { CustomResourceDefinition } from "../../../src/kube/crd.ts";
import type { Sandbox } from "../../../src/sandbox/server.ts";
import { compareTranscripts, type Difference } from "./compare.ts";
import { countEvents } from "./count-events.ts";
import { dice } from "./generate/dice.ts";
import { definitionFor, definitions, targetsOf } from "./generate/definition.ts";
import { runSequence, type Transcript } from "./run-sequence.ts";
import type { Sequence } from "./sequence.ts";
import type { ComparedServer } from "./server.ts";

export interface Servers {
  readonly sandbox: Sandbox;
  readonly ours: ComparedServer;
  readonly real: ComparedServer;
  /** Unique to this run on the real server. */
  readonly run: string;
}

export interface Comparison {
  readonly sequence: Sequence;
  readonly ours: Transcript;
  readonly real: Transcript;
  readonly difference: Difference | undefined;
}

let counter = 0;

/** Runs a sequence on both servers, in a namespace and a group of its own. */
export async function compare(servers: Servers, sequence: Sequence): Promise<Comparison> {
  const { sandbox, run } = servers;
  const id = `${run}-${counter++}`;
  const names = { ns: `ns-${id}`, group: `g${id}.example.com` };
  const counts: number[] = [];
  const ours = await runSequence(servers.ours, sequence, {
    names,
    countEvents: (path, version) => counts[counts.push(countEvents(sandbox, path, version)) - 1] ?? 0,
  });
  let at = 0;
  const real = await runSequence(servers.real, sequence, { names, countEvents: () => counts[at++] ?? 0 });
  return { sequence, ours, real, difference: compareTranscripts(ours, real) };
}

/**
 * The definitions of the pool, each made by its index and installed on both servers when it is first asked for. One that is refused is followed by the next one
 * of its index; `report` is told of each attempt.
 */
export function definitionPool(
  servers: Servers,
  report: (comparison: Comparison) => void,
): (index: number) => Promise<CustomResourceDefinition> {
  const installed = new Map<number, Promise<CustomResourceDefinition>>();
  const install = async (index: number) => {
    for (let attempt = 0; ; attempt++) {
      const seed = index * 1000 + attempt;
      const definition = definitionFor(dice(seed), {
        group: `pool${index}.${servers.run}.example.com`,
        marker: "m0",
      });
      const path = `${definitions}/${definition.metadata?.name}`;
      const serving = {
        marker: "m0",
        definition: path,
        paths: targetsOf(definition).map(({ collection }) => collection),
      };
      const steps = [
        { method: "POST" as const, path: definitions, body: definition, serving },
        { method: "GET" as const, path },
      ];
      const result = await compare(servers, { seed, steps, watches: [] });
      report(result);
      const [ours, real] = [result.ours.exchanges[0]?.status, result.real.exchanges[0]?.status];
      if (ours === 201 && real === 201) return definition;
      if (ours === 201 || real === 201)
        throw new Error(`${definition.metadata?.name} is served by one server alone`);
    }
  };
  return (index) => {
    let definition = installed.get(index);
    if (!definition) installed.set(index, (definition = install(index)));
    return definition;
  };
}

/**
 * What differs once and not again was chance: a real server that finds an object of its cache to be out of date begins a patch anew, and tells the warnings of both
 * attempts.
 */
async function compareTwice(servers: Servers, sequence: Sequence): Promise<Comparison> {
  const first = await compare(servers, sequence);
  if (!first.difference) return first;
  const second = await compare(servers, sequence);
  return second.difference ? first : second;
}

/** Runs sequences, several at a time, until `report` says that it has seen enough. */
export async function compareSequences(
  servers: Servers,
  options: {
    sequences: readonly (() => Promise<Sequence>)[];
    workers: number;
    report: (comparison: Comparison) => boolean;
  },
): Promise<void> {
  const { workers, report } = options;
  const left = [...options.sequences];
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const comparison = await compareTwice(servers, await next());
      if (!report(comparison)) left.length = 0;
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}
