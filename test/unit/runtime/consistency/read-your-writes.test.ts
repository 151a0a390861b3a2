import { describe, expect, test } from "vitest";
import { at, setValue, startConsistency, thing, valueOf } from "./consistency-harness.ts";
import { Thing } from "./model-server.ts";

describe("a read after an own write, before the watch brings it,", () => {
  test("finds what was created", async () => {
    const here = await startConsistency();
    await here.client.create(Thing, thing("a", 1));
    expect([await here.read("a"), await here.names()]).toEqual([1, ["a"]]);
    expect(here.cache.get(Thing, at("a"))).toBeUndefined();
    await here.stop();
  });

  test("finds what was updated, patched or applied, in its status too, and by another worker as well", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    const before = await here.client.get(Thing, at("a"));
    await here.other.update(Thing, { ...before, spec: { value: 1 } });
    expect(await here.read("a")).toBe(1);
    await here.client.patch(Thing, at("a"), setValue(2));
    expect(await here.read("a")).toBe(2);
    await here.other.patchStatus(Thing, at("a"), setValue(3));
    expect(await here.read("a")).toBe(3);
    await here.client.apply(Thing, thing("a", 4));
    expect(await here.read("a")).toBe(4);
    expect(here.server.calls.filter((call) => call.startsWith("get"))).toEqual([]);
    await here.stop();
  });

  test("does not find what was deleted", async () => {
    const here = await startConsistency({ objects: [thing("a", 0), thing("b", 0)] });
    await here.client.delete(Thing, at("a"));
    expect([await here.read("a"), await here.names()]).toEqual(["none", ["b"]]);
    await here.deliver();
    expect([await here.read("a"), here.consistency.size]).toEqual(["none", 0]);
    await here.stop();
  });

  test("finds what is deleted but held by a finalizer, as it is being deleted; then no more", async () => {
    const here = await startConsistency({ objects: [thing("a", 0, { finalizers: ["x/y"] })] });
    await here.client.delete(Thing, at("a"));
    expect((await here.client.get(Thing, at("a"))).metadata.deletionTimestamp).toBeDefined();
    await here.client.patch(Thing, at("a"), { merge: { metadata: { finalizers: null } } });
    expect([await here.read("a"), await here.names()]).toEqual(["none", []]);
    await here.deliver();
    expect([await here.read("a"), here.server.calls.includes("get a")]).toEqual(["none", false]);
    await here.stop();
  });

  test("finds the new object of a name that was deleted and made again, whichever events have come", async () => {
    const here = await startConsistency({ objects: [thing("a", "old")] });
    await here.client.delete(Thing, at("a"));
    await here.client.create(Thing, thing("a", "new"));
    for (let events = 0; events <= 2; events++) {
      expect([await here.read("a"), await here.names()]).toEqual(["new", ["a"]]);
      await here.deliver(1);
    }
    expect(here.consistency.size).toBe(0);
    await here.stop();
  });

  test("sees labels as they are now in a list by a selector", async () => {
    const labels = (app: string) => ({ merge: { metadata: { labels: { app } } } });
    const here = await startConsistency({
      objects: [thing("a", 0, { labels: { app: "web" } }), thing("b", 0, { labels: { app: "db" } })],
    });
    await here.client.patch(Thing, at("a"), labels("db"));
    await here.client.patch(Thing, at("b"), labels("web"));
    expect(await here.names({ labelSelector: "app=web" })).toEqual(["b"]);
    await here.stop();
  });

  test("of a name that the server made up finds it in lists", async () => {
    const here = await startConsistency();
    const { metadata } = await here.client.create(Thing, {
      metadata: { namespace: "default", generateName: "job-" },
    });
    expect(await here.names()).toEqual([metadata.name]);
    await here.stop();
  });

  test("takes the cache as it is when that is asked for", async () => {
    const here = await startConsistency({ objects: [thing("a", "old")] });
    await here.client.patch(Thing, at("a"), setValue("new"));
    const stale = await here.client.get(Thing, at("a"), { readYourWrites: false });
    expect(valueOf(stale)).toBe("old");
    const { items } = await here.client.list(Thing, { readYourWrites: false });
    expect(items.map(valueOf)).toEqual(["old"]);
    await here.stop();
  });

  test("is read-only and without managed fields, and what the write answered with stays the caller's to change", async () => {
    const here = await startConsistency();
    const made = await here.client.create(Thing, thing("a", 1, { managedFields: [{}] }));
    made.spec = { value: "changed by the caller" };
    const found = await here.client.get(Thing, at("a"));
    expect([valueOf(found), Object.isFrozen(found), found.metadata.managedFields]).toEqual([
      1,
      true,
      undefined,
    ]);
    await here.stop();
  });
});

