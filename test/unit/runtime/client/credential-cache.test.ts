import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import type { Credentials } from "../../../../src/runtime/client/connection.ts";
import { cacheCredentials } from "../../../../src/runtime/client/credential-cache.ts";

function setUp() {
  const clock = new VirtualClock();
  const loads: boolean[] = [];
  const state: { failure: Error | undefined } = { failure: undefined };
  const cache = cacheCredentials((refused) => {
    loads.push(refused);
    if (state.failure) return Promise.reject(state.failure);
    return Promise.resolve<Credentials>({ headers: { load: String(loads.length) }, tls: {} });
  }, clock);
  const current = async () => (await cache.credentials()).headers.load;
  return { clock, loads, state, cache, current };
}

test("many who ask at once cost one load", async () => {
  const { current, loads } = setUp();
  expect(await Promise.all([current(), current(), current()])).toEqual(["1", "1", "1"]);
  expect(loads).toEqual([false]);
});

test("what is a minute old is loaded again", async () => {
  const { current, clock } = setUp();
  await current();
  await clock.advance(59_999);
  expect(await current()).toBe("1");
  await clock.advance(1);
  expect(await current()).toBe("2");
});

test("a reload that fails leaves what was good in use, and is tried again a minute later", async () => {
  const { current, clock, state, loads } = setUp();
  await current();
  await clock.advance(60_000);
  state.failure = new Error("disk");
  expect([await current(), await current()]).toEqual(["1", "1"]);
  expect(loads).toHaveLength(2);
  state.failure = undefined;
  await clock.advance(60_000);
  expect(await current()).toBe("3");
});

test("a first load that fails is thrown, and the next call loads again", async () => {
  const { cache, current, state } = setUp();
  state.failure = new Error("no plugin");
  await expect(cache.credentials()).rejects.toThrow("no plugin");
  state.failure = undefined;
  expect(await current()).toBe("2");
});

test("refused credentials are loaded anew, and the load is told that they were refused", async () => {
  const { cache, current, loads } = setUp();
  cache.refresh(await cache.credentials());
  expect(await current()).toBe("2");
  expect(loads).toEqual([false, true]);
});

test("many refusals of the same credentials cost one load", async () => {
  const { cache, current, loads } = setUp();
  const used = await cache.credentials();
  cache.refresh(used);
  const renewing = current();
  cache.refresh(used);
  cache.refresh(used);
  expect(await renewing).toBe("2");
  cache.refresh(used);
  expect(await current()).toBe("2");
  expect(loads).toHaveLength(2);
});

test("after a refusal the old ones are not good enough: the failure is thrown", async () => {
  const { cache, state } = setUp();
  cache.refresh(await cache.credentials());
  state.failure = new Error("plugin says no");
  await expect(cache.credentials()).rejects.toThrow("plugin says no");
});

test("what is good is ready without a wait, until it is old or refused", async () => {
  const clock = new VirtualClock();
  const one: Credentials = { headers: { authorization: "one" }, tls: {} };
  const cache = cacheCredentials(() => Promise.resolve(one), clock);
  expect(cache.ready()).toBeUndefined();
  await cache.credentials();
  expect(cache.ready()).toBe(one);
  await clock.advance(60_000);
  expect(cache.ready()).toBeUndefined();
  await cache.credentials();
  expect(cache.ready()).toBe(one);
  cache.refresh(one);
  expect(cache.ready()).toBeUndefined();
});

test("what expires is not ready after that", async () => {
  const clock = new VirtualClock();
  const one: Credentials = { headers: {}, tls: {}, expiresAt: clock.now() + 1_000 };
  const cache = cacheCredentials(() => Promise.resolve(one), clock);
  await cache.credentials();
  expect(cache.ready()).toBe(one);
  await clock.advance(1_001);
  expect(cache.ready()).toBeUndefined();
});
