import { expect, test } from "vitest";
import { ConfigMap, Namespace } from "../../../../src/k8s/core/v1.ts";
import type { KubernetesObject } from "../../../../src/kube/object.ts";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { describeStates } from "../../../../src/runtime/dependent/dependent-state.ts";
import { gate, Widget } from "../controller/controller-harness.ts";
import { startWorkflow, summary } from "./workflow-harness.ts";

const map = (name: string, data: Record<string, string> = {}) => ({ metadata: { name }, data });

test("what depends on others is applied when they are ready, and sees them; the condition says what waits for what", async () => {
  let ready: boolean | string = "0 of 1 Pods";
  const built = controller(Widget)
    .dependent("config", ConfigMap, { desired: () => map("config", { a: "1" }) })
    .dependent("database", ConfigMap, { desired: () => map("database"), ready: () => ready })
    .dependent("web", ConfigMap, {
      dependsOn: ["config", "database"],
      desired: ({ observed }) => map("web", { from: observed.config.data?.a ?? "" }),
    });
  const workflow = startWorkflow(built as never);
  const first = await workflow.run();
  expect(summary(first)).toEqual([
    "config ready",
    "database notReady 0 of 1 Pods",
    "web waiting for database",
  ]);
  expect(workflow.names()).toEqual(["config", "database"]);
  expect(describeStates(first.states)).toEqual({
    ready: false,
    reason: "Waiting",
    message: "1 of 3 ready; not ready: database (0 of 1 Pods); waiting: web (for database)",
  });
  ready = true;
  const second = await workflow.run();
  expect(summary(second)).toEqual(["config ready", "database ready", "web ready"]);
  expect(workflow.object("web")).toMatchObject({ data: { from: "1" } });
  expect(describeStates(second.states)).toEqual({ ready: true, reason: "AllReady", message: "3 of 3 ready" });
});

test("a child has the owner's name and namespace, and the label by which it is found again", async () => {
  const built = controller(Widget).dependent("config", ConfigMap, { desired: () => ({ data: {} }) });
  const workflow = startWorkflow(built as never);
  await workflow.run();
  expect(workflow.object("a")?.metadata).toMatchObject({
    name: "a",
    namespace: "default",
    labels: { "example.com/dependent": "widget.config" },
  });
});

test("independent dependents are applied at the same time, one that hangs holds up only what depends on it", async () => {
  const hang = gate<{ data: object }>();
  const built = controller(Widget)
    .dependent("slow", ConfigMap, { desired: async () => ({ ...map("slow"), ...(await hang.opened) }) })
    .dependent("fast", ConfigMap, { desired: () => map("fast") })
    .dependent("after-fast", ConfigMap, { dependsOn: ["fast"], desired: () => map("after-fast") });
  const workflow = startWorkflow(built as never);
  const running = workflow.run();
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(workflow.names()).toEqual(["after-fast", "fast"]);
  hang.open({ data: {} });
  expect(summary(await running)).toEqual(["slow ready", "fast ready", "after-fast ready"]);
});

test("an error of one does not keep others from being applied, and is told", async () => {
  const built = controller(Widget)
    .dependent("bad", ConfigMap, { desired: () => map("bad") })
    .dependent("after-bad", ConfigMap, { dependsOn: ["bad"], desired: () => map("after-bad") })
    .dependent("good", ConfigMap, { desired: () => map("good") });
  const workflow = startWorkflow(built as never);
  workflow.refused.set("bad", new Error("refused"));
  const result = await workflow.run();
  expect(summary(result)).toEqual(["bad failed refused", "after-bad waiting for bad", "good ready"]);
  expect(result.errors).toEqual([new Error("refused")]);
  expect(describeStates(result.states)).toMatchObject({ ready: false, reason: "Failed" });
});