describe("the cache counts again", () => {
  test("when it has the version that was written", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    await here.client.patch(Thing, at("a"), setValue(1));
    await here.deliver();
    expect([await here.read("a"), here.consistency.size]).toEqual([1, 0]);
    expect(await here.client.get(Thing, at("a"))).toBe(here.cache.get(Thing, at("a")));
    await here.stop();
  });

  test("when it has what somebody else wrote after", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    await here.client.patch(Thing, at("a"), setValue(1));
    here.server.patch(at("a"), { spec: { value: "theirs" } });
    await here.deliver(1);
    expect(await here.read("a")).toBe(1);
    await here.deliver();
    expect(await here.read("a")).toBe("theirs");
    await here.stop();
  });

  test("not when it has what somebody else wrote before", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    here.server.patch(at("a"), { spec: { value: "theirs" } });
    await here.client.patch(Thing, at("a"), { merge: { metadata: { labels: { own: "1" } } } });
    await here.deliver(1);
    const found = await here.client.get(Thing, at("a"));
    expect([valueOf(found), found.metadata.labels]).toEqual(["theirs", { own: "1" }]);
    await here.stop();
  });

  test("when somebody else deleted the object, also if no event of it ever comes", async () => {
    const here = await startConsistency();
    await here.client.create(Thing, thing("ghost", 1));
    here.server.delete(at("ghost"));
    expect(await here.read("ghost")).toBe(1);
    await here.relist();
    expect([await here.read("ghost"), here.consistency.size]).toEqual(["none", 0]);
    await here.stop();
  });

  test("when a list that is made anew has the write", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    await here.client.patch(Thing, at("a"), setValue(1));
    await here.client.create(Thing, thing("b", 1));
    await here.relist();
    expect([await here.names(), await here.read("a"), here.consistency.size]).toEqual([["a", "b"], 1, 0]);
    await here.stop();
  });

  test("when a bookmark says that it has come that far, though it holds no such object", async () => {
    const here = await startConsistency();
    await here.client.create(Thing, thing("a", 1));
    here.server.history.length = 0; // the watch selects others
    await here.bookmark();
    expect([await here.read("a"), here.consistency.size]).toEqual(["none", 0]);
    await here.stop();
  });

  test("for another object of that name, which was made after the one that was deleted", async () => {
    const here = await startConsistency({ objects: [thing("a", "old")] });
    await here.client.delete(Thing, at("a"));
    here.server.create(thing("a", "theirs"));
    await here.deliver(1);
    expect(await here.read("a")).toBe("none");
    await here.deliver();
    expect(await here.read("a")).toBe("theirs");
    await here.stop();
  });
});

describe("an event that comes before the answer to its write", () => {
  test("is not undone by the answer", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    here.server.holding = true;
    const writing = here.client.patch(Thing, at("a"), setValue(1));
    const [write] = here.server.held;
    write?.commit();
    here.server.patch(at("a"), { spec: { value: "theirs" } });
    await here.deliver();
    write?.answer();
    await writing;
    expect([await here.read("a"), here.consistency.size]).toEqual(["theirs", 0]);
    await here.stop();
  });

  test("may be that of a delete: the object does not rise again", async () => {
    const here = await startConsistency();
    here.server.holding = true;
    const writing = here.client.create(Thing, thing("a", 1));
    const [write] = here.server.held;
    write?.commit();
    here.server.delete(at("a"));
    await here.deliver();
    write?.answer();
    await writing;
    expect([await here.read("a"), here.consistency.size]).toEqual(["none", 0]);
    await here.stop();
  });

  test("of an own delete may be followed by that of a new object, which is there", async () => {
    const here = await startConsistency({ objects: [thing("a", "old")] });
    here.server.holding = true;
    const deleting = here.client.delete(Thing, at("a"));
    const [write] = here.server.held;
    write?.commit();
    here.server.create(thing("a", "theirs"));
    await here.deliver();
    write?.answer();
    await deleting;
    expect([await here.read("a"), await here.names()]).toEqual(["theirs", ["a"]]);
    await here.stop();
  });
});

