import type { ObjectKey } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Subresource } from "../client/subresource.ts";
import type { Write } from "./write-object.ts";

/** Subresources that leave the object as it is. */
const harmless: readonly string[] = ["token", "log"];
/** Subresources that are the object itself, and answer with it. */
const whole: readonly string[] = ["status", "ephemeralcontainers", "resize", "approval", "finalize"];

/** Calls on a subresource, of which those that may change the object are tracked. */
export function trackedSubresource<Body, Answer>(
  calls: Subresource<Body, Answer>,
  options: { resource: Resource; name: string; write: <R>(write: Write<R>) => Promise<R> },
): Subresource<Body, Answer> {
  const { resource, name, write } = options;
  const effect = harmless.includes(name) ? "none" : whole.includes(name) ? "object" : "unknown";
  const track = <R>(
    verb: string,
    key: ObjectKey,
    send: { dryRun: boolean | undefined; call: () => Promise<R> },
  ) =>
    write({
      verb,
      resource,
      place: key,
      subresource: name,
      effect: send.dryRun ? "none" : effect,
      send: send.call,
    });
  return {
    get: calls.get,
    stream: calls.stream,
    create: (key, body, call) =>
      track("create", key, { dryRun: call?.dryRun, call: () => calls.create(key, body, call) }),
    update: (key, body, call) =>
      track("update", key, { dryRun: call?.dryRun, call: () => calls.update(key, body, call) }),
    patch: (key, patch, call) =>
      track("patch", key, { dryRun: call?.dryRun, call: () => calls.patch(key, patch, call) }),
    apply: (key, body, call) =>
      track("apply", key, { dryRun: call?.dryRun, call: () => calls.apply(key, body, call) }),
  };
}
