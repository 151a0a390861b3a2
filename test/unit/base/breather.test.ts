import { expect, test } from "vitest";
import { breather } from "../../../src/base/breather.ts";

test("work goes on while there is time left, and then lets the event loop turn once", async () => {
  let now = 0;
  const clock = { now: () => 0, monotonic: () => now, setTimer: () => ({ cancel() {} }) };
  const pause = breather({ clock, budget: 8 });
  now = 7;
  expect(pause.due()).toBeUndefined();
  now = 8;
  let turned = false;
  setImmediate(() => (turned = true));
  await pause.due();
  expect(turned).toBe(true);
  expect(pause.due()).toBeUndefined();
  now = 16;
  expect(pause.due()).toBeInstanceOf(Promise);
});
