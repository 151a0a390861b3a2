import { describe, expect, test } from "vitest";
import { at, setValue, startConsistency, thing, valueOf } from "./consistency-harness.ts";
import { refusal, Thing } from "./model-server.ts";

type Started = Awaited<ReturnType<typeof startConsistency>>;

/** Begins a write and breaks its connection, after the server has stored it or before. */
async function lose(here: Started, begin: () => Promise<unknown>, { stored }: { stored: boolean }) {
  here.server.holding = true;
  const writing = begin();
  const write = here.server.held.at(-1);
  if (stored) write?.commit();
  write?.lose();
  await expect(writing).rejects.toThrow("broke off");
  here.server.holding = false;
}

const asked = ({ server }: Started) => server.calls.filter((call) => /^(get|list)/.test(call));

describe("after a write whose answer was lost", () => {
  test.each([true, false])("the server is asked, once (stored: %s)", async (stored) => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    await lose(here, () => here.client.patch(Thing, at("a"), setValue(1)), { stored });
    const expected = stored ? 1 : 0;
    expect([await here.read("a"), await here.read("a"), await here.names()]).toEqual([
      expected,
      expected,
      ["a"],
    ]);
    expect(asked(here)).toEqual(["get a"]);
    await here.deliver();
    expect([await here.read("a"), here.consistency.size]).toEqual([expected, 0]);
    await here.stop();
  });

  test("a list asks for just what is in doubt", async () => {
    const here = await startConsistency({ objects: [thing("a", 0), thing("b", 0)] });
    await lose(here, () => here.client.create(Thing, thing("c", 1)), { stored: true });
    await lose(here, () => here.client.delete(Thing, at("a")), { stored: true });
    expect(await here.names()).toEqual(["b", "c"]);
    expect(asked(here).sort()).toEqual(["get a", "get c"]);
    expect(await here.names()).toEqual(["b", "c"]);
    expect(asked(here)).toHaveLength(2);
    await here.stop();
  });

  test("of an object whose name is not known, lists ask the server until the cache has come so far", async () => {
    const here = await startConsistency();
    const unnamed = { metadata: { namespace: "default", generateName: "job-" } };
    await lose(here, () => here.client.create(Thing, unnamed), { stored: true });
    expect(await here.names()).toHaveLength(1);
    expect(await here.names()).toHaveLength(1);
    expect(asked(here)).toEqual(["list", "list"]);
    await here.deliver();
    expect(await here.names()).toHaveLength(1);
    expect([asked(here).length, here.consistency.size]).toEqual([2, 0]);
    await here.stop();
  });

  test("a read whose question fails fails too, and the next one asks again", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    await lose(here, () => here.client.patch(Thing, at("a"), setValue(1)), { stored: true });
    const { get } = here.server;
    here.server.get = () => Promise.reject(new Error("no connection"));
    await expect(here.read("a")).rejects.toThrow("no connection");
    here.server.get = get;
    expect(await here.read("a")).toBe(1);
    await here.stop();
  });

  test("an answer is asked for again that a write of another worker overtook", async () => {
    const here = await startConsistency();
    await lose(here, () => here.client.create(Thing, thing("a", 1)), { stored: false });
    // the server is asked, and answers that there is none, while another worker makes it
    const reading = here.read("a");
    const creating = here.other.create(Thing, thing("a", 2));
    expect([await reading, (await creating).metadata.name]).toEqual([2, "a"]);
    expect(await here.read("a")).toBe(2);
    await here.stop();
  });

  test("what was found gone is seen no more, and its namesake is", async () => {
    const here = await startConsistency({ objects: [thing("a", "old")] });
    await lose(here, () => here.client.delete(Thing, at("a")), { stored: true });
    expect([await here.read("a"), await here.names()]).toEqual(["none", []]);
    here.server.create(thing("a", "theirs"));
    await here.deliver(1);
    expect(await here.read("a")).toBe("none");
    await here.deliver();
    expect([await here.read("a"), here.consistency.size]).toEqual(["theirs", 0]);
    await here.stop();
  });

  test("the doubt does not last for ever where nobody reads", async () => {
    const here = await startConsistency();
    for (let index = 0; index < 3; index++) {
      await lose(here, () => here.client.create(Thing, thing(`x${index}`)), { stored: false });
      await here.clock.advance(11 * 60_000);
    }
    expect(here.consistency.size).toBe(1);
    await here.stop();
  });
});

