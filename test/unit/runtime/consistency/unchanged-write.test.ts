import { describe, expect, test } from "vitest";
import { silentLogger } from "../../../../src/base/logger.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { Cache } from "../../../../src/runtime/cache/cache.ts";
import { cached } from "../../../../src/runtime/cache/cache-configuration.ts";
import { consistentClient } from "../../../../src/runtime/consistency/consistent-client.ts";
import { Consistency } from "../../../../src/runtime/consistency/consistency.ts";
import { at, setValue, startConsistency, thing, valueOf } from "./consistency-harness.ts";
import { ModelServer, Thing } from "./model-server.ts";

type Started = Awaited<ReturnType<typeof startConsistency>>;
const sent = ({ server }: Started) => server.calls.filter((call) => !/^(get|list)/.test(call));
const skipped = ({ observed }: Started) =>
  observed.filter(({ answer }) => answer === "skipped").map(({ verb }) => verb);

describe("an apply", () => {
  test("of what was applied last is sent once, whether the watch has brought it or not", async () => {
    const here = await startConsistency();
    const made = await here.client.apply(Thing, thing("a", 1));
    const again = await here.client.apply(Thing, thing("a", 1));
    await here.deliver();
    await here.other.apply(Thing, thing("a", 1));
    expect([sent(here), skipped(here)]).toEqual([["apply a"], ["apply", "apply"]]);
    expect(again).toEqual(made);
    again.spec = { value: "the caller's to change" };
    expect(await here.read("a")).toBe(1);
    await here.stop();
  });

  test("is sent again when anything about it is different: a field, one left out, force, validation, the manager", async () => {
    const here = await startConsistency();
    await here.client.apply(Thing, thing("a", 1, { labels: { x: "1" } }));
    await here.client.apply(Thing, thing("a", 2, { labels: { x: "1" } }));
    await here.client.apply(Thing, thing("a", 2));
    await here.client.apply(Thing, thing("a", 2), { force: false });
    await here.client.apply(Thing, thing("a", 2), { force: false, fieldValidation: "Strict" });
    await here.client.apply(Thing, thing("a", 2), { fieldManager: "another" });
    expect([sent(here).length, skipped(here)]).toEqual([6, []]);
    await here.stop();
  });

  test("is sent again when the object is at another version, was made anew, or is gone", async () => {
    const here = await startConsistency();
    const apply = () => here.client.apply(Thing, thing("a", 1));
    await apply();
    here.server.patch(at("a"), { metadata: { labels: { theirs: "1" } } });
    await here.deliver();
    await apply();
    here.server.delete(at("a"));
    await here.deliver();
    await apply();
    await here.client.delete(Thing, at("a"));
    await apply();
    await here.other.patch(Thing, at("a"), setValue(2));
    await apply();
    expect(sent(here).filter((call) => call === "apply a")).toHaveLength(5);
    await here.stop();
  });

  test("is sent in a new process, whatever the last one did", async () => {
    const here = await startConsistency();
    await here.client.apply(Thing, thing("a", 1));
    await here.deliver();
    const consistency = new Consistency({ cache: here.cache, clock: here.clock });
    await consistentClient({ client: here.server.client(), consistency }).apply(Thing, thing("a", 1));
    expect(sent(here)).toEqual(["apply a", "apply a"]);
    await here.stop();
  });

  test("is sent when that is asked for, or it is only tried out", async () => {
    const here = await startConsistency();
    for (const options of [{}, { skipUnchanged: false }, { dryRun: true }, { dryRun: true }])
      await here.client.apply(Thing, thing("a", 1), options);
    expect(sent(here)).toHaveLength(4);
    const consistency = new Consistency({ cache: here.cache, clock: here.clock, skipUnchanged: false });
    const plain = consistentClient({ client: here.server.client(), consistency });
    await plain.apply(Thing, thing("a", 1));
    await plain.apply(Thing, thing("a", 1));
    expect(sent(here)).toHaveLength(6);
    await here.stop();
  });

  test("is sent while another write of the object is under way, or after one whose answer was lost", async () => {
    const here = await startConsistency();
    await here.client.apply(Thing, thing("a", 1));
    here.server.holding = true;
    const other = here.other.patch(Thing, at("a"), setValue(2));
    const again = here.client.apply(Thing, thing("a", 1));
    here.server.held[0]?.lose();
    await expect(other).rejects.toThrow("broke off");
    here.server.held[1]?.answer();
    await again;
    const third = here.client.apply(Thing, thing("a", 1));
    expect(sent(here)).toEqual(["apply a", "patch a", "apply a", "apply a"]);
    here.server.held[2]?.answer();
    await third;
    await here.stop();
  });
});

