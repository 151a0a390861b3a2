import { copyJson } from "../../base/json.ts";
import type { Consistency } from "./consistency.ts";
import type { CallObserver, WriteObserver } from "./observed-call.ts";
import type { Change, Intent } from "./tracked-changes.ts";
import { unchangedBy } from "./unchanged-write.ts";
import { isStored } from "./write-outcome.ts";
import { describeWrite, writeObject, type Write } from "./write-object.ts";

/** Makes a change, unless it would surely change nothing: then the object is answered with as it is. */
export async function makeChange<R>(
  change: Change<R>,
  observers: {
    consistency: Consistency;
    observe?: CallObserver | undefined;
    writes?: WriteObserver | undefined;
  },
): Promise<R> {
  const { consistency, observe } = observers;
  const { resource, place, subresource, send, intent, options } = change;
  const { dryRun, skipUnchanged = consistency.skipUnchanged } = options;
  const write: Write<R> = {
    verb: intent.verb,
    resource,
    place,
    ...(subresource ? { subresource } : {}),
    effect: dryRun ? "none" : "object",
    base: baseOf(intent),
    send,
  };
  const kind = consistency.of(resource);
  const same = kind && skipUnchanged ? unchangedBy(change, { kind, consistency }) : undefined;
  if (same) {
    observe?.({ ...describeWrite(write), answer: "skipped", before: same, after: same });
    return copyJson(same) as R;
  }
  const answer = await writeObject(write, observers);
  if (kind && intent.verb === "apply" && !dryRun && isStored(answer))
    kind.applied.note(change, answer, (key) => kind.writes.get(resource, key));
  return answer;
}

/** The version that a write is bound to; "" for a creation. */
function baseOf(intent: Intent): string | undefined {
  if (intent.verb === "create") return "";
  if (intent.verb !== "patch") return versionIn(intent.object);
  const { patch } = intent;
  if ("json" in patch) return undefined;
  return versionIn("merge" in patch ? patch.merge : patch.strategic);
}

function versionIn(body: unknown): string | undefined {
  const { metadata } = (body ?? {}) as { metadata?: { resourceVersion?: unknown } | null };
  const version = metadata?.resourceVersion;
  return typeof version === "string" && version !== "" ? version : undefined;
}
