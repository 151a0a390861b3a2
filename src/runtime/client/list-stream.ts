import type { Clock, Timer } from "../../base/clock.ts";
import type { KubernetesList, KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import { ConnectionError } from "./errors.ts";
import { connectionError } from "./connection-error.ts";
import { ListSplitter } from "./list-splitter.ts";
import type { StreamedBody } from "./response-body.ts";
import { completeItem } from "./request-body.ts";
import { takeRaw } from "./raw-object.ts";
import { parseWithoutManagedFields } from "./without-managed-fields.ts";

/** How to read a list as it comes. */
export interface ReadListOptions {
  readonly resource: Resource;
  /** Bring RawObjects. */
  readonly raw: boolean;
  /** Bring objects without managedFields. */
  readonly withoutManagedFields?: boolean;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Gets each item; the next one waits for what it returns. */
  readonly take: (object: KubernetesObject) => void | Promise<void>;
}

/** Milliseconds without a byte after which a list is given up. */
const silence = 60_000;

/**
 * Hands out the items of a list as they come, and resolves with the list without them.
 *
 * @throws ConnectionError when it breaks off or is no list, the signal's reason when that aborts
 */
export async function readList(
  body: StreamedBody,
  options: ReadListOptions,
): Promise<Omit<KubernetesList, "items">> {
  const { signal, take, clock } = options;
  const onAbort = () => body.destroy();
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const splitter = new ListSplitter();
  const guard = guardSilence(body, clock);
  try {
    for await (const chunk of body) {
      guard.heard();
      for (const item of splitter.feed(chunk)) {
        const wait = take(readItem(item, options));
        if (wait) await wait;
      }
    }
    signal.throwIfAborted();
    return splitter.end() as Omit<KubernetesList, "items">;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ConnectionError) throw error;
    // the parser's message quotes what it read, which may be a Secret's
    if (error instanceof SyntaxError)
      throw new ConnectionError("EBADMSG", "the answer is not the list that it should be");
    throw connectionError(error, "the list broke off");
  } finally {
    guard.stop();
    signal.removeEventListener("abort", onAbort);
    body.destroy();
  }
}

function readItem(
  item: Buffer,
  { resource, raw, withoutManagedFields = false }: ReadListOptions,
): KubernetesObject {
  if (raw && !resource.metadataOnly) return takeRaw(item, { start: 0, end: item.length, own: resource });
  const object = withoutManagedFields
    ? parseWithoutManagedFields(item, "object")
    : (JSON.parse(item.toString("utf8")) as unknown);
  return completeItem(resource, object as KubernetesObject);
}

function guardSilence(body: StreamedBody, clock: Clock): { heard(): void; stop(): void } {
  let last = clock.monotonic();
  let timer: Timer;
  const arm = (wait: number) => {
    timer = clock.setTimer(wait, () => {
      const left = last + silence - clock.monotonic();
      if (left > 0) return arm(left);
      body.destroy(new ConnectionError("ETIMEDOUT", `the list said nothing for ${silence} ms`));
    });
  };
  arm(silence);
  return { heard: () => void (last = clock.monotonic()), stop: () => timer.cancel() };
}