describe("a patch", () => {
  test("that changes nothing is not sent, and answered with the object", async () => {
    const here = await startConsistency({ objects: [thing("a", 1)] });
    await here.client.patch(Thing, at("a"), setValue(1));
    await here.client.patch(Thing, at("a"), { merge: { metadata: { labels: null } } });
    await here.client.patchStatus(Thing, at("a"), { merge: {} });
    const json = [{ op: "replace", path: "/spec/value", value: 1 }];
    const answer = await here.client.patch(Thing, at("a"), { json });
    expect([valueOf(answer), sent(here), skipped(here).length]).toEqual([1, [], 4]);
    await here.stop();
  });

  test("is sent when it changes something, fails, speaks of managed fields, is a strategic one, or of an older version", async () => {
    const here = await startConsistency({ objects: [thing("a", 1)] });
    const failing = [{ op: "test", path: "/spec/value", value: "no" }];
    await here.client.patch(Thing, at("a"), setValue(2));
    await here.client.patch(Thing, at("a"), { json: failing });
    await here.client.patch(Thing, at("a"), { merge: { metadata: { managedFields: null } } });
    await here.client.patch(Thing, at("a"), { strategic: {} }).catch(() => undefined);
    const stale = { merge: { metadata: { resourceVersion: "1" } } };
    await expect(here.client.patch(Thing, at("a"), stale)).rejects.toThrow("Conflict");
    expect([sent(here).length, skipped(here)]).toEqual([5, []]);
    await here.stop();
  });

  test("of what the cache does not have, or not whole, is sent", async () => {
    const server = new ModelServer();
    server.create(thing("a", 1));
    const clock = new VirtualClock();
    const cache = new Cache({
      clock,
      logger: silentLogger,
      watchList: false,
      lister: () => server,
      configuration: { kinds: [cached(Thing, { transform: (object) => ({ ...object, spec: {} }) })] },
    });
    cache.ensure(Thing);
    const stopping = new AbortController();
    const running = cache.start(stopping.signal);
    await clock.advance(0);
    const client = consistentClient({
      client: server.client(),
      consistency: new Consistency({ cache, clock }),
    });
    await client.patch(Thing, at("a"), { merge: { spec: { value: null } } });
    expect(server.calls).toEqual(["patch a"]);
    stopping.abort();
    await running;
  });
});

describe("an update", () => {
  test("of what was read is not sent; without what the server keeps neither", async () => {
    const here = await startConsistency({ objects: [thing("a", 1)] });
    const found = await here.client.get(Thing, at("a"));
    await here.client.update(Thing, found);
    const { resourceVersion } = found.metadata;
    await here.client.update(Thing, thing("a", 1, { resourceVersion }));
    expect([sent(here), skipped(here)]).toEqual([[], ["update", "update"]]);
    await here.stop();
  });

  test("is sent when it changes something, names no version or an older one, or another object", async () => {
    const here = await startConsistency({ objects: [thing("a", 1)] });
    const found = await here.client.get(Thing, at("a"));
    await here.client.update(Thing, thing("a", 1));
    await here.client.update(Thing, found).catch(() => undefined);
    const current = await here.client.get(Thing, at("a"));
    await here.client.update(Thing, { ...current, metadata: { ...current.metadata, uid: "another" } });
    await here.client.update(Thing, { ...current, spec: { value: 2 } }).catch(() => undefined);
    expect([sent(here).length, skipped(here)]).toEqual([4, []]);
    await here.stop();
  });
});

test("what was applied to objects that are gone is forgotten", async () => {
  const here = await startConsistency();
  const { applied } = here.consistency.of(Thing)!;
  for (let index = 0; index < 1_000; index++) {
    await here.client.apply(Thing, thing(`x${index}`));
    await here.client.delete(Thing, at(`x${index}`));
  }
  expect(applied.size).toBeLessThan(300);
  await here.stop();
});
