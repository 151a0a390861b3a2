import { describe, expect, test } from "vitest";
import { Namespace, Pod } from "../../../../src/k8s/core/v1.ts";
import { fieldIndex } from "../../../../src/kube/field-index.ts";
import { onlyMetadata } from "../../../../src/kube/only-metadata.ts";
import { cached } from "../../../../src/runtime/cache/cache-configuration.ts";
import { event, pod, podList, ScriptedWatch } from "../../../helpers/scripted-lister.ts";
import { inNamespace, newCache } from "./cache-harness.ts";

const byApp = fieldIndex(Pod, "app", ({ metadata }) => metadata.labels?.["app"]);
const byName = fieldIndex(Pod, "name", ({ metadata }) => [metadata.name, "all"]);
const never = new AbortController().signal;

describe("indexes", () => {
  test("find what has the value, in step with the watch and after a list", async () => {
    const at = newCache({ configuration: { indexes: [byApp] } });
    at.cache.ensure(Pod);
    const watch = new ScriptedWatch();
    at.lister("Pod").lists(
      podList("1", inNamespace("x", "a", { app: "web" }), inNamespace("y", "b", { app: "web" })),
      podList("9", inNamespace("x", "c", { app: "web" })),
    );
    at.lister("Pod").watches(watch);
    await at.start();
    const find = (namespace?: string) =>
      at.cache.list(Pod, { namespace, index: byApp.equals("web") }).map(({ metadata }) => metadata.name);
    expect([find(), find("y")]).toEqual([["a", "b"], ["b"]]);
    watch.send({
      type: "MODIFIED",
      object: {
        ...inNamespace("x", "a"),
        metadata: { ...inNamespace("x", "a").metadata, resourceVersion: "2" },
      },
    });
    await at.clock.advance(0);
    expect(find()).toEqual(["b"]);
    watch.send(event.error(410, "Expired"));
    await at.clock.advance(800);
    expect(find()).toEqual(["c"]);
    await at.stop();
  });

  test("of several namespaces are one; several values have to be met all", async () => {
    const at = newCache({ namespaces: ["x", "y"], configuration: { indexes: [byApp, byName] } });
    at.cache.ensure(Pod);
    at.lister("Pod in x").lists(podList("1", inNamespace("x", "a", { app: "web" })));
    at.lister("Pod in y").lists(podList("1", inNamespace("y", "b", { app: "web" })));
    await at.start();
    const both = [byApp.equals("web"), byName.equals("b")];
    expect(at.cache.list(Pod, { index: both }).map(({ metadata }) => metadata.name)).toEqual(["b"]);
    expect(at.cache.list(Pod, { index: byName.equals("all") })).toHaveLength(2);
    await at.stop();
  });

  test("that the cache was not told of are an error that says what to do, rather than no objects", async () => {
    const at = newCache({ configuration: { indexes: [byApp] } });
    at.cache.ensure(Pod);
    at.lister("Pod").lists(podList("1"));
    await at.start();
    expect(() => at.cache.list(Pod, { index: byName.equals("a") })).toThrow(
      expect.objectContaining({
        code: "CACHE_INDEX_UNKNOWN",
        message: 'the cache of Pod has no index "name"',
        hint: expect.stringContaining('It has "app".') as string,
      }),
    );
    await at.stop();
  });

  test("of another kind are refused, also of the same name", async () => {
    const at = newCache({ configuration: { indexes: [byApp] } });
    at.cache.ensure(Pod);
    at.lister("Pod").lists(podList("1"));
    await at.start();
    const other = fieldIndex(Namespace, "app", () => []);
    expect(() => at.cache.list(Pod, { index: other.equals("a") as never })).toThrow(/index of Namespace/);
    await at.stop();
  });

  test("of one name are refused", () => {
    expect(() => newCache({ configuration: { indexes: [byApp, byApp] } })).toThrow(
      /two indexes "app" of Pod/,
    );
  });
});

describe("a narrowed cache", () => {
  const narrowed = { configuration: { kinds: [cached(Pod, { labelSelector: "app=web" })] } };

  test("asks for what is selected, and knows that it does not hold everything", async () => {
    const at = newCache(narrowed);
    at.cache.ensure(Pod);
    at.lister("Pod app=web").lists(podList("1", inNamespace("x", "a", { app: "web" })));
    await at.start();
    expect([at.cache.covers(Pod), at.cache.holdsAll(Pod, "x")]).toEqual([true, false]);
    expect(at.cache.answers(Pod)).toBe(false);
    expect(at.cache.answers(Pod, { labelSelector: "app=web,tier=a" })).toBe(true);
    await at.stop();
  });

  test("tells of an object whether its watches bring it, as far as labels and names say", () => {
    const namespaces = {
      x: { labelSelector: "app=web" },
      y: { fieldSelector: "metadata.name=a,status.phase=Running" },
    };
    const { cache } = newCache({ configuration: { kinds: [cached(Pod, { namespaces })] } });
    const objects = [
      inNamespace("x", "a", { app: "web" }),
      inNamespace("x", "a", { app: "db" }),
      inNamespace("y", "a"),
      inNamespace("y", "b"),
      inNamespace("z", "a", { app: "web" }),
    ];
    const selected = () => objects.map((object) => cache.selects(Pod, object));
    expect(selected()).toEqual([false, false, false, false, false]); // not watched at all
    cache.ensure(Pod);
    expect(selected()).toEqual([true, false, true, false, false]);
  });

  test("in one namespace is whole in the others", async () => {
    const namespaces = { x: { labelSelector: "app=web" }, "": {} };
    const at = newCache({ configuration: { kinds: [cached(Pod, { namespaces })] } });
    at.cache.ensure(Pod);
    at.lister("Pod in x app=web").lists(podList("1"));
    at.lister("Pod metadata.namespace!=x").lists(podList("1", inNamespace("y", "b")));
    await at.start();
    expect([at.cache.holdsAll(Pod, "x"), at.cache.holdsAll(Pod, "y")]).toEqual([false, true]);
    expect(at.cache.get(Pod, { namespace: "y", name: "b" })).toBeDefined();
    expect([at.cache.answers(Pod, { namespace: "y" }), at.cache.answers(Pod)]).toEqual([true, false]);
    await at.stop();
  });
});

