import { expect } from "vitest";
import { systemClock, type Clock } from "../../../src/base/clock.ts";
import { controller, operator, type Client, type OperatorSettings } from "../../../src/index.ts";
import { resourcePath } from "../../../src/kube/gvk.ts";
import type { KubernetesObject } from "../../../src/kube/object.ts";
import type { Resource } from "../../../src/kube/resource.ts";
import { Secret } from "../../../src/k8s/core/v1.ts";
import type { Connection, Credentials } from "../../../src/runtime/client/connection.ts";
import type { ControllerOptions } from "../../../src/runtime/controller/controller-options.ts";
import type { HandlerContext } from "../../../src/runtime/controller/handler.ts";
import { eventually } from "../../../src/testing/index.ts";
import { recordingLogger } from "../../helpers/recording-logger.ts";
import type { Api } from "../api.ts";

/** An operator that reconciles one kind in a namespace, and what it did. */
export interface Subject {
  /** Version of each object at its last run that ended well. */
  readonly seen: ReadonlyMap<string, string>;
  /** Objects that were in two runs at once. */
  readonly overlaps: readonly string[];
  /** Every run, by the name of its object. */
  readonly runs: readonly string[];
  readonly texts: () => string[];
  /** Whether the server has said that a version is too old. */
  readonly expired: () => boolean;
  /** Resolves when the caches are in sync for the first time. */
  readonly ready: Promise<void>;
  /** Resolves when the operator has ended; rejects with what it failed with. */
  readonly ended: Promise<void>;
  /** What the operator's cache holds: names and versions. It is known after the first run. */
  cached(): Promise<Map<string, string>>;
  /** Resolves when the cache equals the server and every object was reconciled after its last change; fails when that does not come. */
  settled(api: Api): Promise<void>;
  stop(): Promise<void>;
}

export interface SubjectOptions<T extends KubernetesObject = Secret> {
  readonly connection: Connection;
  readonly namespace: string;
  /** Default Secret. */
  readonly kind?: Resource<T>;
  readonly options?: ControllerOptions;
  readonly clock?: Clock;
  readonly workers?: number;
  readonly name?: string;
  readonly settings?: Partial<OperatorSettings>;
  readonly reconcile?: (context: HandlerContext<T>) => unknown;
}

export function startSubject<T extends KubernetesObject = Secret>(options: SubjectOptions<T>): Subject {
  const { connection, namespace, clock = systemClock, workers = 2, name = "subject" } = options;
  const kind = (options.kind ?? Secret) as Resource<T>;
  const [seen, active] = [new Map<string, string>(), new Set<string>()];
  const runs: string[] = [];
  const overlaps: string[] = [];
  const stopping = new AbortController();
  const { logger, texts, lines } = recordingLogger();
  let reader: Client | undefined;
  const subject = controller(kind, { name, workers, ...options.options }).reconcile(async (context) => {
    const { object, client, request } = context;
    reader = client;
    runs.push(request.name);
    if (active.has(request.name)) overlaps.push(request.name);
    active.add(request.name);
    try {
      const result = (await options.reconcile?.(context)) as undefined;
      seen.set(request.name, object.metadata.resourceVersion);
      return result;
    } finally {
      active.delete(request.name);
    }
  });
  let ended: Promise<void> | undefined;
  const ready = new Promise<void>((resolve) => {
    ended = operator({ name, controllers: [subject] }).start({
      signal: stopping.signal,
      connection,
      logger,
      clock,
      settings: { namespaces: [namespace], ...options.settings },
      onReady: resolve,
    });
  });
  // a test that expects a failure awaits it later
  ended?.catch(() => {});
  const cached = async () => {
    const { items = [] } = (await reader?.list(kind, { namespace })) ?? {};
    return versionsOf(items);
  };
  return {
    seen,
    overlaps,
    runs,
    texts,
    expired: () =>
      lines.some(({ fields }) => /too old resource version|expired/i.test(JSON.stringify(fields))),
    ready,
    ended: ended ?? Promise.resolve(),
    cached,
    settled: (api) =>
      eventually(
        async () => {
          const { body } = await api.get(resourcePath(kind, { namespace }));
          const there = versionsOf(body.items);
          expect(await cached()).toEqual(there);
          expect(new Map([...there.keys()].map((key) => [key, seen.get(key)]))).toEqual(there);
          expect(overlaps).toEqual([]);
        },
        { timeout: 20_000 },
      ),
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

/** A connection that always presents the same credentials. */
export function connectionTo(
  { url, ca }: { url: string; ca: string },
  { token, ...credentials }: { token?: string } & Partial<Credentials>,
): Connection {
  const given: Credentials = {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    tls: { ca },
    ...credentials,
  };
  return {
    url,
    namespace: "default",
    inCluster: false,
    credentials: () => Promise.resolve(given),
    refresh: () => {},
  };
}

/** Writes of the Secrets in a namespace, straight to the server. */
export function secretsOf(api: Api, namespace: string) {
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  const data = (text: string) => ({ data: { text: Buffer.from(text).toString("base64") } });
  return {
    path,
    create: (name: string, text = "1") =>
      api.post(path, { apiVersion: "v1", kind: "Secret", metadata: { name }, ...data(text) }),
    change: (name: string, text: string) => api.patch(`${path}/${name}`, "merge", data(text)),
    delete: (name: string) => api.delete(`${path}/${name}`),
  };
}

function versionsOf(
  items: readonly { metadata: { name?: string; resourceVersion?: string } }[],
): Map<string, string> {
  return new Map(
    items.map(({ metadata }) => [metadata.name ?? "", metadata.resourceVersion ?? ""] as const).sort(),
  );
}
