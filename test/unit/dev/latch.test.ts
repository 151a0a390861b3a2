import { expect, test } from "vitest";
import { createLatch } from "../../../src/dev/latch.ts";

test("what happened before anybody waited is not lost", async () => {
  const latch = createLatch();
  expect(latch.isOpen).toBe(false);
  latch.open();
  latch.open();
  expect(latch.isOpen).toBe(true);
  await latch.passed();
  expect(latch.isOpen).toBe(false);
  let again = false;
  const next = latch.passed().then(() => (again = true));
  await Promise.resolve();
  expect(again).toBe(false); // two openings before the first wait count once
  latch.open();
  await next;
  expect(again).toBe(true);
});
