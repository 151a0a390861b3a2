import type { CustomResourceDefinition } from "../../../src/kube/crd.ts";
import { compare, type Comparison, type Servers } from "./differential.ts";
import { minimise } from "./minimise.ts";

/** A failure for people: the seed, the difference, and the smallest sequence of requests that was found to show it. */
export async function reportDifference(
  servers: Servers,
  comparison: Comparison,
  options: { attempts: number; pool: ReadonlyMap<string, CustomResourceDefinition> },
): Promise<string> {
  const { sequence, difference } = comparison;
  const kind = kindOf(comparison);
  const fails = async (candidate: Comparison["sequence"]) =>
    kindOf(await compare(servers, candidate)) === kind;
  const smallest = await minimise(sequence, { fails, attempts: options.attempts });
  const again = await compare(servers, smallest);
  const lines = again.ours.exchanges.map(
    ({ request, status }, index) =>
      `  ${request.slice(0, 2000)}\n    sandbox ${status}, kube-apiserver ${again.real.exchanges[index]?.status ?? "no answer"}`,
  );
  const group = [...options.pool.keys()].find((name) => JSON.stringify(smallest.steps).includes(name));
  const schemas =
    group === undefined
      ? []
      : [`  of ${JSON.stringify(options.pool.get(group)?.spec.versions).slice(0, 6000)}`];
  return [
    `seed ${sequence.seed} (KUBEWRIGHT_DIFFERENTIAL_SEED=${sequence.seed} runs it again)`,
    again.difference?.what ?? difference?.what ?? "",
    ...lines,
    ...schemas,
  ].join("\n");
}

/** What kind of difference it is: where, with numbers left out. */
function kindOf({ difference }: Comparison): string | undefined {
  return difference?.what.split("\n")[0]?.replaceAll(/\d+/g, "#");
}
