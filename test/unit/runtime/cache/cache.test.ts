import { expect, test } from "vitest";
import { Namespace, Pod } from "../../../../src/k8s/core/v1.ts";
import { ApiError } from "../../../../src/runtime/client/errors.ts";
import type { Cache } from "../../../../src/runtime/cache/cache.ts";
import { event, pod, podList, ScriptedWatch } from "../../../helpers/scripted-lister.ts";
import { inNamespace, newCache } from "./cache-harness.ts";

test("a kind is watched once, however many ask for it, and only after the start", async () => {
  const at = newCache();
  at.cache.ensure(Pod);
  at.cache.addHandler(Pod, () => {});
  at.cache.addHandler(Pod, () => {});
  expect(at.asked()).toEqual([]);
  at.lister("Pod").lists(podList("1"));
  await at.start();
  expect(at.lister("Pod").summary()).toEqual(["list rv=0 limit=500", "watch rv=1"]);
  await at.stop();
});

test("a kind that is asked for after the start is watched at once, and ends with the others", async () => {
  const at = newCache();
  await at.start();
  at.cache.ensure(Pod);
  await at.clock.advance(0);
  expect(at.asked()).toEqual(["Pod"]);
  await at.stop();
});

test("it is in sync when the first list of every kind is in", async () => {
  const at = newCache();
  at.cache.ensure(Pod);
  at.cache.ensure(Namespace);
  at.lister("Pod").lists(podList("1"));
  let synced = false;
  void at.cache.whenSynced().then(() => (synced = true));
  await at.start();
  expect([at.cache.hasSynced, at.cache.unsynced, synced]).toEqual([false, ["Namespace"], false]);
  await at.stop();

  const whole = newCache();
  whole.cache.ensure(Pod);
  whole.lister("Pod").lists(podList("1"));
  await whole.start();
  await whole.cache.whenSynced();
  expect([whole.cache.hasSynced, whole.cache.unsynced]).toEqual([true, []]);
  await whole.stop();
});