describe("reads", () => {
  test("of a kind whose first list is not in are no reads of the cache", async () => {
    const at = newCache();
    at.cache.ensure(Pod);
    expect([at.cache.covers(Pod), await at.cache.readable(Pod, { signal: never })]).toEqual([false, false]);
    await at.start();
    expect(at.cache.covers(Pod)).toBe(false);
    await at.stop();
  });

  test("of kinds that nothing watches go to the server, unless reads are to start watches", async () => {
    const at = newCache();
    await at.start();
    expect(await at.cache.readable(Pod, { signal: never })).toBe(false);
    expect(at.asked()).toEqual([]);
    await at.stop();
  });

  test.each([{ startOnRead: true }, { kinds: [cached(Pod, { startOnRead: true })] }])(
    "with %j start a watch and wait until all is there",
    async (configuration) => {
      const at = newCache({ configuration });
      await at.start();
      let answer: unknown;
      const reading = at.cache.readable(Pod, { signal: never }).then((readable) => (answer = readable));
      await at.clock.advance(0);
      expect([at.asked(), answer]).toEqual([["Pod"], undefined]);
      at.lister("Pod").lists(podList("1", pod("a", "1")));
      await at.stop();
      expect(answer).toBeUndefined();
      void reading;

      const whole = newCache({ configuration });
      whole.lister("Pod").lists(podList("1", pod("a", "1")));
      await whole.start();
      expect(await whole.cache.readable(Pod, { signal: never })).toBe(true);
      expect(whole.cache.get(Pod, { namespace: "default", name: "a" })).toBeDefined();
      await whole.stop();
    },
  );

  test("that wait end with their signal", async () => {
    const at = newCache({ configuration: { startOnRead: true } });
    await at.start();
    const stopping = new AbortController();
    const reading = at.cache.readable(Pod, { signal: stopping.signal });
    stopping.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
    await at.stop();
  });

  test("outside the namespaces of the cache start nothing", async () => {
    const at = newCache({ namespaces: ["x"], configuration: { startOnRead: true } });
    await at.start();
    expect(await at.cache.readable(Pod, { namespace: "y", signal: never })).toBe(false);
    await at.stop();
  });
});

describe("a kind that is no longer watched", () => {
  test("has its watch ended and its objects forgotten; its handlers are told no more; it may be watched again", async () => {
    const at = newCache();
    const told: string[] = [];
    at.cache.addHandler(Pod, ({ type }) => void told.push(type));
    const watch = new ScriptedWatch();
    at.lister("Pod").lists(podList("1", pod("a", "1")), podList("5"));
    at.lister("Pod").watches(watch);
    await at.start();
    await at.cache.remove(Pod);
    expect([watch.closed, at.cache.covers(Pod), at.cache.hasSynced]).toEqual([true, false, true]);
    expect(() => at.cache.list(Pod)).toThrow(/not watched/);
    at.cache.ensure(Pod);
    await at.cache.whenSynced(Pod);
    expect([at.cache.list(Pod), told]).toEqual([[], ["create"]]);
    await at.stop();
  });

  test("before the start, or was not watched at all, is no matter", async () => {
    const at = newCache();
    at.cache.ensure(Pod);
    await at.cache.remove(Pod);
    await at.cache.remove(Pod);
    await at.start();
    expect(at.asked()).toEqual([]);
    await at.stop();
  });
});

test("metadata alone is watched and kept apart from whole objects", async () => {
  const at = newCache();
  at.cache.ensure(Pod);
  at.cache.ensure(onlyMetadata(Pod));
  at.lister("Pod").lists(podList("1", pod("a", "1")));
  at.lister("metadata of Pod").lists(podList("1", pod("b", "1")));
  await at.start();
  expect(at.cache.list(Pod).map(({ metadata }) => metadata.name)).toEqual(["a"]);
  expect(at.cache.list(onlyMetadata(Pod)).map(({ metadata }) => metadata.name)).toEqual(["b"]);
  await at.stop();
});

test("what handlers, transforms and indexes throw is counted by what threw it", async () => {
  const failures: unknown[] = [];
  const broken = fieldIndex(Pod, "broken", () => {
    throw new Error("index");
  });
  const at = newCache({
    configuration: {
      indexes: [broken],
      transform() {
        throw new Error("transform");
      },
    },
    onFailure: (failure) => void failures.push([failure.resource.kind, failure.during, failure.error]),
  });
  at.cache.addHandler(Pod, () => {
    throw new Error("handler");
  });
  at.lister("Pod").lists(podList("1", pod("a", "1")));
  await at.start();
  expect(failures).toEqual([
    ["Pod", "transform", new Error("transform")],
    ["Pod", "index", new Error("index")],
    ["Pod", "handler", new Error("handler")],
  ]);
  expect(at.cache.list(Pod)).toHaveLength(1);
  await at.stop();
});
