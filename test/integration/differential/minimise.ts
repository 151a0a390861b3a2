import { copyJson, isJsonObject } from "../../../src/base/json.ts";
import type { Sequence, Step } from "./sequence.ts";

/**
 * The smallest sequence found that still fails: requests are dropped first, then parts of their bodies. `fails` runs a sequence; at most
 * `attempts` times.
 */
export async function minimise(
  sequence: Sequence,
  options: { fails: (sequence: Sequence) => Promise<boolean>; attempts: number },
): Promise<Sequence> {
  let best = sequence;
  let left = options.attempts;
  const accept = async (candidate: Sequence | undefined) => {
    if (!candidate || left <= 0) return false;
    left--;
    if (!(await options.fails(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let index = best.steps.length - 1; index >= 0; index--) await accept(withoutStep(best, index));
  for (const path of best.watches)
    await accept({ ...best, watches: best.watches.filter((other) => other !== path) });
  for (let again = true; again && left > 0;) {
    again = false;
    for (const index of best.steps.keys()) {
      for (const path of partsOf(best.steps[index]?.body).filter(isShrinkable(best.steps[index])))
        if (await accept(withoutPart(best, index, path))) again = true;
    }
  }
  return best;
}

/** The sequence without a request, references to later answers moved; undefined when another request needs its answer. */
function withoutStep(sequence: Sequence, gone: number): Sequence | undefined {
  const steps = sequence.steps.filter((_, index) => index !== gone);
  const text = JSON.stringify(steps);
  const needed =
    new RegExp(`\\{\\{(name|continue|uid):${gone}\\}\\}`).test(text) ||
    steps.some(({ from }) => from?.step === gone);
  if (needed) return undefined;
  const moved = text
    .replaceAll(
      /\{\{(rv|uid|name|continue):(\d+)\}\}/g,
      (_, what: string, step: string) => `{{${what}:${Number(step) > gone ? Number(step) - 1 : step}}}`,
    )
    .replaceAll(
      /"from":\{"step":(\d+)/g,
      (_, step: string) => `"from":{"step":${Number(step) > gone ? Number(step) - 1 : step}`,
    );
  return { ...sequence, steps: JSON.parse(moved) as Step[] };
}

type Path = readonly (string | number)[];

/** Places of a body, outer ones first. */
function partsOf(body: unknown, path: Path = []): Path[] {
  const keys: (string | number)[] = Array.isArray(body)
    ? [...body.keys()].reverse()
    : isJsonObject(body)
      ? Object.keys(body)
      : [];
  const own = keys.map((key) => [...path, key]);
  return [
    ...own,
    ...keys.flatMap((key) => partsOf((body as Record<string | number, unknown>)[key], [...path, key])),
  ];
}

/** Of a definition that is to be served only the schema is made smaller. */
function isShrinkable(step: Step | undefined): (path: Path) => boolean {
  return (path) => !step?.serving || path.includes("properties");
}

function withoutPart(sequence: Sequence, index: number, path: Path): Sequence | undefined {
  const steps = copyJson(sequence.steps) as (Step & { body?: unknown })[];
  let target = steps[index]?.body as Record<string | number, unknown> | undefined;
  for (const key of path.slice(0, -1)) target = target?.[key] as typeof target;
  const last = path.at(-1) ?? "";
  if (!target || !(last in target)) return undefined;
  if (Array.isArray(target)) target.splice(Number(last), 1);
  else Reflect.deleteProperty(target, last);
  return { ...sequence, steps };
}
