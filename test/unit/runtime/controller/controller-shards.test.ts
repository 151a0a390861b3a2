import { expect, test } from "vitest";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { ShardGate } from "../../../../src/runtime/shard/shard-gate.ts";
import { gate as hang, noting, startController, Widget, widget } from "./controller-harness.ts";

/** Objects by the shard that their names begin with. */
const shards = () => new ShardGate(({ name }) => Number(name[0]));

test("only objects of shards that are held are run; those of a shard that comes are run then", async () => {
  const gate = shards();
  gate.open(1);
  const { runs, built } = noting();
  const at = await startController(built, { objects: [widget("1-a"), widget("2-a"), widget("2-b")], gate });
  expect(runs).toEqual(["1-a"]);
  await at.send("MODIFIED", widget("2-a", { version: "2" }));
  expect(runs).toEqual(["1-a"]);
  gate.open(2);
  await at.clock.advance(0);
  expect(runs.toSorted()).toEqual(["1-a", "2-a", "2-b"]);
  await at.send("MODIFIED", widget("2-a", { version: "3" }));
  expect(runs).toHaveLength(4);
  await at.stop();
});

test("a shard is given up when its runs have ended; none begins meanwhile", async () => {
  const gate = shards();
  gate.open(1);
  const first = hang();
  const { runs, built } = noting((run) => (run === 1 ? first.opened : undefined));
  const at = await startController(built, { objects: [widget("1-a")], gate });
  let closed = false;
  void gate.close(1).then(() => (closed = true));
  await at.send("MODIFIED", widget("1-a", { version: "2" }));
  expect(closed).toBe(false);
  first.open();
  await at.clock.advance(0);
  expect(closed).toBe(true);
  expect(runs).toEqual(["1-a"]);
  await at.stop();
});

test("a shard that is lost aborts its runs, which are no failures and are not tried again", async () => {
  const gate = shards();
  gate.open(1);
  const reasons: unknown[] = [];
  const built = controller(Widget).reconcile(
    ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          reasons.push(signal.reason);
          reject(signal.reason as Error);
        });
      }),
  );
  const at = await startController(built, { objects: [widget("1-a")], gate });
  await gate.abort(1);
  await at.clock.advance(60_000);
  expect(reasons).toEqual([new Error("the lease of shard 1 is lost")]);
  expect(at.results).toEqual([]);
  expect(at.texts()).toEqual([]);
  await at.stop();
});

test("a predicate holds for objects of a shard that comes, too", async () => {
  const gate = shards();
  const built = controller(Widget, { predicate: ({ object }) => object.metadata.name !== "1-b" });
  const runs: string[] = [];
  const at = await startController(
    built.reconcile(({ request }) => void runs.push(request.name)),
    { objects: [widget("1-a"), widget("1-b")], gate },
  );
  gate.open(1);
  await at.clock.advance(0);
  expect(runs).toEqual(["1-a"]);
  await at.stop();
});
