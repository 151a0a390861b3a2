import { expect, test } from "vitest";
import { at, setValue, thing } from "./consistency-harness.ts";
import { Thing } from "./model-server.ts";
import { bound, startOwnEvents, type Handler } from "./own-events-harness.ts";

/** A handler that writes once, on top of what it has read. */
function onceBound(): Handler {
  let done = false;
  return async (context) => {
    if (done) return;
    done = true;
    await context.client.update(Thing, bound(context, "mine"));
  };
}

test("the event of an own write leads to no run, counted and explained; without the option it does", async () => {
  for (const ignore of [true, false]) {
    const here = await startOwnEvents({ main: onceBound() }, { objects: [thing("a", 0)], ignore });
    await here.deliver();
    expect(here.ran()).toEqual(ignore ? ["main a 11"] : ["main a 11", "main a 12"]);
    expect(here.ignored).toEqual(ignore ? ["main Thing"] : []);
    const message = "Thing default/a update 11 → 12";
    expect(here.explain("a")?.ignored).toMatchObject(ignore ? [{ type: "event", message }] : []);
    await here.stop();
  }
});

test("an event that comes before the answer waits for it, and is passed over then", async () => {
  const here = await startOwnEvents({ main: onceBound() });
  here.server.holding = true;
  here.server.create(thing("a", 0));
  await here.deliver();
  here.server.held[0]!.commit();
  await here.deliver();
  expect(here.explain("a")?.queue).not.toHaveProperty("again");
  here.server.held[0]!.answer();
  await here.settle();
  expect(here.ran()).toEqual(["main a 11"]);
  expect(here.ignored).toHaveLength(1);
  await here.stop();
});

test("an event waits five seconds for an answer, and leads to a run then; the answer that comes later changes nothing", async () => {
  const here = await startOwnEvents({ main: onceBound() });
  here.server.holding = true;
  here.server.create(thing("a", 0));
  await here.deliver();
  here.server.held[0]!.commit();
  await here.deliver();
  await here.clock.advance(4_999);
  expect(here.explain("a")?.queue).not.toHaveProperty("again");
  await here.clock.advance(1);
  expect(here.explain("a")?.queue).toMatchObject({ again: true });
  here.server.held[0]!.answer();
  await here.settle();
  expect(here.ran()).toEqual(["main a 11", "main a 12"]);
  await here.stop();
});

test("a write whose answer is lost is nobody's own", async () => {
  let first = true;
  const here = await startOwnEvents({
    main: async (context) => {
      if (!first) return;
      first = false;
      await context.client.update(Thing, bound(context, "mine")).catch(() => {});
    },
  });
  here.server.holding = true;
  here.server.create(thing("a", 0));
  await here.deliver();
  here.server.held[0]!.commit();
  await here.deliver();
  here.server.held[0]!.lose();
  await here.settle();
  // the read asks the server, as the write may have been stored
  expect(here.ran()).toEqual(["main a 11", "main a 12"]);
  expect(here.ignored).toEqual([]);
  await here.stop();
});

test("somebody else's write between the read and the write refuses the write, and leads to a run", async () => {
  const here = await startOwnEvents({
    main: async (context) => {
      if (context.object.spec?.value === 0) await context.client.update(Thing, bound(context, "mine"));
    },
  });
  here.server.holding = true;
  here.server.create(thing("a", 0));
  await here.deliver();
  here.server.patch(at("a"), setValue("theirs").merge);
  here.server.held[0]!.answer();
  here.server.holding = false;
  await here.deliver();
  await here.clock.advance(1_000);
  expect(here.ran()).toContain("main a 12");
  expect(here.ignored).toEqual([]);
  await here.stop();
});

test("a write that takes what is there is never passed over: its answer may hold what somebody else wrote", async () => {
  const writes: Record<string, Handler> = {
    patch: ({ client }) => void client.patch(Thing, at("a"), setValue("mine")).catch(() => {}),
    apply: ({ client }) => void client.apply(Thing, thing("a", "mine")).catch(() => {}),
  };
  for (const [verb, write] of Object.entries(writes)) {
    let first = true;
    const here = await startOwnEvents(
      { main: (context) => (first ? ((first = false), write(context)) : undefined) },
      { objects: [thing("a", 0)] },
    );
    await here.deliver();
    expect([verb, here.ran()]).toEqual([verb, ["main a 11", "main a 12"]]);
    await here.stop();
  }
});

test("a write that changes nothing is answered with somebody else's version, which is not taken for an own one", async () => {
  let first = true;
  const answered: unknown[] = [];
  const here = await startOwnEvents({
    main: async (context) => {
      if (!first) return;
      first = false;
      const { metadata } = await context.client.patch(Thing, at("a"), setValue("theirs"));
      answered.push(metadata.resourceVersion);
    },
  });
  here.server.create(thing("a", 0));
  here.server.deliver();
  here.server.patch(at("a"), setValue("theirs").merge);
  await here.settle();
  await here.deliver();
  expect([answered, here.ran().at(-1)]).toEqual([["12"], "main a 12"]);
  await here.stop();
});