test("one that is not active is removed with all that depend on it, in reverse order", async () => {
  let active = true;
  const built = controller(Widget)
    .dependent("a", ConfigMap, { desired: () => map("a"), active: () => active })
    .dependent("b", ConfigMap, { dependsOn: ["a"], desired: () => map("b") })
    .dependent("c", ConfigMap, { dependsOn: ["b"], desired: () => map("c") })
    .dependent("other", ConfigMap, { desired: () => map("other") });
  const workflow = startWorkflow(built as never);
  await workflow.run();
  expect(workflow.names()).toEqual(["a", "b", "c", "other"]);
  active = false;
  workflow.log.length = 0;
  // each is asked to go when the one after it is gone: an event brings the next run
  const steps = [await workflow.run(), await workflow.run(), await workflow.run(), await workflow.run()];
  expect(workflow.log.filter((line) => line.startsWith("delete"))).toEqual([
    "delete c",
    "delete b",
    "delete a",
  ]);
  expect(summary(steps[0] as never)).toEqual([
    "a removing for b",
    "b removing for c",
    "c removing ConfigMap c",
    "other ready",
  ]);
  expect(summary(steps[3] as never)).toEqual(["a inactive", "b inactive", "c inactive", "other ready"]);
  expect(describeStates((steps[3] as never as { states: [] }).states).ready).toBe(true);
  active = true;
  await workflow.run();
  expect(workflow.names()).toEqual(["a", "b", "c", "other"]);
});

test("one whose activity cannot be told is neither applied nor removed", async () => {
  let broken = false;
  const built = controller(Widget).dependent("a", ConfigMap, {
    desired: () => map("a"),
    active: () => {
      if (broken) throw new Error("who knows");
      return true;
    },
  });
  const workflow = startWorkflow(built as never);
  await workflow.run();
  broken = true;
  const result = await workflow.run();
  expect(summary(result)).toEqual(["a failed who knows"]);
  expect(workflow.log).toEqual(["apply a"]);
});

test("a list is ready when all are; what is no longer in it is deleted", async () => {
  let names = ["x", "y", "z"];
  const built = controller(Widget).dependents("shards", ConfigMap, {
    desired: () => names.map((name) => map(name)),
    ready: (child) => child.metadata.name !== "y" || "syncing",
  });
  const workflow = startWorkflow(built as never);
  const first = await workflow.run();
  expect(summary(first)).toEqual(["shards notReady y: syncing"]);
  expect([...(first.observed.shards as Map<string, unknown>).keys()]).toEqual(["x", "y", "z"]);
  names = ["x"];
  expect(summary(await workflow.run())).toEqual(["shards ready"]);
  expect(workflow.names()).toEqual(["x"]);
  names = [];
  await workflow.run();
  expect(workflow.names()).toEqual([]);
});

test("what is renamed or no longer declared is deleted, also by a process that has not made it", async () => {
  const before = controller(Widget)
    .dependent("config", ConfigMap, { desired: () => map("old-name") })
    .dependent("gone", ConfigMap, { desired: () => map("gone") });
  const after = controller(Widget).dependent("config", ConfigMap, { desired: () => map("new-name") });
  const workflow = startWorkflow(before as never);
  await workflow.run();
  workflow.restart();
  await workflow.run(after as never);
  expect(workflow.names()).toEqual(["new-name"]);
});

test("what others made, and another controller's dependents, are left alone", async () => {
  const mine = controller(Widget).dependent("config", ConfigMap, { desired: () => map("mine") });
  const workflow = startWorkflow(mine as never);
  await workflow.run();
  // the same label of another controller, as its own workflow would have put it
  const theirs = startWorkflow(
    controller(Widget, { name: "other" }).dependent("x", ConfigMap, {
      desired: () => map("theirs"),
    }) as never,
  );
  await theirs.run();
  expect(theirs.object("theirs")?.metadata?.labels).toEqual({ "example.com/dependent": "other.x" });
  await workflow.run(controller(Widget) as never);
  expect(workflow.names()).toEqual([]);
  expect(theirs.names()).toEqual(["theirs"]);
});

test("removal goes in reverse order, waits for finalizers of children, and for what only `deleted` knows", async () => {
  let released: boolean | string = "2 volumes are attached";
  const built = controller(Widget)
    .dependent("volume", ConfigMap, { desired: () => map("volume") })
    .dependent("pod", ConfigMap, {
      dependsOn: ["volume"],
      desired: () => map("pod"),
      deleted: () => released,
    });
  const workflow = startWorkflow(built as never, { held: ["pod"] });
  await workflow.run();
  const first = await workflow.end();
  expect(summary(first)).toEqual(["volume removing for pod", "pod removing ConfigMap pod"]);
  expect(first.after).toBeGreaterThan(0);
  await workflow.end();
  expect(workflow.log.filter((line) => line === "delete pod")).toEqual(["delete pod"]);
  workflow.release("pod");
  expect(summary(await workflow.end())).toEqual([
    "volume removing for pod",
    "pod removing 2 volumes are attached",
  ]);
  expect(workflow.names()).toEqual(["volume"]);
  released = true;
  expect(summary(await workflow.end())).toEqual(["volume removing ConfigMap volume", "pod inactive"]);
  const last = await workflow.end();
  expect(last.after).toBeUndefined();
  expect(workflow.names()).toEqual([]);
});

