import type { KubernetesObject, ObjectKey } from "../../src/kube/object.ts";
import { keyText } from "../../src/kube/object.ts";
import type { Client } from "../../src/runtime/client/client.ts";
import { ApiError } from "../../src/runtime/client/errors.ts";

/** One call as the memory client got it. */
export interface Call {
  readonly verb: "get" | "create" | "update" | "patch";
  readonly body?: unknown;
}

/** Objects in memory with resource versions and their conflicts; no network, so that virtual time drives everything. */
export interface MemoryClient {
  readonly client: Client;
  readonly calls: Call[];
  readonly objects: Map<string, KubernetesObject>;
  /** Runs before each call; may throw, or wait. */
  intercept: ((call: Call, signal: AbortSignal | undefined) => void | Promise<void>) | undefined;
  verbs(): string[];
}

export function apiError(code: number, reason: ApiError["reason"], message = `refused: ${reason}`): ApiError {
  return new ApiError(code, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    code,
    reason,
    message,
  });
}

export function memoryClient(): MemoryClient {
  const objects = new Map<string, KubernetesObject>();
  const calls: Call[] = [];
  let version = 0;
  const enter = async (call: Call, options: { signal?: AbortSignal } = {}) => {
    calls.push(call);
    await memory.intercept?.(call, options.signal);
    options.signal?.throwIfAborted();
  };
  const stored = (key: ObjectKey) => {
    const object = objects.get(keyText(key));
    if (!object) throw apiError(404, "NotFound");
    return object;
  };
  const store = (object: KubernetesObject) => {
    const { name = "", namespace = "" } = object.metadata ?? {};
    const written = structuredClone({
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(++version) },
    });
    objects.set(keyText({ namespace, name }), written);
    return structuredClone(written);
  };
  // only what the parts under test call; anything else fails as a missing function
  const partial = {
    async get(_resource: unknown, key: ObjectKey, options?: { signal?: AbortSignal }) {
      await enter({ verb: "get" }, options);
      return structuredClone(stored(key));
    },
    async create(_resource: unknown, object: KubernetesObject, options?: { signal?: AbortSignal }) {
      await enter({ verb: "create", body: object }, options);
      const { name = "", namespace = "" } = object.metadata ?? {};
      if (objects.has(keyText({ namespace, name }))) throw apiError(409, "AlreadyExists");
      return store(object);
    },
    async update(_resource: unknown, object: KubernetesObject, options?: { signal?: AbortSignal }) {
      await enter({ verb: "update", body: object }, options);
      const { name = "", namespace = "", resourceVersion } = object.metadata ?? {};
      const current = stored({ namespace, name });
      if (resourceVersion !== current.metadata?.resourceVersion) throw apiError(409, "Conflict");
      return store(object);
    },
    async patch(
      _resource: unknown,
      key: ObjectKey,
      patch: { merge: object },
      options?: { signal?: AbortSignal },
    ) {
      await enter({ verb: "patch", body: patch.merge }, options);
      return store({ ...stored(key), ...patch.merge });
    },
  };
  const memory: MemoryClient = {
    client: partial as unknown as Client,
    calls,
    objects,
    intercept: undefined,
    verbs: () => calls.map((call) => call.verb),
  };
  return memory;
}
