import type { KubernetesList, KubernetesObject, ObjectMeta, Stored } from "../../src/kube/object.ts";
import type {
  ListParameters,
  ListerWatcher,
  WatchEvent,
  WatchParameters,
} from "../../src/runtime/client/lister-watcher.ts";

/** A request as the lister got it. */
export type ListerRequest =
  ({ readonly verb: "list" } & ListParameters) | ({ readonly verb: "watch" } & WatchParameters);

/** A watch whose events a test sends. It ends when its signal aborts, as a real one does. */
export class ScriptedWatch implements AsyncIterable<WatchEvent> {
  readonly #pending: (WatchEvent | Error | undefined)[] = [];
  #wake: (() => void) | undefined;
  #signal: AbortSignal | undefined;

  /** Whether the other side has closed it. */
  get closed(): boolean {
    return this.#signal?.aborted ?? false;
  }

  send(...events: WatchEvent[]): this {
    this.#pending.push(...events);
    this.#wake?.();
    return this;
  }

  /** End of the stream. */
  end(): this {
    this.#pending.push(undefined);
    this.#wake?.();
    return this;
  }

  /** Reading throws. */
  fail(error: Error): this {
    this.#pending.push(error);
    this.#wake?.();
    return this;
  }

  opened(signal: AbortSignal): void {
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#wake?.(), { once: true });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<WatchEvent> {
    for (;;) {
      while (this.#pending.length === 0 && !this.closed)
        await new Promise<void>((resolve) => (this.#wake = resolve));
      if (this.closed) return;
      const next = this.#pending.shift();
      if (next === undefined) return;
      if (next instanceof Error) throw next;
      yield next;
    }
  }
}

export type ListStep = KubernetesList | Error | ((parameters: ListParameters) => KubernetesList);
export type WatchStep = ScriptedWatch | Error;

/** A collection that answers each request by the next step of a script; a request that finds none waits until it is aborted. */
export interface ScriptedLister extends ListerWatcher {
  readonly requests: readonly ListerRequest[];
  lists(...steps: ListStep[]): void;
  watches(...steps: WatchStep[]): void;
  /** Requests from the one of that number on, without what a test seldom looks at. */
  summary(from?: number): string[];
}

export function scriptedLister(): ScriptedLister {
  const requests: ListerRequest[] = [];
  const listSteps: ListStep[] = [];
  const watchSteps: WatchStep[] = [];
  return {
    requests,
    lists: (...steps) => void listSteps.push(...steps),
    watches: (...steps) => void watchSteps.push(...steps),
    summary: (from = 0) => requests.slice(from).map(describeRequest),
    async list(parameters, signal) {
      requests.push({ verb: "list", ...parameters });
      const step = listSteps.shift() ?? (await untilAborted(signal));
      if (step instanceof Error) throw step;
      return typeof step === "function" ? step(parameters) : step;
    },
    async watch(parameters, signal) {
      requests.push({ verb: "watch", ...parameters });
      const step = watchSteps.shift() ?? (await untilAborted(signal));
      if (step instanceof Error) throw step;
      step.opened(signal);
      return step;
    },
  };
}

function describeRequest(request: ListerRequest): string {
  const { verb, resourceVersion } = request;
  const version = `rv=${resourceVersion ?? "-"}`;
  if (request.verb === "watch") return `${verb}${request.sendInitialEvents ? "-list" : ""} ${version}`;
  const { limit, continue: token } = request;
  return [verb, version, limit && `limit=${limit}`, token && `continue=${token}`].filter(Boolean).join(" ");
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const refuse = () => reject(signal.reason as Error);
    if (signal.aborted) refuse();
    else signal.addEventListener("abort", refuse, { once: true });
  });
}

/** A Pod; its uid is the name unless it is given. */
export function pod(
  name: string,
  resourceVersion: string,
  metadata: ObjectMeta = {},
): Stored<KubernetesObject> {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "default",
      uid: name,
      resourceVersion,
      creationTimestamp: "2026-01-01T00:00:00Z",
      ...metadata,
    },
  };
}

export function podList(resourceVersion: string, ...items: KubernetesObject[]): KubernetesList {
  return { apiVersion: "v1", kind: "PodList", metadata: { resourceVersion }, items };
}

/** Events of Pods. */
export const event = {
  added: (name: string, version: string): WatchEvent => ({ type: "ADDED", object: pod(name, version) }),
  modified: (name: string, version: string): WatchEvent => ({ type: "MODIFIED", object: pod(name, version) }),
  deleted: (name: string, version: string): WatchEvent => ({ type: "DELETED", object: pod(name, version) }),
  bookmark: (resourceVersion: string, annotations?: Record<string, string>): WatchEvent => ({
    type: "BOOKMARK",
    object: {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { resourceVersion, ...(annotations ? { annotations } : {}) },
    },
  }),
  initialEnd: (version: string): WatchEvent =>
    event.bookmark(version, { "k8s.io/initial-events-end": "true" }),
  error: (code: number, reason: string): WatchEvent => ({
    type: "ERROR",
    object: {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      code,
      reason,
      message: reason,
    },
  }),
};
