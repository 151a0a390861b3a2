import { expect, test } from "vitest";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { createProgress } from "../../../src/cli/progress.ts";

function setUp(isTTY: boolean) {
  const clock = new VirtualClock();
  let text = "";
  const progress = createProgress({ output: { write: (part) => (text += part) }, isTTY, clock });
  let finish: (value: string) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const work = progress(
    "baking",
    () =>
      new Promise<string>((resolve, reject) => {
        finish = resolve;
        fail = reject;
      }),
  );
  return {
    clock,
    work,
    finish: (value: string) => finish(value),
    fail: (error: Error) => fail(error),
    text: () => text,
  };
}

test.each([true, false])("quick work says nothing (terminal: %s)", async (isTTY) => {
  const { clock, work, finish, text } = setUp(isTTY);
  await clock.advance(999);
  finish("done");
  expect(await work).toBe("done");
  expect(text()).toBe("");
  expect(clock.waiting).toBe(0);
});

test("off a terminal, slow work is said once", async () => {
  const { clock, work, finish, text } = setUp(false);
  await clock.advance(10_000);
  finish("done");
  await work;
  expect(text()).toBe("baking…\n");
});

test("on a terminal the line counts and goes with the work", async () => {
  const { clock, work, finish, text } = setUp(true);
  await clock.advance(2_500);
  finish("done");
  await work;
  expect(text().split("\r\x1b[K")).toEqual(["", "baking (1 s)", "baking (2 s)", ""]);
  expect(clock.waiting).toBe(0);
});

test("work that fails takes its line away and passes the error on", async () => {
  const { clock, work, fail, text } = setUp(true);
  await clock.advance(1_000);
  fail(new Error("burnt"));
  await expect(work).rejects.toThrow("burnt");
  expect(text().endsWith("\r\x1b[K")).toBe(true);
  expect(clock.waiting).toBe(0);
});
