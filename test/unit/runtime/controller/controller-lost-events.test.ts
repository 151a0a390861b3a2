import { expect, test } from "vitest";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { Deployment, deployment, startController, Widget, widget } from "./controller-harness.ts";

test.each(["predicate"])(
  "an event whose %s throws leads to no run before the next resync hands the object over again",
  async (failing) => {
    let broken = true;
    const runs: string[] = [];
    const fail = (what: string) => {
      if (broken && what === failing) throw new Error(`broken ${what}`);
    };
    const built = controller(Widget, { predicate: ({ type }) => type === "create" })
      .watches(
        Deployment,
        () => {
          fail("map");
          return [{ namespace: "default", name: "a" }];
        },
        {
          predicate: () => {
            fail("predicate");
            return true;
          },
        },
      )
      .reconcile(({ request }) => void runs.push(request.name));
    const at = await startController(built, { objects: [widget("a")] });
    await at.send("ADDED", deployment("d"));
    expect(runs).toEqual(["a"]);
    broken = false;
    await at.clock.advance(9 * 3_600_000 - 1);
    expect(runs).toEqual(["a"]);
    await at.clock.advance(2 * 3_600_000 + 1);
    expect(runs).toEqual(["a", "a"]);
    await at.stop();
  },
);