test("somebody else's write right after an own one leads to a run, and each own one of a run is passed over", async () => {
  let first = true;
  const here = await startOwnEvents(
    {
      main: async (context) => {
        if (!first) return;
        first = false;
        const written = await context.client.update(Thing, bound(context, 1));
        await context.client.update(Thing, bound({ ...context, object: written }, 2));
      },
    },
    { objects: [thing("a", 0)] },
  );
  here.server.patch(at("a"), setValue("theirs").merge);
  await here.deliver(2);
  expect([here.ran(), here.ignored]).toEqual([["main a 11"], ["main Thing", "main Thing"]]);
  await here.deliver();
  expect(here.ran()).toEqual(["main a 14"]);
  await here.stop();
});

test("what a list brings is never passed over: what happened before it was not seen", async () => {
  const here = await startOwnEvents({ main: onceBound() }, { objects: [thing("a", 0)] });
  await here.relist();
  expect([here.ran(), here.ignored]).toEqual([["main a 11", "main a 12"], []]);
  await here.stop();
});

test("an object that a run has created leads to no run of that run's object, but to one of its own", async () => {
  let first = true;
  const here = await startOwnEvents(
    {
      main: async ({ client, request }) => {
        if (!first || request.name !== "a") return;
        first = false;
        await client.create(Thing, thing("b", 1));
      },
    },
    {
      objects: [thing("a", 0)],
      watching: (built) => built.watches(Thing, () => [at("a"), at("b")]),
    },
  );
  await here.deliver();
  expect([[...new Set(here.ran())], here.ignored]).toEqual([["main a 11", "main b 12"], ["main Thing"]]);
  // gone and made anew by somebody else
  here.server.delete(at("b"));
  here.server.create(thing("b", 2));
  await here.deliver(1);
  expect(here.ran()).toEqual(["main a 11"]);
  await here.deliver();
  expect([...new Set(here.ran())].sort()).toEqual(["main a 11", "main b 14"]);
  await here.stop();
});

test("a deletion leads to a run, also one of its own", async () => {
  const here = await startOwnEvents(
    {
      main: async ({ client, request, object }) => {
        if (request.name === "a" && object.spec?.value === 0)
          await client.delete(Thing, at("b")).catch(() => {});
      },
    },
    { objects: [thing("a", 0), thing("b", 0)], watching: (built) => built.watches(Thing, () => [at("a")]) },
  );
  here.ran();
  await here.deliver();
  expect(here.ran()).toEqual(["main a 11"]);
  await here.stop();
});

test("of several controllers only the writer passes its event over", async () => {
  const here = await startOwnEvents({ writer: onceBound(), other: () => {} }, { objects: [thing("a", 0)] });
  here.ran();
  await here.deliver();
  expect([here.ran(), here.ignored]).toEqual([["other a 12"], ["writer Thing"]]);
  await here.stop();
});

test("of two workers each passes over its own: what the run of one object writes to another is news to that", async () => {
  const written = new Set<string>();
  const here = await startOwnEvents(
    {
      main: async ({ client, request: { name } }) => {
        if (written.has(name)) return;
        written.add(name);
        const other = name === "a" ? "b" : "a";
        const { metadata } = await client.get(Thing, at(other));
        const { resourceVersion } = metadata;
        await client.patch(Thing, at(other), {
          merge: { metadata: { resourceVersion }, spec: { value: name } },
        });
      },
    },
    { objects: [thing("a", 0), thing("b", 0)], workers: 2 },
  );
  here.ran();
  await here.deliver();
  expect([here.ran().sort(), here.ignored]).toEqual([["main a 14", "main b 13"], []]);
  await here.stop();
});

test("a dry run counts for nothing, and what was written a minute ago is forgotten", async () => {
  let first = true;
  const here = await startOwnEvents(
    {
      main: async (context) => {
        if (!first) return;
        first = false;
        await context.client.update(Thing, bound(context, "mine"), { dryRun: true });
      },
    },
    { objects: [thing("a", 0)] },
  );
  await here.deliver();
  expect([here.ran(), here.ignored]).toEqual([["main a 11", "main a 12"], []]);
  await here.stop();
  const late = await startOwnEvents({ main: onceBound() }, { objects: [thing("a", 0)] });
  await late.clock.advance(60_001);
  await late.deliver();
  expect([late.ran(), late.ignored]).toEqual([["main a 11", "main a 12"], []]);
  await late.stop();
});

test("the name that the server has made up is waited for", async () => {
  let first = true;
  const here = await startOwnEvents(
    {
      main: async ({ client }) => {
        if (!first) return;
        first = false;
        await client.create(Thing, { metadata: { namespace: "default", generateName: "child-" } });
      },
    },
    {
      watching: (built) => built.watches(Thing, ({ metadata }) => (metadata.name === "a" ? [] : [at("a")])),
    },
  );
  here.server.holding = true;
  here.server.create(thing("a", 0));
  await here.deliver();
  here.server.held[0]!.commit();
  await here.deliver();
  here.server.held[0]!.answer();
  await here.settle();
  expect(here.ran()).toEqual(["main a 11", "main child-2 12"]);
  expect(here.ignored).toEqual(["main Thing"]);
  await here.stop();
});
