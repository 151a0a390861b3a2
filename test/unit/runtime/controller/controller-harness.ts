import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { Deployment } from "../../../../src/k8s/apps/v1.ts";
import type { CustomResource, DeepReadonly, KubernetesObject, Stored } from "../../../../src/kube/object.ts";
import { resource, type Resource } from "../../../../src/kube/resource.ts";
import { Cache } from "../../../../src/runtime/cache/cache.ts";
import type { Client } from "../../../../src/runtime/client/client.ts";
import { ApiError } from "../../../../src/runtime/client/errors.ts";
import { ControllerRunner } from "../../../../src/runtime/controller/controller.ts";
import { controller, type Controller } from "../../../../src/runtime/controller/controller-builder.ts";
import type { EventSink } from "../../../../src/runtime/controller/handler.ts";
import { RunContext } from "../../../../src/runtime/controller/run-context.ts";
import type { RunGate, RunLease } from "../../../../src/runtime/controller/run-gate.ts";
import type { RunObserver } from "../../../../src/runtime/controller/run-observer.ts";
import type { RunResult } from "../../../../src/runtime/controller/run-result.ts";
import { recordingLogger } from "../../../helpers/recording-logger.ts";
import {
  podList,
  ScriptedWatch,
  scriptedLister,
  type ScriptedLister,
} from "../../../helpers/scripted-lister.ts";

export interface Widget extends CustomResource<
  { size?: number },
  { phase?: string; counts?: { ready?: number; all?: number }; conditions?: object[] }
> {}
export const Widget = resource<Widget>({ group: "example.com", version: "v1", kind: "Widget" });

export function widget(name: string, fields: Partial<Widget> & { version?: string } = {}): Stored<Widget> {
  const { version = "1", metadata, ...rest } = fields;
  return {
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: {
      name,
      namespace: "default",
      uid: `uid-${name}`,
      resourceVersion: version,
      generation: 1,
      creationTimestamp: "2026-01-01T00:00:00Z",
      ...metadata,
    },
    spec: {},
    ...rest,
  };
}

export function deployment(
  name: string,
  owner?: string,
): KubernetesObject & { apiVersion: string; kind: string } {
  const reference = {
    apiVersion: "example.com/v1",
    kind: "Widget",
    name: owner ?? "",
    uid: `uid-${owner}`,
    controller: true,
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name,
      namespace: "default",
      resourceVersion: "1",
      ...(owner ? { ownerReferences: [reference] } : {}),
    },
  };
}

export function refusal(code: number, reason: ApiError["reason"], details?: { name: string }): ApiError {
  const status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    code,
    reason,
    message: reason,
  } as const;
  return new ApiError(code, details ? { ...status, details } : status);
}

/** A call as it reached the server's client. */
export interface ClientCall {
  readonly method: string;
  readonly kind: string;
  readonly args: readonly unknown[];
  readonly signal: AbortSignal | undefined;
  /** Name of the cluster; empty: the operator's own. */
  readonly cluster: string;
}

/** A client that notes its calls and answers as told, by default with nothing. */
export function recordingClient(
  answer: (call: ClientCall) => unknown = () => undefined,
  { calls = [], cluster = "" }: { calls?: ClientCall[]; cluster?: string } = {},
) {
  const subresourceCalls: { method: string; key: unknown; options: unknown }[] = [];
  const subresource = new Proxy({} as ReturnType<Client["subresource"]>, {
    get:
      (_, method: string) =>
      async (...args: unknown[]) => {
        subresourceCalls.push({ method, key: args[0], options: args.at(-1) });
      },
  });
  const client = new Proxy({ subresource: () => subresource } as unknown as Client, {
    get:
      (target, method: string) =>
      (...args: unknown[]) =>
        method === "subresource" ? target.subresource({} as Resource, "") : record(method, args),
  });
  return { client, calls, subresourceCalls };

  async function record(method: string, args: unknown[]): Promise<unknown> {
    const options = args.at(-1) as { signal?: AbortSignal } | undefined;
    const kind = (args[0] as { kind?: string } | undefined)?.kind ?? "";
    const call = { method, kind, args: args.slice(1, -1), signal: options?.signal, cluster };
    calls.push(call);
    return answer(call);
  }
}

