import { describe, expect, test } from "vitest";
import type { KubernetesObject } from "../../../../src/kube/object.ts";
import { ConfigMap } from "../../../../src/k8s/core/v1.ts";
import { ConnectionError, isAlreadyExists, isNotFound } from "../../../../src/runtime/client/errors.ts";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import {
  refusal,
  startController,
  widget,
  Widget,
  type ClientCall,
} from "../controller/controller-harness.ts";

/** ConfigMaps in memory behind a client; `fate` decides what becomes of a write. */
function configMaps(fate: (call: ClientCall, number: number) => "done" | "lost" | "refused") {
  const stored = new Map<string, KubernetesObject>();
  let writes = 0;
  const answer = (call: ClientCall) => {
    const [first] = call.args as [KubernetesObject & { name?: string }];
    const name = first.name ?? first.metadata?.name ?? "";
    if (call.kind !== "ConfigMap") return first;
    if (call.method === "get") {
      const found = stored.get(name);
      if (!found) throw refusal(404, "NotFound", { name });
      return found;
    }
    const outcome = fate(call, ++writes);
    if (outcome === "refused") throw refusal(500, "InternalError");
    if (call.method === "create" && stored.has(name)) throw refusal(409, "AlreadyExists", { name });
    stored.set(name, first);
    if (outcome === "lost") throw new ConnectionError("ECONNRESET", "the answer was lost");
    return first;
  };
  return { stored, answer };
}

describe("a write that was done, but whose answer was lost", () => {
  test("fails its run; the next one finds what was created and goes on from there", async () => {
    const server = configMaps((_, number) => (number === 1 ? "lost" : "done"));
    const found: boolean[] = [];
    const built = controller(Widget).reconcile(async ({ client, request }) => {
      const child = await client.get(ConfigMap, request).catch((error: unknown) => {
        if (isNotFound(error)) return undefined;
        throw error;
      });
      found.push(child !== undefined);
      if (!child) await client.create(ConfigMap, { metadata: request });
    });
    const at = await startController(built, { objects: [widget("a")], answer: server.answer });
    await at.clock.advance(10);
    expect(at.results).toEqual(["error", "success"]);
    expect(found).toEqual([false, true]);
    expect(at.calls.filter(({ method }) => method === "create")).toHaveLength(1);
    await at.stop();
  });

  test("is met as AlreadyExists by a run that creates at once, and as a plain success by one that applies", async () => {
    const server = configMaps((_, number) => (number < 3 ? "lost" : "done"));
    const met: string[] = [];
    const built = controller(Widget).reconcile(async ({ client, request }) => {
      await client.create(ConfigMap, { metadata: request }).catch((error: unknown) => {
        if (!isAlreadyExists(error)) throw error;
        met.push("AlreadyExists");
      });
      await client.apply(ConfigMap, { metadata: { name: `${request.name}-2` } });
      met.push("applied");
    });
    const at = await startController(built, { objects: [widget("a")], answer: server.answer });
    await at.clock.advance(50);
    // the create is lost, then the apply; the third run has both
    expect(at.results.filter((result) => result === "success")).toHaveLength(1);
    expect(met.at(-1)).toBe("applied");
    expect([...server.stored.keys()]).toEqual(["a", "a-2"]);
    await at.stop();
  });

  test("of the status is written again by the next run, from what is there then", async () => {
    let lost = 0;
    const built = controller(Widget).reconcile(({ status }) => status.set({ phase: "done" }));
    const at = await startController(built, {
      objects: [widget("a")],
      answer: ({ method, args }) => {
        if (method !== "patchStatus") return undefined;
        if (lost++ === 0) throw new ConnectionError("ECONNRESET", "the answer was lost");
        return widget("a", { version: "3", status: (args[1] as { merge: { status: object } }).merge.status });
      },
    });
    await at.clock.advance(10);
    expect(at.results).toEqual(["error", "success"]);
    await at.stop();
  });
});

test("of several objects of which one is refused, the next run makes all; the status is written last", async () => {
  const server = configMaps((_, number) => (number === 2 ? "refused" : "done"));
  const built = controller(Widget).reconcile(async ({ client, status, request }) => {
    for (const part of ["a", "b", "c"])
      await client.apply(ConfigMap, { metadata: { name: `${request.name}-${part}` } });
    status.set({ phase: "complete" });
  });
  const at = await startController(built, {
    objects: [widget("w")],
    answer: (call) => (call.method === "patchStatus" ? widget("w", { version: "2" }) : server.answer(call)),
  });
  await at.clock.advance(10);
  expect(at.results).toEqual(["error", "success"]);
  expect([...server.stored.keys()].sort()).toEqual(["w-a", "w-b", "w-c"]);
  expect(at.calls.map(({ method }) => method)).toEqual([
    "apply",
    "apply",
    "apply",
    "apply",
    "apply",
    "patchStatus",
  ]);
  await at.stop();
});
