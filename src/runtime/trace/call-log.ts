import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { accessOf } from "../../kube/access-of.ts";
import { fieldChanges } from "../../kube/field-changes.ts";
import type { Masker } from "../../kube/masker.ts";
import type { TracedCall } from "../../kube/operator-report.ts";
import type { RequestObserver } from "../client/transport-request.ts";
import type { RunCall } from "../controller/run-observer.ts";

const maxCalls = 200;
const maxChanges = 60;
/** What the server calls what the client calls otherwise. */
const verbs: Readonly<Record<string, string>> = { apply: "patch" };

/** The calls of a run under way: what was sent, and what the client knows of it. */
export class CallLog {
  readonly #clock: Clock;
  readonly #masker: Masker;
  readonly #start: number;
  readonly #calls: TracedCall[] = [];
  /** Those that were sent and that the client has not told of yet. */
  #untold: TracedCall[] = [];
  more = 0;

  constructor({ clock, masker }: { clock: Clock; masker: Masker }) {
    this.#clock = clock;
    this.#masker = masker;
    this.#start = clock.monotonic();
  }

  get calls(): readonly TracedCall[] {
    return this.#calls;
  }

  /** A request was answered, or was not. */
  sent({ method, path, code, milliseconds }: Parameters<RequestObserver>[0]): void {
    const access = accessOf(method, path);
    if ("path" in access) return;
    const { apiGroup: group, apiVersion: _, ...rest } = access;
    const at = this.#clock.monotonic() - this.#start - milliseconds;
    const call: TracedCall = { ...rest, group, answer: "server", status: code, at, milliseconds };
    if (this.#add(call)) this.#untold.push(call);
  }

  /** The client is done with a call; what was sent for it is known already. */
  called(call: RunCall, read: unknown): void {
    const { resource, before, after, error, answer } = call;
    const { apiVersion, kind } = resource;
    if (read !== undefined) this.#masker.learn(read, { apiVersion, kind });
    if (answer !== "server") {
      this.#add(this.#described(call));
      return;
    }
    const index = this.#untold.findLastIndex((sent) => isOf(sent, call));
    const sent = this.#untold[index];
    if (index >= 0) this.#untold.splice(index, 1);
    // a try that was repeated, for example after a 429, stays as it is
    this.#untold = this.#untold.filter((other) => !isOf(other, call));
    if (!sent) return;
    const isWrite = !["get", "list", "watch"].includes(call.verb);
    // what an object was before a write may be unknown, unless the server has said that it made it
    const wasSeen = before !== undefined || (after !== undefined && sent.status === "201");
    const known = isWrite && error === undefined && wasSeen;
    const { changes, more } = known
      ? fieldChanges(before, after, { masker: this.#masker, apiVersion, kind, limit: maxChanges })
      : { changes: [], more: 0 };
    this.#calls[this.#calls.indexOf(sent)] = {
      ...sent,
      verb: call.verb,
      ...(known ? { changes } : {}),
      ...(more > 0 ? { moreChanges: more } : {}),
      ...(error === undefined ? {} : { error: this.#masker.text(messageOf(error)) }),
    };
  }

  #add(call: TracedCall): boolean {
    if (this.#calls.length >= maxCalls) {
      this.more++;
      return false;
    }
    this.#calls.push(call);
    return true;
  }

  #described({ verb, resource, key, subresource, answer, error }: RunCall): TracedCall {
    const { namespace, name } = key;
    return {
      verb,
      group: resource.group,
      resource: resource.plural,
      ...(subresource ? { subresource } : {}),
      ...(namespace ? { namespace } : {}),
      ...(name ? { name } : {}),
      answer,
      at: this.#clock.monotonic() - this.#start,
      ...(error === undefined ? {} : { error: this.#masker.text(messageOf(error)) }),
    };
  }
}

/** Whether a request was sent for a call: a namespace that the call leaves out is the client's own. */
function isOf(sent: TracedCall, { verb, resource, key, subresource }: RunCall): boolean {
  return (
    sent.verb === (verbs[verb] ?? verb) &&
    sent.group === resource.group &&
    sent.resource === resource.plural &&
    sent.subresource === subresource &&
    (key.namespace === undefined || sent.namespace === key.namespace) &&
    (verb === "create" && subresource === undefined ? true : sent.name === key.name)
  );
}
