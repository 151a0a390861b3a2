import { afterEach, beforeEach, expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { Pod } from "../../../../src/k8s/core/v1.ts";
import type { KubernetesObject } from "../../../../src/kube/object.ts";
import { onlyMetadata } from "../../../../src/kube/only-metadata.ts";
import { createListerWatcher, type Selection } from "../../../../src/runtime/client/lister-watcher.ts";
import { RawObject } from "../../../../src/runtime/client/raw-object.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { startScriptedServer, type ScriptedServer } from "../../../helpers/scripted-server.ts";

let server: ScriptedServer;
let transport: Transport;
let clock: VirtualClock;
const { signal } = new AbortController();
beforeEach(async () => {
  server = await startScriptedServer();
  clock = new VirtualClock();
  transport = new Transport(server.connection(), { clock });
});
afterEach(async () => {
  transport.close();
  await server.close();
});

/** Lists Pods item by item. */
async function list(options: { selection?: Selection; resource?: typeof Pod; signal?: AbortSignal } = {}) {
  const taken: KubernetesObject[] = [];
  const lister = createListerWatcher(transport, options.resource ?? Pod, options.selection);
  const rest = await lister.listItems!(
    { resourceVersion: "0", limit: 500 },
    { signal: options.signal ?? signal, take: (object) => void taken.push(object) },
  );
  return { taken, rest };
}

const whole = { apiVersion: "v1", kind: "Pod", metadata: { name: "a", managedFields: [{}] }, spec: { x: 1 } };

test("items come one by one, with kind and apiVersion, and the rest of the list at its end", async () => {
  // custom resources have the list's metadata after its items
  server.script(({ json }) =>
    json(200, {
      items: [{ metadata: { name: "a" } }, whole],
      metadata: { resourceVersion: "9", continue: "x" },
    }),
  );
  const { taken, rest } = await list();
  expect(taken).toEqual([{ apiVersion: "v1", kind: "Pod", metadata: { name: "a" } }, whole]);
  expect(rest.metadata).toEqual({ resourceVersion: "9", continue: "x" });
  expect(Object.fromEntries(server.requests[0]!.query)).toEqual({ resourceVersion: "0", limit: "500" });
  expect(clock.waiting).toBe(0);
});

test("an item waits for what the one before it has to wait for", async () => {
  server.script(({ json }) =>
    json(200, { metadata: {}, items: [{ metadata: { name: "a" } }, { metadata: { name: "b" } }] }),
  );
  const order: string[] = [];
  await createListerWatcher(transport, Pod).listItems!(
    {},
    {
      signal,
      async take({ metadata }) {
        order.push(`begin ${metadata?.name}`);
        await Promise.resolve();
        order.push(`end ${metadata?.name}`);
      },
    },
  );
  expect(order).toEqual(["begin a", "end a", "begin b", "end b"]);
});

test("raw items are kept as bytes without managedFields", async () => {
  server.script(({ json }) => json(200, { metadata: {}, items: [whole] }));
  const { taken } = await list({ selection: { raw: true } });
  expect(taken[0]).toBeInstanceOf(RawObject);
  expect((taken[0] as RawObject).parse()).toEqual({ ...whole, metadata: { name: "a" } });
});

test("metadata alone is metadata alone, raw or not", async () => {
  server.script(({ json }) => json(200, { metadata: {}, items: [whole] }));
  const { taken } = await list({ resource: onlyMetadata(Pod), selection: { raw: true } });
  expect(taken).toEqual([{ apiVersion: "v1", kind: "Pod", metadata: whole.metadata }]);
});

test("a refusal is the server's, not half a list", async () => {
  server.script(({ refuse }) => refuse(410, "Expired"));
  await expect(list()).rejects.toMatchObject({ code: 410, reason: "Expired" });
});

test.each([
  ["that breaks off", (_: () => void, reset: () => void) => reset(), "ECONNRESET"],
  ["that ends too early", (end: () => void) => end(), "EBADMSG"],
])("a list %s is an error", async (_, how, code) => {
  server.script(({ response, reset }) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"metadata":{},"items":[{"metadata":{"name":"a"}},{"meta');
    setImmediate(() => how(() => response.end(), reset));
  });
  await expect(list()).rejects.toMatchObject({ name: "ConnectionError", code });
  expect(clock.waiting).toBe(0);
});

test("what is no list is an error that does not quote it", async () => {
  server.script(({ response }) => response.end("c2VjcmV0"));
  const error = await list().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "ConnectionError", code: "EBADMSG" });
  expect(String((error as Error).message)).not.toContain("c2VjcmV0");
});

test("a list that says nothing any more is given up after a minute", async () => {
  const begun = new Promise<void>((resolve) =>
    server.script(({ response }) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"items":[{"metadata":{"name":"a"}},', () => resolve());
    }),
  );
  let taken: () => void = () => {};
  const first = new Promise<void>((resolve) => (taken = resolve));
  const listing = createListerWatcher(transport, Pod).listItems!({}, { signal, take: () => taken() });
  const failing = expect(listing).rejects.toMatchObject({ code: "ETIMEDOUT" });
  await Promise.all([begun, first]);
  await clock.advance(60_000);
  await failing;
});

test("an abort ends it with the signal's reason", async () => {
  server.script(({ response }) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"items":[{"metadata":{"name":"a"}},');
  });
  const stopping = new AbortController();
  const listing = createListerWatcher(transport, Pod).listItems!(
    {},
    { signal: stopping.signal, take: () => stopping.abort(new Error("enough")) },
  );
  await expect(listing).rejects.toThrow("enough");
  expect(clock.waiting).toBe(0);
});
