import { expect, test } from "vitest";
import { ConfigMap } from "../../../../src/k8s/core/v1.ts";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { Deployment, Widget } from "./controller-harness.ts";

test("a controller is named after its kind unless it is given a name", () => {
  expect(controller(Widget).definition.name).toBe("widget");
  expect(controller(Widget, { name: "second" }).definition.name).toBe("second");
});

test("each step makes a new controller and leaves the one before as it was", () => {
  const base = controller(Widget, { workers: 2, timeout: "1m" });
  const owning = base.owns(Deployment);
  const whole = owning.watches(ConfigMap, () => []).reconcile(() => {});
  expect(
    [base, owning, whole].map(({ definition }) => [definition.owned.length, definition.watched.length]),
  ).toEqual([
    [0, 0],
    [1, 1],
    [1, 2],
  ]);
  expect([base.definition.reconcile, typeof whole.definition.reconcile]).toEqual([undefined, "function"]);
  expect(whole.definition).toMatchObject({ workers: 2, timeout: "1m", finalize: undefined });
});