test("objects are read by key, by namespace and by label, and are read-only", async () => {
  const at = newCache();
  at.cache.ensure(Pod);
  at.lister("Pod").lists(
    podList(
      "1",
      inNamespace("x", "a", { app: "web" }),
      inNamespace("x", "b"),
      inNamespace("y", "a", { app: "db" }),
    ),
  );
  await at.start();
  const names = (options?: Parameters<Cache["list"]>[1]) =>
    at.cache.list(Pod, options).map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`);
  expect(at.cache.get(Pod, { namespace: "x", name: "a" })?.metadata?.labels).toEqual({ app: "web" });
  expect(at.cache.get(Pod, { namespace: "y", name: "b" })).toBeUndefined();
  expect(names()).toEqual(["x/a", "x/b", "y/a"]);
  expect(names({ namespace: "x" })).toEqual(["x/a", "x/b"]);
  expect(names({ labelSelector: "app" })).toEqual(["x/a", "y/a"]);
  expect(names({ namespace: "y", labelSelector: "app in (web)" })).toEqual([]);
  expect(names({ labelSelector: "!app" })).toEqual(["x/b"]);
  expect(Object.isFrozen(at.cache.list(Pod)[0])).toBe(true);
  await at.stop();
});

test("a kind that is not watched cannot be read: an empty answer would be a lie", () => {
  const { cache } = newCache();
  expect(() => cache.get(Pod, { name: "a" })).toThrow(/Pod.*not watched/);
  expect(() => cache.list(Pod)).toThrow(/Pod.*not watched/);
  expect(cache.covers(Pod)).toBe(false);
});

test("bound to namespaces, each has a watch of its own, named twice or not; cluster-scoped kinds have one", async () => {
  const at = newCache({ namespaces: ["x", "y", "x"] });
  const told: string[] = [];
  at.cache.addHandler(
    Pod,
    ({ object }) => void told.push(`${object.metadata?.namespace}/${object.metadata?.name}`),
  );
  at.cache.ensure(Namespace);
  at.lister("Namespace").lists(podList("1"));
  at.lister("Pod in x").lists(podList("1", inNamespace("x", "a")));
  at.lister("Pod in y").lists(podList("7"));
  at.lister("Pod in y").watches(new ScriptedWatch().send({ type: "ADDED", object: inNamespace("y", "b") }));
  await at.start();
  expect(at.asked()).toEqual(["Pod in x", "Pod in y", "Namespace"]);
  expect(told).toEqual(["x/a", "y/b"]);
  expect(at.cache.list(Pod)).toHaveLength(2);
  expect(at.cache.get(Pod, { namespace: "y", name: "b" })).toBeDefined();
  expect([at.cache.covers(Pod), at.cache.covers(Pod, "y"), at.cache.covers(Pod, "z")]).toEqual([
    true,
    true,
    false,
  ]);
  expect(at.cache.covers(Namespace, "z")).toBe(true);
  await at.stop();
});

test("a failing watch of one kind is told with the kind, and leaves the others alone", async () => {
  const failures: string[] = [];
  const at = newCache({ onError: (_, { kind }) => void failures.push(kind) });
  at.cache.ensure(Pod);
  at.cache.ensure(Namespace);
  at.lister("Namespace").lists(new Error("forbidden"));
  at.lister("Pod").lists(podList("1"));
  at.lister("Pod").watches(new ScriptedWatch().send(event.added("a", "2")));
  await at.start();
  expect(failures).toEqual(["Namespace"]);
  expect(at.cache.list(Pod)).toHaveLength(1);
  await at.stop();
});

test("a handler that comes late gets what is there first", async () => {
  const at = newCache();
  at.cache.ensure(Pod);
  at.lister("Pod").lists(podList("1", pod("a", "1")));
  await at.start();
  const told: string[] = [];
  at.cache.addHandler(Pod, ({ type, object }) => void told.push(`${type} ${object.metadata?.name}`));
  expect(told).toEqual(["create a"]);
  await at.stop();
});

test("a start with a signal that has aborted ends at once and asks for nothing", async () => {
  const { cache, asked } = newCache();
  cache.ensure(Pod);
  await cache.start(AbortSignal.abort());
  expect(asked()).toEqual([]);
});

test("a version is reached when the watch of the object's namespace has come to it", async () => {
  const at = newCache({ namespaces: ["x", "y"] });
  at.cache.ensure(Pod);
  at.lister("Pod in x").lists(podList("10"));
  at.lister("Pod in y").lists(podList("3"));
  const watch = new ScriptedWatch();
  at.lister("Pod in y").watches(watch);
  await at.start();
  const [x, y] = ["x", "y"].map((namespace) => ({ namespace, name: "a" }));
  expect(at.cache.reached(Pod, x!, "10")).toBe(true);
  expect(at.cache.reached(Pod, y!, "10")).toBe(false);
  const wait = at.cache.whenReached(Pod, y!, { version: "10", signal: new AbortController().signal });
  watch.send(event.bookmark("11"));
  expect(await wait).toBe(true);
  expect(await at.cache.whenReached(Pod, x!, { version: "12", signal: AbortSignal.abort() })).toBe(false);
  await at.stop();
});

test("it says why a kind cannot be watched, until that works again", async () => {
  const at = newCache();
  at.cache.ensure(Pod);
  const refused = new ApiError(403, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    reason: "Forbidden",
    code: 403,
  });
  at.lister("Pod").lists(refused, podList("1"));
  at.lister("Pod").watches(refused);
  await at.start();
  const [state] = at.cache.watches;
  expect(state).toMatchObject({ resource: { kind: "Pod" }, synced: false, problem: refused });
  at.lister("Pod").lists(podList("2"));
  at.lister("Pod").watches(new ScriptedWatch());
  await at.clock.advance(10_000);
  expect(at.cache.watches).toMatchObject([{ synced: true, problem: undefined }]);
  await at.stop();
});

test("a list takes what is laid over it in the place of what is stored, by key, and selects from the outcome", async () => {
  const at = newCache();
  at.cache.ensure(Pod);
  const [a, b, c] = [
    inNamespace("x", "a", { app: "web" }),
    inNamespace("x", "b", { app: "web" }),
    inNamespace("x", "c"),
  ];
  at.lister("Pod").lists(podList("1", a, b, c));
  await at.start();
  const moved = at.cache.copyAsStored(Pod, inNamespace("x", "a", { app: "db" }));
  const made = at.cache.copyAsStored(Pod, { ...inNamespace("x", "d", { app: "web" }) });
  const over = new Map([
    ["x/a", moved],
    ["x/b", undefined],
    ["x/d", made],
  ]);
  const names = (labelSelector?: string) =>
    at.cache.list(Pod, { labelSelector, over }).map(({ metadata }) => metadata.name);
  expect(names()).toEqual(["c", "a", "d"]);
  expect(names("app=web")).toEqual(["d"]);
  expect([moved.metadata.managedFields, Object.isFrozen(made)]).toEqual([undefined, true]);
  await at.stop();
});

test("it can be started only once", async () => {
  const at = newCache();
  await at.start();
  await expect(at.cache.start(new AbortController().signal)).rejects.toThrow(/only once/);
  await at.stop();
});
