import { copyJson } from "../../../../src/base/json.ts";
import type { Lease } from "../../../../src/k8s/coordination.k8s.io/v1.ts";
import { keyText, type ObjectKey, type Stored } from "../../../../src/kube/object.ts";
import type { Client } from "../../../../src/runtime/client/client.ts";
import { ConnectionError } from "../../../../src/runtime/client/errors.ts";
import { refusal } from "../controller/controller-harness.ts";

/** Leases as a server keeps them: a write with another version than the last is a conflict. Who is in `cut` gets no answer. */
export class LeaseServer {
  readonly leases = new Map<string, Stored<Lease>>();
  readonly cut = new Set<string>();
  #version = 0;

  /** The client of one replica. */
  client(replica: string): Client {
    const check = async (signal: AbortSignal | undefined) => {
      await Promise.resolve();
      if (!this.cut.has(replica)) return;
      // no answer until the caller gives up
      await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
      throw new ConnectionError("ECONNRESET", "cut");
    };
    return {
      get: async (_: unknown, key: ObjectKey, call: { signal: AbortSignal }) => {
        await check(call.signal);
        return copyJson(this.#find(key));
      },
      list: async (_: unknown, call: { signal: AbortSignal }) => {
        await check(call.signal);
        const items = [...this.leases.values()].filter(({ metadata }) => metadata.labels !== undefined);
        return { metadata: {}, items: items.map(copyJson) };
      },
      create: async (_: unknown, lease: Lease, call: { signal: AbortSignal }) => {
        await check(call.signal);
        const key = lease.metadata as ObjectKey;
        if (this.leases.has(keyText(key))) throw refusal(409, "AlreadyExists");
        return this.#store(lease);
      },
      update: async (_: unknown, lease: Lease, call: { signal: AbortSignal }) => {
        await check(call.signal);
        const known = this.#find(lease.metadata as ObjectKey);
        if (known.metadata.resourceVersion !== lease.metadata?.resourceVersion)
          throw refusal(409, "Conflict");
        return this.#store(lease);
      },
      patch: async (
        _: unknown,
        key: ObjectKey,
        { merge }: { merge: Lease },
        call: { signal: AbortSignal },
      ) => {
        await check(call.signal);
        const known = this.#find(key);
        return this.#store({ ...known, spec: { ...known.spec, ...merge.spec } });
      },
      delete: async (_: unknown, key: ObjectKey, call: { signal: AbortSignal }) => {
        await check(call.signal);
        this.#find(key);
        this.leases.delete(keyText(key));
      },
    } as unknown as Client;
  }

  #find(key: ObjectKey): Stored<Lease> {
    const known = this.leases.get(keyText(key));
    if (!known) throw refusal(404, "NotFound", { name: key.name });
    return known;
  }

  #store(lease: Lease): Stored<Lease> {
    const metadata = { ...lease.metadata, uid: "u", resourceVersion: String(++this.#version) };
    const stored = copyJson({ ...lease, metadata }) as Stored<Lease>;
    this.leases.set(keyText(metadata as ObjectKey), stored);
    return copyJson(stored);
  }
}
