import { describe, expect, test } from "vitest";
import { isNotFound } from "../../../../src/runtime/client/errors.ts";
import { at, setValue, startConsistency, thing, ThingMetadata } from "./consistency-harness.ts";
import { Thing } from "./model-server.ts";

const label = (app: string) => ({ merge: { metadata: { labels: { app } } } });

/** What is watched whole and by metadata, one watch after the other. */
async function start(objects: Thing[] = []) {
  const here = await startConsistency({ objects, metadata: true });
  const labelOf = async (handle: typeof Thing | typeof ThingMetadata, name = "a") => {
    const found = await here.client.get<object & Thing>(handle, at(name)).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
      return undefined;
    });
    return found ? (found.metadata.labels?.app ?? "") : "none";
  };
  const metadataNames = async () =>
    (await here.client.list(ThingMetadata, { namespace: "default" })).items.map(
      ({ metadata }) => metadata.name,
    );
  return { ...here, labelOf, metadataNames };
}

describe("a kind that is watched whole and by metadata", () => {
  test("shows a write in both, whichever watch comes first, and then forgets it", async () => {
    for (const first of ["deliver", "deliverMetadata"] as const) {
      const here = await start([thing("a")]);
      await here.client.patch(Thing, at("a"), label("new"));
      await here[first]();
      for (const handle of [Thing, ThingMetadata, Thing, ThingMetadata])
        expect([first, await here.labelOf(handle)]).toEqual([first, "new"]);
      await here[first === "deliver" ? "deliverMetadata" : "deliver"]();
      const asked = here.server.calls.length;
      expect([await here.labelOf(Thing), await here.labelOf(ThingMetadata)]).toEqual(["new", "new"]);
      expect([here.consistency.size, here.server.calls.length]).toEqual([0, asked]);
      await here.stop();
    }
  });

  test("shows a write in the other when the event of one came before the answer", async () => {
    const here = await start([thing("a")]);
    here.server.holding = true;
    const writing = here.client.patch(Thing, at("a"), label("new"));
    here.server.held[0]?.commit();
    await here.deliver();
    here.server.held[0]?.answer();
    await writing;
    expect([await here.labelOf(Thing), await here.labelOf(ThingMetadata)]).toEqual(["new", "new"]);
    await here.stop();
  });

  test("finds what was created and misses what was deleted in both", async () => {
    const here = await start([thing("a")]);
    await here.client.create(Thing, thing("b"));
    await here.client.delete(Thing, at("a"));
    await here.deliver();
    expect([await here.names(), await here.read("a")]).toEqual([["b"], "none"]);
    expect([await here.labelOf(ThingMetadata), await here.labelOf(ThingMetadata, "b")]).toEqual(["none", ""]);
    expect(await here.metadataNames()).toEqual(["b"]);
    await here.deliverMetadata();
    expect([await here.metadataNames(), await here.names(), here.consistency.size]).toEqual([
      ["b"],
      ["b"],
      0,
    ]);
    await here.stop();
  });

  test("misses in both what the server was asked for in doubt, and had no more", async () => {
    const here = await start([thing("a")]);
    here.server.holding = true;
    const removing = here.client.delete(Thing, at("a"));
    here.server.held[0]?.commit();
    here.server.held[0]?.lose();
    await expect(removing).rejects.toThrow();
    await here.deliver();
    expect([await here.read("a"), await here.labelOf(ThingMetadata)]).toEqual(["none", "none"]);
    await here.stop();
  });

  test("is in doubt about many objects until both watches have come so far", async () => {
    const here = await start([thing("a"), thing("b")]);
    await here.client.deleteAllOf(Thing, { namespace: "default" });
    await here.names();
    await here.bookmark();
    expect([await here.names(), await here.metadataNames()]).toEqual([[], []]);
    await here.stop();
  });

  test("remembers many writes no longer than both watches need", async () => {
    const here = await start();
    for (let index = 0; index < 300; index++) {
      await here.client.create(Thing, thing(String(index)));
      await here.client.patch(Thing, at(String(index)), setValue(1));
      if (index % 50 === 49) await Promise.all([here.deliver(), here.deliverMetadata()]);
    }
    expect(here.consistency.size).toBeLessThan(200);
    await here.stop();
  });
});

test("a kind whose watch a read starts while a write is under way shows the write", async () => {
  const here = await startConsistency({ startOnRead: true });
  here.server.holding = true;
  const writing = here.client.create(Thing, thing("a", 1));
  await here.names();
  here.server.held[0]?.answer();
  await writing;
  expect([await here.read("a"), await here.names()]).toEqual([1, ["a"]]);
  await here.stop();
});