describe("answers that come in another order than their writes were stored", () => {
  test("leave the newer one", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    here.server.holding = true;
    const both = [
      here.client.patch(Thing, at("a"), setValue(1)),
      here.other.patch(Thing, at("a"), setValue(2)),
    ];
    const [first, second] = here.server.held;
    first?.commit();
    second?.answer();
    first?.answer();
    await Promise.all(both);
    expect(await here.read("a")).toBe(2);
    await here.stop();
  });

  test("do not bring back what was deleted after it", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    here.server.holding = true;
    const both = [here.client.patch(Thing, at("a"), setValue(1)), here.other.delete(Thing, at("a"))];
    const [patch, remove] = here.server.held;
    patch?.commit();
    remove?.answer();
    patch?.answer();
    await Promise.all(both);
    for (let events = 0; events <= 2; events++) {
      expect([await here.read("a"), await here.names()]).toEqual(["none", []]);
      await here.deliver(1);
    }
    await here.stop();
  });

  test("do not take away what was made after the delete", async () => {
    const here = await startConsistency({ objects: [thing("a", "old")] });
    here.server.holding = true;
    const deleting = here.client.delete(Thing, at("a"));
    const [remove] = here.server.held;
    remove?.commit();
    const creating = here.other.create(Thing, thing("a", "new"));
    here.server.held[1]?.answer();
    await creating;
    remove?.answer();
    await deleting;
    expect([await here.read("a"), await here.names()]).toEqual(["new", ["a"]]);
    await here.stop();
  });
});

describe("while a write is under way", () => {
  test("a read of its object waits for the answer, one of another does not", async () => {
    const here = await startConsistency({ objects: [thing("a", 0), thing("b", 0)] });
    here.server.holding = true;
    const writing = here.other.patch(Thing, at("a"), setValue(1));
    const order: string[] = [];
    const reading = here.read("a").then((value) => order.push(`read ${String(value)}`));
    await here.read("b").then(() => order.push("read b"));
    order.push("answered");
    here.server.held[0]?.answer();
    await Promise.all([writing, reading]);
    expect(order).toEqual(["read b", "answered", "read 1"]);
    await here.stop();
  });

  test("that makes an object whose name the server makes up, reads of names do not wait, and lists do", async () => {
    const here = await startConsistency({ objects: [thing("job-1", 0)] });
    here.server.holding = true;
    const writing = here.other.create(Thing, { metadata: { namespace: "default", generateName: "job-" } });
    const order: string[] = [];
    const listing = here.names().then(() => order.push("listed"));
    await here.read("job-1").then(() => order.push("read"));
    here.server.held[0]?.answer();
    await Promise.all([writing, listing]);
    expect(order).toEqual(["read", "listed"]);
    await here.stop();
  });

  test("a list waits for those of its namespace, not of others", async () => {
    const here = await startConsistency();
    here.server.holding = true;
    const writing = here.other.create(Thing, thing("a", 1));
    let listed = false;
    const listing = here.names().then((names) => ((listed = true), names));
    expect(await here.names({ namespace: "elsewhere" })).toEqual([]);
    await here.settle();
    expect(listed).toBe(false);
    here.server.held[0]?.answer();
    expect(await listing).toEqual(["a"]);
    await writing;
    await here.stop();
  });

  test("a read does not wait for writes that begin after it", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    here.server.holding = true;
    const first = here.other.patch(Thing, at("a"), setValue(1));
    const reading = here.read("a");
    const second = here.other.patch(Thing, at("a"), setValue(2));
    here.server.held[0]?.answer();
    expect(await reading).toBe(1);
    here.server.held[1]?.answer();
    await Promise.all([first, second]);
    await here.stop();
  });

  test("a read that waits ends with its signal, one that takes the cache as it is does not wait", async () => {
    const here = await startConsistency({ objects: [thing("a", 0)] });
    here.server.holding = true;
    const writing = here.other.patch(Thing, at("a"), setValue(1));
    const stopping = new AbortController();
    const reading = here.client.get(Thing, at("a"), { signal: stopping.signal });
    const listing = here.client.list(Thing, { signal: stopping.signal });
    stopping.abort(new Error("stopped"));
    await expect(reading).rejects.toThrow("stopped");
    await expect(listing).rejects.toThrow("stopped");
    expect(valueOf(await here.client.get(Thing, at("a"), { readYourWrites: false }))).toBe(0);
    here.server.held[0]?.answer();
    await writing;
    await here.stop();
  });
});
