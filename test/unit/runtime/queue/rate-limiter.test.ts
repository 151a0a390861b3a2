import { expect, test } from "vitest";
import { exponentialRateLimiter } from "../../../../src/runtime/queue/rate-limiter.ts";

test("a key's waits double from 5 ms to 1000 s, and stay there", () => {
  const limiter = exponentialRateLimiter();
  const waits = Array.from({ length: 2_000 }, () => limiter.when("a"));
  expect(waits.slice(0, 5)).toEqual([5, 10, 20, 40, 80]);
  expect(waits.slice(17, 20)).toEqual([655_360, 1_000_000, 1_000_000]);
  expect(waits.at(-1)).toBe(1_000_000);
});

test("keys do not wait for each other, and a forgotten one begins anew", () => {
  const limiter = exponentialRateLimiter({ base: 1, cap: 100 });
  limiter.when("a");
  limiter.when("a");
  expect([limiter.when("b"), limiter.retries("a"), limiter.retries("c")]).toEqual([1, 2, 0]);
  limiter.forget("a");
  limiter.forget("never seen");
  expect([limiter.retries("a"), limiter.when("a")]).toEqual([0, 1]);
});
