import type { Timer } from "../../base/clock.ts";
import { LiveRegion } from "../../dev/view/live-region.ts";
import { stateTable } from "../../dev/view/state-table.ts";
import type { ViewModel } from "../../dev/view/view-model.ts";
import type { TracedRun } from "../../kube/operator-report.ts";
import type { Context } from "../context.ts";
import type { Terminal } from "../terminal.ts";

/** How `run` shows what happens: a live table on a terminal, else lines; as JSON where that was asked for. */
export interface RunScreen {
  /** The command's own, whose lines go where they belong. */
  readonly context: Context;
  /** Begins to show a view. */
  attach(model: ViewModel): void;
  /** Runs are over. */
  add(runs: readonly TracedRun[]): void;
  close(): void;
}

const everyMs = 100;

export function openRunScreen(context: Context, output: "text" | "json" | undefined): RunScreen {
  if (output === "json") return jsonScreen(context);
  const { terminal } = context;
  if (output === undefined && terminal) return liveScreen(context, terminal);
  return { context, attach: () => {}, add: () => {}, close: () => {} };
}

function liveScreen(context: Context, terminal: Terminal): RunScreen {
  const region = new LiveRegion(terminal);
  const ends: (() => void)[] = [];
  const log = (line: string) => region.log(line);
  return {
    context: { ...context, print: log, note: log, progress: (_, work) => work() },
    attach(model) {
      const draw = () => {
        const { columns, rows } = terminal;
        region.draw(stateTable(model.snapshot(), { columns, rows, paint: context.color }));
      };
      ends.push(
        follow(model, { draw, context }),
        terminal.onResize(() => {
          region.resized();
          draw();
        }),
        terminal.onKey((key) => {
          if (key === "q" || key === "Q") terminal.interrupt();
        }),
      );
      draw();
    },
    add: () => {},
    close() {
      for (const end of ends) end();
      region.close();
    },
  };
}

/** Draws a while after each change, and again each second, as rates sink by themselves. */
function follow(model: ViewModel, { draw, context }: { draw: () => void; context: Context }): () => void {
  const { clock } = context;
  let soon: Timer | undefined;
  const unlisten = model.listen(() => {
    soon ??= clock.setTimer(everyMs, () => {
      soon = undefined;
      draw();
    });
  });
  let each: Timer;
  const tick = () => {
    draw();
    each = clock.setTimer(1_000, tick);
  };
  each = clock.setTimer(1_000, tick);
  return () => {
    unlisten();
    soon?.cancel();
    each.cancel();
  };
}

/** One JSON object a line: `{"type":"log"}`, `{"type":"state"}` and `{"type":"run"}`. */
function jsonScreen(context: Context): RunScreen {
  const { print, clock } = context;
  const say = (object: object) => print(JSON.stringify(object));
  const log = (stream: "stdout" | "stderr") => (line: string) => say({ type: "log", stream, line });
  const ends: (() => void)[] = [];
  return {
    context: { ...context, print: log("stdout"), note: log("stderr"), progress: (_, work) => work() },
    attach(model) {
      let soon: Timer | undefined;
      const tell = () => {
        soon = undefined;
        say({ type: "state", ...model.snapshot() });
      };
      ends.push(
        model.listen(() => (soon ??= clock.setTimer(everyMs, tell))),
        () => soon?.cancel(),
      );
    },
    add(runs) {
      for (const run of runs) say({ type: "run", ...run });
    },
    close() {
      for (const end of ends) end();
    },
  };
}
