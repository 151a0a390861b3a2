import { describe, expect, test } from "vitest";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { channel } from "../../../../src/runtime/source/channel.ts";
import type { SourceContext } from "../../../../src/runtime/source/raw-source.ts";
import { gate, noting, startController, Widget, widget } from "./controller-harness.ts";

const toWidget = (name: string) => [{ namespace: "default", name }];

describe("a raw source", () => {
  test("leads to runs: a channel, with what was sent before the start", async () => {
    const events = channel<string>();
    await events.send("a");
    const { runs, built } = noting();
    const at = await startController(built.watchesRawSource(events, toWidget), {
      objects: [widget("a"), widget("b")],
    });
    expect(runs).toEqual(["a", "b"]);
    await events.send("b");
    await at.clock.advance(0);
    expect(runs).toEqual(["a", "b", "b"]);
    await at.stop();
    // nobody reads any more, but a sender is not held up by who has gone
    for (let index = 0; index < 1_024; index++) expect(events.offer("c")).toBe(true);
  });

  test("of two controllers gives both every event", async () => {
    const events = channel<string>();
    const [one, two] = [noting(), noting()];
    const started = [one, two].map(({ built }) =>
      startController(built.watchesRawSource(events, toWidget), { objects: [widget("a")] }),
    );
    const [first, second] = await Promise.all(started);
    await events.send("a");
    await first?.clock.advance(0);
    await second?.clock.advance(0);
    expect([one.runs, two.runs]).toEqual([
      ["a", "a"],
      ["a", "a"],
    ]);
    await first?.stop();
    await second?.stop();
  });

  test("that is a generator function is asked for one event after the other, and told of the stop", async () => {
    const [mapping, asked] = [gate(), [] as number[]];
    let context: SourceContext | undefined;
    async function* numbers(given: SourceContext) {
      context = given;
      for (let next = 1; next <= 2; next++) {
        asked.push(next);
        yield await Promise.resolve(next);
      }
    }
    const { runs, built } = noting();
    const at = await startController(
      built.watchesRawSource(numbers, async () => {
        await mapping.opened;
        return toWidget("a");
      }),
      { objects: [widget("a")] },
    );
    expect(asked).toEqual([1]);
    mapping.open();
    await at.clock.advance(0);
    expect(asked).toEqual([1, 2]);
    expect(runs.length).toBeGreaterThan(1);
    expect(context?.signal.aborted).toBe(false);
    await at.stop();
    expect(context?.signal.aborted).toBe(true);
  });

  test("that is a generator function and throws is started again after growing pauses", async () => {
    let starts = 0;
    async function* broken() {
      starts++;
      yield await Promise.resolve("a");
      throw new Error("the stream broke");
    }
    const { runs, built } = noting();
    const at = await startController(built.watchesRawSource(broken, toWidget), { objects: [widget("a")] });
    expect(starts).toBe(1);
    await at.clock.advance(800);
    expect(starts).toBe(2);
    await at.clock.advance(1_599);
    expect(starts).toBe(2);
    await at.clock.advance(1);
    expect(starts).toBe(3);
    expect(runs.length).toBeGreaterThanOrEqual(3);
    await at.stop();
  });

  test("that cannot be started again ends the controller when it fails, after its runs", async () => {
    const [open, broken] = [gate(), gate()];
    const failing: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({ next: () => broken.opened.then(() => ({ done: true, value: "" })) }),
    };
    const { built } = noting(() => open.opened);
    const at = await startController(built.watchesRawSource(failing, toWidget), { objects: [widget("a")] });
    const failure = at.running.catch((error: unknown) => error);
    broken.fail(new Error("the stream broke"));
    await at.clock.advance(0);
    expect(at.ended()).toBe(false);
    open.open();
    expect(await failure).toMatchObject({ message: "the stream broke" });
    at.requestStop();
  });

  test("that never comes back does not hold up the stop", async () => {
    const { built } = noting();
    async function* silent() {
      await new Promise(() => {});
      yield "never";
    }
    const at = await startController(built.watchesRawSource(silent, toWidget), { objects: [widget("a")] });
    await at.stop();
  });

  test("has the priority of its watch", async () => {
    const open = gate();
    const { runs, built } = noting((run) => (run === 1 ? open.opened : undefined));
    const events = channel<string>();
    const at = await startController(built.watchesRawSource(events, toWidget, { priority: 7 }), {
      objects: ["a", "b", "c"].map((name) => widget(name)),
    });
    await at.send("MODIFIED", widget("b", { version: "2" }));
    await events.send("c");
    await at.clock.advance(0);
    open.open();
    await at.clock.advance(0);
    expect(runs).toEqual(["a", "c", "b"]);
    await at.stop();
  });
});

test("warm-up reads sources before the start, and the start does not read them again", async () => {
  const starts: string[] = [];
  async function* source({ signal }: SourceContext) {
    starts.push(signal.aborted ? "late" : "read");
    yield await Promise.resolve("a");
  }
  const runs: string[] = [];
  const built = controller(Widget, { warmup: true })
    .watchesRawSource(source, toWidget)
    .reconcile(({ request }) => void runs.push(request.name));
  const at = await startController(built, { objects: [widget("a")], warmUpOnly: true });
  expect([starts, runs]).toEqual([["read"], []]);
  at.begin();
  await at.clock.advance(0);
  expect([starts, runs]).toEqual([["read"], ["a"]]);
  await at.stop();
});