describe("a refusal", () => {
  test("of what is there already, or has changed, says that the cache is behind: the next read asks", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    const stale = await here.client.get(Thing, at("a"));
    here.server.patch(at("a"), { spec: { value: "theirs" } });
    here.server.create(thing("b", "theirs"));
    await expect(here.client.update(Thing, { ...stale, spec: {} })).rejects.toThrow("Conflict");
    await expect(here.client.create(Thing, thing("b"))).rejects.toThrow("AlreadyExists");
    expect([await here.read("a"), await here.read("b")]).toEqual(["theirs", "theirs"]);
    await here.stop();
  });

  test("that surely stored nothing leaves the cache in charge", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    here.server.refuses = refusal(422, "Invalid");
    await expect(here.client.patch(Thing, at("a"), setValue(1))).rejects.toThrow("Invalid");
    expect([await here.read("a"), asked(here)]).toEqual([0, []]);
    await here.stop();
  });

  test("by a server that failed says nothing: it may have stored it", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    here.server.refuses = refusal(500, "InternalError");
    await expect(here.client.patch(Thing, at("a"), setValue(1))).rejects.toThrow("InternalError");
    expect([await here.read("a"), asked(here)]).toEqual([0, ["get a"]]);
    await here.stop();
  });
});

describe("what only the server knows the outcome of", () => {
  test("deleteAllOf: lists and reads are the server's until the cache has come so far", async () => {
    const here = await startConsistency({ objects: [thing("a"), thing("b", 0, { finalizers: ["x/y"] })] });
    await here.client.deleteAllOf(Thing, { namespace: "default" });
    expect(await here.names()).toEqual(["b"]);
    expect((await here.client.get(Thing, at("b"))).metadata.deletionTimestamp).toBeDefined();
    await here.deliver();
    expect([await here.names(), here.consistency.size]).toEqual([["b"], 0]);
    expect(asked(here)).toEqual(["list", "get b"]);
    await here.stop();
  });

  test("deleteAllOf: reads alone ask once for a version, and come from the cache when that is there", async () => {
    const here = await startConsistency({ objects: [thing("a", 0, { finalizers: ["x/y"] })] });
    await here.client.deleteAllOf(Thing, { namespace: "default" });
    await here.read("a");
    await here.read("a");
    expect(asked(here)).toEqual(["list", "get a", "get a"]);
    await here.bookmark();
    expect([await here.read("a"), asked(here).length, here.consistency.size]).toEqual([0, 3, 0]);
    await here.stop();
  });

  test("a request made by hand about all namespaces: the same", async () => {
    const here = await startConsistency({ objects: [thing("a", 0, { finalizers: ["x/y"] })] });
    await here.client.request({ method: "DELETE", path: "/apis/example.com/v1/things" });
    expect([await here.read("a"), asked(here).length]).toEqual([0, 2]);
    await here.bookmark();
    expect([await here.read("a"), asked(here).length, here.consistency.size]).toEqual([0, 2, 0]);
    await here.stop();
  });

  test("deleteAllOf: where versions cannot be compared it is in doubt for ten minutes, and no longer", async () => {
    const here = await startConsistency({
      objects: [thing("a", 0, { finalizers: ["x/y"] })],
      versions: (number) => `v-${number}`,
    });
    await here.client.deleteAllOf(Thing, { namespace: "default" });
    await here.deliver();
    await here.clock.advance(9 * 60_000);
    await here.read("a");
    const before = asked(here).length;
    await here.clock.advance(2 * 60_000);
    expect([await here.read("a"), asked(here).length, here.consistency.size]).toEqual([0, before, 0]);
    await here.stop();
  });

  test("a create whose name the server makes up: only names that begin so are in doubt", async () => {
    const here = await startConsistency({ objects: [thing("a", 0), thing("job-1", 0)] });
    here.server.refuses = refusal(500, "InternalError");
    const unnamed = { metadata: { namespace: "default", generateName: "job-" } };
    await expect(here.client.create(Thing, unnamed)).rejects.toThrow("InternalError");
    expect([await here.read("a"), asked(here)]).toEqual([0, []]);
    expect([await here.read("job-1"), asked(here)]).toEqual([0, ["list", "get job-1"]]);
    await here.stop();
  });

  test("a subresource that answers with something else", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    await here.client.subresource(Thing, "scale").patch(at("a"), setValue(1));
    expect([await here.read("a"), asked(here)]).toEqual([1, ["get a"]]);
    await here.stop();
  });

  test("a request made by hand, by its path; one that reads is none", async () => {
    const here = await startConsistency({ objects: [thing("a", 0), thing("b", 0)] });
    const path = "/apis/example.com/v1/namespaces/default/things/a/status?fieldManager=me";
    await here.client.request({ method: "GET", path });
    await here.client.request({ method: "PATCH", path: `${path}&dryRun=All` });
    expect([await here.read("a"), asked(here)]).toEqual([0, []]);
    await here.client.request({ method: "PATCH", path });
    here.server.patch(at("a"), { spec: { value: 1 } });
    expect([await here.read("a"), await here.read("b"), asked(here)]).toEqual([1, 0, ["get a"]]);
    await here.stop();
  });

  test("a write that was only tried out counts for nothing", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    here.server.holding = true;
    void here.client.patch(Thing, at("a"), setValue(1), { dryRun: true });
    void here.client.delete(Thing, at("a"), { dryRun: true });
    void here.client.deleteAllOf(Thing, { namespace: "default", dryRun: true });
    expect([await here.read("a"), await here.names(), asked(here)]).toEqual([0, ["a"], []]);
    await here.stop();
  });
});

