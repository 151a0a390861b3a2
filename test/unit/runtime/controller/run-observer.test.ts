import { expect, test } from "vitest";
import type { QueueState } from "../../../../src/runtime/queue/queue-state.ts";
import type { RunObserver } from "../../../../src/runtime/controller/run-observer.ts";
import { TerminalError } from "../../../../src/runtime/controller/terminal-error.ts";
import { gate, noting, startController, widget } from "./controller-harness.ts";

function recorder() {
  const told: string[] = [];
  let stateOf: (key: string) => QueueState = () => ({ state: "idle", retries: 0 });
  const runs: RunObserver = {
    attached: (queue) => (stateOf = (key) => queue.stateOf(key)),
    queued(key, cause) {
      const event = cause.type === "event" ? ` ${cause.event.type} ${cause.resource.kind}` : "";
      told.push(`queued ${key}${event}`);
    },
    passedOver: (key) => void told.push(`passed over ${key}`),
    started(key) {
      told.push(`started ${key}`);
      return {
        named: (id) => void told.push(`named ${id.length}`),
        called: () => {},
        depends: () => {},
        ended: (result, { error, after }) =>
          void told.push(
            `ended ${result} ${after ?? ""}${error instanceof Error ? error.message : ""}`.trim(),
          ),
      };
    },
  };
  return { told, runs, stateOf: (key: string) => stateOf(key) };
}

test("an observer is told why a key is queued, and of each run's start, id and end", async () => {
  const { told, runs } = recorder();
  const outcomes = [() => ({ requeueAfter: 5 }), () => undefined];
  const { built } = noting((run) => outcomes[run - 1]?.());
  const started = await startController(built, { objects: [widget("a")], runs });
  await started.clock.advance(5);
  expect(told).toEqual([
    "queued default/a create Widget",
    "started default/a",
    "named 36",
    "ended requeue_after 5",
    "started default/a",
    "named 36",
    "ended success",
  ]);
  await started.stop();
});

test("it is told of errors, and of runs that were aborted", async () => {
  const { told, runs, stateOf } = recorder();
  const hang = gate();
  const { built } = noting((run) => {
    if (run === 1) throw new Error("broken");
    if (run === 2) throw new TerminalError("for good");
    return hang.opened;
  });
  const started = await startController(built, { objects: [widget("a")], runs });
  expect(stateOf("default/a")).toMatchObject({ state: "delayed", milliseconds: 5, retries: 1 });
  await started.clock.advance(5);
  await started.send("MODIFIED", widget("a", { version: "2" }));
  await started.clock.advance(7);
  expect(stateOf("default/a")).toEqual({ state: "running", milliseconds: 7, again: false, retries: 1 });
  started.requestStop();
  started.hardStop();
  hang.fail(new Error("aborted"));
  await started.stop();
  expect(told.filter((line) => line.startsWith("ended"))).toEqual([
    "ended error broken",
    "ended terminal_error for good",
    "ended aborted aborted",
  ]);
});
