import pc from "picocolors";
import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import type { Context } from "../../../../src/cli/context.ts";
import { openRunScreen } from "../../../../src/cli/run/run-screen.ts";
import type { Terminal } from "../../../../src/cli/terminal.ts";
import { emptyModel, hello, memcached, run } from "../../dev/view/view-harness.ts";
import { tinyTerminal } from "../../dev/view/tiny-terminal.ts";

function start(output?: "text" | "json", { isTTY = true } = {}) {
  const { model } = emptyModel();
  const clock = new VirtualClock();
  const screen = tinyTerminal({ columns: 100, rows: 24 });
  const printed: string[] = [];
  let [resize, press, interrupted] = [() => {}, (_: string) => {}, 0];
  const terminal: Terminal = Object.assign(screen, {
    onResize: (listener: () => void) => ((resize = listener), () => (resize = () => {})),
    onKey: (listener: (key: string) => void) => ((press = listener), () => (press = () => {})),
    interrupt: () => void interrupted++,
  });
  const print = (line: string) => void printed.push(line);
  const context = {
    clock,
    print,
    note: print,
    color: pc.createColors(false),
    terminal: isTTY ? terminal : undefined,
  };
  const opened = openRunScreen(context as unknown as Context, output);
  return {
    ...{ model, clock, screen, printed, opened },
    press: (key: string) => press(key),
    resize: () => resize(),
    interrupted: () => interrupted,
  };
}

test("on a terminal a table lives below the lines; q ends the command", async () => {
  const { model, clock, screen, opened, press, interrupted, printed } = start();
  opened.context.print("up");
  opened.attach(model);
  model.greet(hello);
  model.put(memcached("a"));
  opened.context.note("a log line");
  await clock.advance(100);
  expect(screen.text.slice(0, 2)).toEqual(["up", "a log line"]);
  expect(screen.text.join("\n")).toMatch(/cache-operator {2}running.*\n.*KIND.*\nMemcached +default\/a/);
  press("x");
  expect(interrupted()).toBe(0);
  press("q");
  expect(interrupted()).toBe(1);
  opened.close();
  expect(screen.text).toEqual(["up", "a log line", ""]);
  expect(printed).toEqual([]);
  press("q");
  expect(interrupted()).toBe(1);
  expect(clock.waiting).toBe(0);
});

test("elsewhere, and with --output text, lines are printed as they come", () => {
  for (const { opened, model, printed } of [start("text"), start(undefined, { isTTY: false })]) {
    opened.attach(model);
    model.greet(hello);
    opened.context.print("a log line");
    opened.close();
    expect(printed).toEqual(["a log line"]);
  }
});

test("as JSON each line is an object: what was logged, each run, and the state once it has changed", async () => {
  const { model, clock, opened, printed } = start("json");
  opened.attach(model);
  opened.context.note("a log line");
  model.greet(hello);
  model.put(memcached("a"));
  opened.add([run("a")]);
  await clock.advance(100);
  expect(printed.map((line) => JSON.parse(line) as object)).toMatchObject([
    { type: "log", stream: "stderr", line: "a log line" },
    { type: "run", name: "a", result: "success" },
    { type: "state", operator: "cache-operator", objects: [{ name: "a" }] },
  ]);
  opened.close();
  model.put(memcached("b"));
  await clock.advance(1_000);
  expect(printed).toHaveLength(3);
});