describe("where the cache cannot come to a version", () => {
  test("as versions are no numbers, the server is asked until the cache has the very same one", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)], versions: (number) => `v-${number}` });
    await here.client.patch(Thing, at("a"), setValue(1));
    await here.client.create(Thing, thing("b", 1));
    await here.client.delete(Thing, at("b"));
    expect([await here.read("a"), await here.names()]).toEqual([1, ["a"]]);
    expect(valueOf((await here.client.list(Thing)).items[0]!)).toBe(1);
    await here.deliver();
    const before = asked(here).length;
    expect([await here.read("a"), await here.names(), asked(here).length]).toEqual([1, ["a"], before]);
    await here.stop();
  });

  test("as its watch is stuck, the server is asked after a while", async () => {
    const here = await startConsistency({ objects: [thing("a", 0), thing("b", 0)] });
    await here.client.patch(Thing, at("a"), setValue(1));
    await here.client.delete(Thing, at("b"));
    here.server.patch(at("a"), { spec: { value: "theirs" } });
    here.server.create(thing("b", "theirs"));
    await here.clock.advance(4 * 60_000);
    expect([await here.read("a"), await here.read("b")]).toEqual(["theirs", "theirs"]);
    expect(await here.names()).toEqual(["a", "b"]);
    await here.stop();
  });

  test("as a backup was restored, what the server has counts after a while, whatever its version", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    await here.client.patch(Thing, at("a"), setValue("lost with the backup"));
    here.server.restore(5);
    here.server.patch(at("a"), { spec: { value: "restored" } });
    await here.relist();
    await here.clock.advance(4 * 60_000);
    expect(await here.read("a")).toBe("restored");
    await here.stop();
  });
});

test("what is never read again does not stay in memory", async () => {
  const here = await startConsistency();
  for (let round = 0; round < 20; round++) {
    for (let index = 0; index < 50; index++) {
      await here.client.create(Thing, thing(`${round}-${index}`));
      if (index % 2 === 0) await here.client.delete(Thing, at(`${round}-${index}`));
    }
    await here.bookmark();
    await here.clock.advance(4 * 60_000);
  }
  expect(here.consistency.size).toBeLessThan(200);
  await here.stop();
});

test("of kinds that are not cached nothing is remembered", async () => {
  const here = await startConsistency();
  const { Secret } = await import("../../../../src/k8s/core/v1.ts");
  await here.client.create(Secret, { metadata: at("s") });
  await here.client.deleteAllOf(Secret, { namespace: "default" });
  expect(here.consistency.size).toBe(0);
  await here.stop();
});
