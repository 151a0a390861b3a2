import { expect, test } from "vitest";
import { child, emptyModel, hello, memcached, memcachedKind, run } from "./view-harness.ts";

const ready = {
  ...{ type: "Ready", status: "False", reason: "Progressing", message: "0 of 3" },
  lastTransitionTime: "2026-01-01T00:00:00Z",
};

test("custom resources of the controllers' kinds are rows, with conditions and how their last run went", () => {
  const { model } = emptyModel();
  model.greet(hello);
  model.put(memcached("b", { status: { conditions: [ready] } }));
  model.put(memcached("a"));
  model.put(child("Deployment", "d", "a"));
  model.add([run("b"), run("b", { result: "error", error: "no luck" })]);
  expect(model.snapshot()).toMatchObject({
    operator: "cache-operator",
    state: "running",
    objects: [
      { name: "a", conditions: [], runs: 0 },
      { name: "b", conditions: [ready], runs: 2, lastRun: { result: "error" }, error: "no luck" },
    ],
  });
  model.add([run("b")]);
  expect(model.snapshot().objects[1]).not.toHaveProperty("error");
});

test("what an object owns is a tree, also around corners; an owner that owns itself is no endless one", () => {
  const { model } = emptyModel();
  model.greet(hello);
  model.put(memcached("a"));
  model.put(child("Deployment", "d", "a", { spec: { replicas: 2 }, status: { readyReplicas: 1 } }));
  model.put(child("ReplicaSet", "r", "d"));
  model.put(child("Pod", "p", "r", { status: { phase: "Running" } }));
  model.put(child("Pod", "self", "self"));
  const tree = model.detail("a")?.tree;
  expect(tree).toMatchObject({
    kind: "Memcached",
    children: [
      {
        ...{ kind: "Deployment", health: { state: "waiting", text: "1/2" } },
        children: [
          { kind: "ReplicaSet", children: [{ kind: "Pod", health: { state: "good", text: "Running" } }] },
        ],
      },
    ],
  });
  expect(model.detail("self")?.tree.children).toEqual([]);
  model.delete("r");
  expect(model.detail("a")?.tree.children[0]?.children).toEqual([]);
});

test("events of the object and of what it owns, newest first", () => {
  const { model } = emptyModel();
  model.greet(hello);
  model.put(memcached("a"));
  model.put(child("Pod", "p", "a"));
  const event = (uid: string, about: string, more: object) => ({
    ...{ apiVersion: "v1", kind: "Event", metadata: { name: uid, namespace: "default", uid } },
    ...{ involvedObject: { uid: about }, type: "Normal", reason: uid, message: "m", ...more },
  });
  model.put(event("old", "a", { lastTimestamp: "2026-01-01T00:00:00Z", count: 3 }));
  model.put(event("new", "p", { eventTime: "2026-01-01T00:00:05Z", reportingComponent: "kubelet" }));
  model.put(event("other", "x", {}));
  expect(model.detail("a")?.events).toMatchObject([
    { reason: "new", object: "Pod/p", count: 1, from: "kubelet" },
    { reason: "old", object: "Memcached/a", count: 3 },
  ]);
});

test("how fast runs come is that of the last ten seconds, and starts anew with each version of the operator", async () => {
  const { model, clock } = emptyModel();
  const stats = (runs: number) =>
    model.count([{ name: "memcached", queued: 1, running: 1, runs, failures: 0 }]);
  const rate = () => model.snapshot().controllers[0]?.rate;
  model.greet(hello);
  stats(20);
  expect(rate()).toBe(2);
  await clock.advance(8_000);
  stats(50);
  expect(rate()).toBe(5);
  await clock.advance(5_000);
  expect(rate()).toBe(3);
  model.greet(hello);
  expect(rate()).toBe(0);
  stats(10);
  expect(rate()).toBe(1);
  model.state = "stopped";
  expect(model.snapshot().controllers[0]).toMatchObject({ queued: 0, running: 0, runs: 10 });
});

test("values of Secrets and of sensitive fields are masked, also of objects that came before it was known", () => {
  const { model } = emptyModel();
  model.greet(hello);
  const secret = { ...child("Secret", "s", "a", { data: { p: "aHVudGVyMjI=" } }), apiVersion: "v1" };
  model.put(memcached("a", { spec: { password: "swordfish", url: "http://swordfish@db" } }));
  model.put(secret);
  expect(model.detail("s")?.yaml).toContain("p: <masked>");
  model.sensitive = { "cache.example.com/v1/Memcached": [["spec", "password"]] };
  const shown = model.detail("a")?.yaml;
  expect(shown).toContain("password: <masked>");
  expect(shown).not.toContain("swordfish");
});

test("a watch that begins anew takes away what it does not bring again", () => {
  const { model } = emptyModel();
  model.greet(hello);
  model.put(memcached("a"));
  model.put(child("Deployment", "d", "a"));
  model.restart(memcachedKind, "other");
  expect(model.snapshot().objects).toHaveLength(1);
  model.restart(memcachedKind, undefined);
  expect(model.snapshot().objects).toEqual([]);
  expect(model.detail("d")).toBeDefined();
});

test("an object is found by its kind in any case, with or without its group", () => {
  const { model } = emptyModel();
  model.put(memcached("a"));
  for (const kind of ["memcached", "Memcached", "Memcached.cache.example.com"])
    expect(model.find(kind, { name: "a" })).toBe("a");
  expect(model.find("Memcached.other.com", { name: "a" })).toBeUndefined();
  expect(model.find("Memcached", { name: "a", namespace: "other" })).toBeUndefined();
});

test("who listens is told of each change, until it no longer listens", () => {
  const { model } = emptyModel();
  let told = 0;
  const unlisten = model.listen(() => told++);
  model.greet(hello);
  model.setProblem("pods", "pods cannot be shown: forbidden");
  model.setProblem("pods", "pods cannot be shown: forbidden");
  expect(told).toBe(2);
  expect(model.snapshot().problems).toEqual(["pods cannot be shown: forbidden"]);
  unlisten();
  model.setProblem("pods", undefined);
  expect(told).toBe(2);
});