test("an external dependent is read, made, kept and removed", async () => {
  let bucket: { size: number } | undefined;
  const calls: string[] = [];
  const built = controller(Widget)
    .external("bucket", {
      read: () => bucket,
      create: ({ object }) => {
        calls.push("create");
        return (bucket = { size: object.spec.size ?? 1 });
      },
      update: (state) => {
        calls.push("update");
        return state;
      },
      delete: () => {
        calls.push("delete");
        bucket = undefined;
      },
      ready: (state) => state.size > 0,
    })
    .dependent("config", ConfigMap, {
      dependsOn: ["bucket"],
      desired: ({ observed }) => map("config", { size: String(observed.bucket.size) }),
    });
  const workflow = startWorkflow(built as never);
  expect(summary(await workflow.run())).toEqual(["bucket ready", "config ready"]);
  await workflow.run();
  await workflow.end();
  const last = await workflow.end();
  expect(calls).toEqual(["create", "update", "delete"]);
  expect(summary(last)).toEqual(["bucket inactive", "config inactive"]);
});

test("a child that the owner cannot own is refused with what to do", async () => {
  const elsewhere = controller(Widget).dependent("config", ConfigMap, {
    desired: () => ({ metadata: { name: "x", namespace: "other" } }),
  });
  const [error] = (await startWorkflow(elsewhere as never).run()).errors as Error[];
  expect(error?.message).toBe(
    'cannot apply dependent "config": Widget "default/a" cannot own ConfigMap "other/x"',
  );
  const cluster = controller(Widget).dependent("space", Namespace, { desired: () => map("x") });
  const [second] = (await startWorkflow(cluster as never).run()).errors as { hint?: string }[];
  expect(second?.hint).toContain("Namespace is cluster-scoped");
});

test("a function that returns nothing, and a list without names, are refused", async () => {
  const nothing = controller(Widget).dependent("config", ConfigMap, { desired: () => undefined as never });
  const [error] = (await startWorkflow(nothing as never).run()).errors as Error[];
  expect(error?.message).toContain("use active to say that there should be none");
  const nameless = controller(Widget).dependents("all", ConfigMap, { desired: () => [{} as never] });
  const [second] = (await startWorkflow(nameless as never).run()).errors as Error[];
  expect(second?.message).toContain("needs a metadata.name");
});

test.each([
  ["late", { late: true }],
  ["narrowed by a selector", { late: true, narrowed: true }],
])("what depends on another goes first, though the watch of its kind is %s", async (_, watches) => {
  let active = true;
  const built = controller(Widget)
    .dependent("database", ConfigMap, { active: () => active, desired: () => map("database") })
    .dependent("web", ConfigMap, { dependsOn: ["database"], desired: () => map("web") });
  for (const how of ["run", "end"] as const) {
    active = true;
    const workflow = startWorkflow(built as never, { ...watches, held: ["web"] });
    await workflow.run();
    active = false;
    const first = await workflow[how]();
    expect(summary(first)).toEqual(["database removing for web", "web removing ConfigMap web"]);
    if (how === "end" || "narrowed" in watches) expect(first.after).toBeGreaterThan(0);
    expect(workflow.names()).toEqual(["database", "web"]);
    workflow.release("web");
    await workflow[how]();
    expect(summary(await workflow[how]())).toEqual(["database inactive", "web inactive"]);
    expect(workflow.names()).toEqual([]);
  }
});

test.each([false, true])(
  "what others made is not taken over, nor deleted (made just now: %s)",
  async (late) => {
    let active = true;
    const workflow = startWorkflow(
      controller(Widget).dependent("config", ConfigMap, {
        active: () => active,
        desired: () => map("precious"),
      }) as never,
    );
    workflow.make(ConfigMap, map("precious", { mine: "years of work" }), { late });
    const result = await workflow.run();
    expect(result.errors).toMatchObject([{ code: "DEPENDENT_EXISTS" }]);
    expect(summary(result)).toEqual([
      'config failed cannot apply dependent "config": ConfigMap "default/precious" is there, and was not made for Widget "a"',
    ]);
    active = false;
    await workflow.run();
    expect(workflow.log).toEqual([]);
    expect(workflow.object("precious")).toMatchObject({ data: { mine: "years of work" } });
  },
);

