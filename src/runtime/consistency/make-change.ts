import { copyJson } from "../../base/json.ts";
import type { Consistency } from "./consistency.ts";
import type { CallObserver } from "./observed-call.ts";
import type { Change } from "./tracked-changes.ts";
import { unchangedBy } from "./unchanged-write.ts";
import { isStored } from "./write-outcome.ts";
import { describeWrite, writeObject, type Write } from "./write-object.ts";

/** Makes a change, unless it would surely change nothing: then the object is answered with as it is. */
export async function makeChange<R>(
  change: Change<R>,
  { consistency, observe }: { consistency: Consistency; observe?: CallObserver | undefined },
): Promise<R> {
  const { resource, place, subresource, send, intent, options } = change;
  const { dryRun, skipUnchanged = consistency.skipUnchanged } = options;
  const write: Write<R> = {
    verb: intent.verb,
    resource,
    place,
    ...(subresource ? { subresource } : {}),
    effect: dryRun ? "none" : "object",
    send,
  };
  const kind = consistency.of(resource);
  const same = kind && skipUnchanged ? unchangedBy(change, { kind, consistency }) : undefined;
  if (same) {
    observe?.({ ...describeWrite(write), answer: "skipped", before: same, after: same });
    return copyJson(same) as R;
  }
  const answer = await writeObject(write, { consistency, observe });
  if (kind && intent.verb === "apply" && !dryRun && isStored(answer))
    kind.applied.note(change, answer, (key) => kind.writes.get(resource, key));
  return answer;
}