/** A controller on virtual time, fed by scripted watches of each kind. */
export async function startController(
  built: Controller<Widget>,
  options: {
    objects?: KubernetesObject[];
    workers?: number;
    answer?: (call: ClientCall) => unknown;
    namespaces?: string[];
    /** A kind whose first list does not come. */
    unlisted?: string;
    runs?: RunObserver;
    clock?: VirtualClock;
    /** Which keys may run. */
    gate?: RunGate;
    /** What runs are under. */
    lease?: RunLease;
    /** Other clusters with what is in them at the start. */
    clusters?: Record<string, KubernetesObject[]>;
    /** Warm up only: the start comes with `begin`. */
    warmUpOnly?: boolean;
  } = {},
) {
  const { clock = new VirtualClock() } = options;
  const listers = new Map<string, { lister: ScriptedLister; watch: ScriptedWatch }>();
  const { logger, lines, texts } = recordingLogger();
  const source = (kind: string, cluster = "") => {
    const id = `${cluster}/${kind}`;
    const known = listers.get(id);
    if (known) return known;
    const lister = scriptedLister();
    const watch = new ScriptedWatch();
    const all = (cluster ? options.clusters?.[cluster] : options.objects) ?? [];
    const objects = all.filter((object) => object.kind === kind);
    if (kind !== options.unlisted) lister.lists(podList("1", ...objects));
    lister.watches(watch);
    listers.set(id, { lister, watch });
    return { lister, watch };
  };
  const cacheOf = (cluster: string) =>
    new Cache({
      clock,
      logger,
      watchList: false,
      ...(options.namespaces ? { namespaces: options.namespaces } : {}),
      lister: ({ kind }) => source(kind, cluster).lister,
    });
  const cache = cacheOf("");
  const { client, calls } = recordingClient(options.answer);
  const results: RunResult[] = [];
  const active: number[] = [];
  const events: string[] = [];
  const context = new RunContext();
  const sink = (object: DeepReadonly<KubernetesObject>): EventSink => ({
    normal: (reason, note) => void events.push(`Normal ${object.metadata?.name} ${reason} ${note}`),
    warning: (reason, note) => void events.push(`Warning ${object.metadata?.name} ${reason} ${note}`),
    on: sink,
  });
  const clusters = new Map(
    Object.keys(options.clusters ?? {}).map((name) => [
      name,
      {
        cache: cacheOf(name),
        client: recordingClient(options.answer, { calls, cluster: name }).client,
        events: sink,
      },
    ]),
  );
  const counts = { panics: 0, timeouts: 0 };
  const failedMaps: string[] = [];
  const runner = new ControllerRunner({
    definition: built.definition,
    client,
    cache,
    clock,
    logger,
    context,
    workers: options.workers ?? 1,
    ...(options.runs ? { runs: options.runs } : {}),
    ...(options.gate ? { gate: options.gate } : {}),
    ...(options.lease ? { lease: () => options.lease as RunLease } : {}),
    events: sink,
    clusters,
    observer: {
      ran: (result) => void results.push(result),
      active: (count) => void active.push(count),
      panicked: () => void counts.panics++,
      mapFailed: ({ kind }) => void failedMaps.push(kind),
      timedOut: () => void counts.timeouts++,
    },
  });
  const [stopping, hardStop, stopCache] = [
    new AbortController(),
    new AbortController(),
    new AbortController(),
  ];
  const caching = Promise.all(
    [cache, ...[...clusters.values()].map((cluster) => cluster.cache)].map((one) =>
      one.start(stopCache.signal),
    ),
  );
  const begun = gate();
  if (options.warmUpOnly) void runner.warmUp(stopping.signal);
  else begun.open();
  const running = begun.opened.then(() => runner.start(stopping.signal, hardStop.signal));
  let ended = false;
  running.then(
    () => (ended = true),
    () => (ended = true),
  );
  await clock.advance(0);
  return {
    clock,
    cache,
    calls,
    results,
    counts,
    failedMaps,
    begin: () => begun.open(),
    active,
    events,
    lines,
    texts,
    context,
    send: async (type: "ADDED" | "MODIFIED" | "DELETED", object: KubernetesObject) => {
      source(object.kind ?? "").watch.send({ type, object });
      await clock.advance(0);
    },
    requestStop: () => stopping.abort(),
    hardStop: () => hardStop.abort(new Error("hard stop")),
    ended: () => ended,
    running,
    async stop() {
      stopping.abort();
      await running;
      stopCache.abort();
      await caching;
      if (clock.waiting > 0) throw new Error(`${clock.waiting} timers are left`);
    },
  };
}

/** Events go nowhere. */
export const silentEvents: EventSink = { normal: () => {}, warning: () => {}, on: () => silentEvents };

/** A controller whose runs are noted; `body` gets the number of the run, from 1. */
export function noting(body: (run: number, name: string) => unknown = () => undefined) {
  const runs: string[] = [];
  const built = controller(Widget).reconcile(async ({ request }) => {
    runs.push(request.name);
    return (await body(runs.length, request.name)) as undefined;
  });
  return { runs, built };
}

/** A promise that a test settles. */
export function gate<T = void>() {
  let open: (value: T) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const opened = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { opened, open, fail };
}

export { Deployment };