test("what is there is taken over when that is asked for, has the owner already, or the dependent's label", async () => {
  const uid = "uid-a";
  const reference = { apiVersion: "example.com/v1", kind: "Widget", name: "a", uid };
  const controlled = { ...reference, controller: true };
  for (const [adopt, metadata] of [
    [true, {}],
    [false, { ownerReferences: [reference] }],
    [false, { ownerReferences: [controlled] }],
    [false, { labels: { "example.com/dependent": "widget.had-another-name" } }],
  ] as const) {
    const workflow = startWorkflow(
      controller(Widget).dependent("config", ConfigMap, { adopt, desired: () => map("x") }) as never,
    );
    workflow.make(ConfigMap, { metadata: { name: "x", ...metadata } } as KubernetesObject);
    expect(summary(await workflow.run())).toEqual(["config ready"]);
    expect(workflow.object("x")?.metadata?.ownerReferences).toMatchObject([{ uid, controller: true }]);
  }
});

test("what another controller has is never taken, adopted or not", async () => {
  const other = { apiVersion: "example.com/v1", kind: "Widget", name: "b", uid: "uid-b", controller: true };
  const labels = { "example.com/dependent": "widget.config" };
  const workflow = startWorkflow(
    controller(Widget).dependent("config", ConfigMap, { adopt: true, desired: () => map("x") }) as never,
  );
  workflow.make(ConfigMap, { metadata: { name: "x", labels, ownerReferences: [other] } });
  const result = await workflow.run();
  expect(result.errors).toMatchObject([{ name: "AlreadyOwnedError", owner: other }]);
  expect(summary(result)[0]).toContain('ConfigMap default/x is already owned by the Widget controller "b"');
  expect(workflow.log).toEqual([]);
});

test("two dependents, or items of a list, that name one object are refused with both names", async () => {
  const two = startWorkflow(
    controller(Widget)
      .dependent("settings", ConfigMap, { desired: () => ({ data: { a: "1" } }) })
      .dependent("scripts", ConfigMap, { desired: () => ({ data: { b: "2" } }) }) as never,
  );
  for (const run of [1, 2]) {
    expect(summary(await two.run())).toEqual([
      "settings ready",
      'scripts failed cannot apply dependent "scripts": ConfigMap "default/a" is that of dependent "settings"',
    ]);
    expect(two.log).toEqual(Array(run).fill("apply a"));
  }
  const list = startWorkflow(
    controller(Widget).dependents("shards", ConfigMap, { desired: () => [map("x"), map("x")] }) as never,
  );
  expect(summary(await list.run())).toEqual([
    'shards failed cannot apply dependent "shards": its list has ConfigMap "default/x" twice',
  ]);
  expect(list.log).toEqual([]);
});

test("an object that goes from one dependent to another is not deleted, though a watch still tells of the one before", async () => {
  const options = { desired: () => map("x") };
  const before = controller(Widget).dependent("old", ConfigMap, options);
  const watches = { late: false };
  const workflow = startWorkflow(before as never, watches);
  await workflow.run();
  watches.late = true;
  await workflow.run(controller(Widget).dependent("new", ConfigMap, options) as never);
  expect(workflow.log).toEqual(["apply x", "apply x"]);
  expect(workflow.names()).toEqual(["x"]);
});

test.each([
  ["selector", { selects: () => false }, "the selector of its cache leaves it out"],
  [
    "transform",
    { transform: ({ metadata }: KubernetesObject) => ({ metadata: { name: metadata?.name } as never }) },
    "the transform of its cache takes away its owner or its labels",
  ],
])("a child that the %s of its cache keeps from being watched is an error", async (_, options, why) => {
  const built = controller(Widget).dependent("config", ConfigMap, { desired: () => map("x") });
  const result = await startWorkflow(built as never, options).run();
  expect(result.errors).toMatchObject([{ code: "DEPENDENT_INVALID" }]);
  expect(summary(result)).toEqual([
    `config failed cannot watch ConfigMap "default/x" of dependent "config": ${why}`,
  ]);
  const kept = { selects: () => true, transform: (object: KubernetesObject) => object };
  expect(summary(await startWorkflow(built as never, kept).run())).toEqual(["config ready"]);
});
