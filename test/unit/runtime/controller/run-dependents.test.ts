import { expect, test } from "vitest";
import { Deployment } from "../../../../src/k8s/apps/v1.ts";
import type { KubernetesObject } from "../../../../src/kube/object.ts";
import { controllerReference } from "../../../../src/kube/owner.ts";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { TerminalError } from "../../../../src/runtime/controller/terminal-error.ts";
import { deployment, startController, Widget, widget, type ClientCall } from "./controller-harness.ts";

const ofDependents = "example.com/widget-dependents";
const ofHandler = "example.com/widget-finalizer";
const owned = { "example.com/dependent": "widget.web" };

/** Answers an apply with what was applied, a patch with the object at its next version. */
const answer = ({ method, args }: ClientCall) => {
  if (method === "list") return { metadata: {}, items: [] };
  if (method === "apply") return { ...(args[0] as object), kind: "Deployment" };
  return method.startsWith("patch") ? widget("a", { version: "2" }) : undefined;
};
const child = (): KubernetesObject & { apiVersion: string; kind: string } => {
  const made = deployment("a");
  const owner = widget("a", { metadata: { uid: "uid-a" } });
  return {
    ...made,
    metadata: {
      ...made.metadata,
      uid: "uid-child",
      labels: owned,
      ownerReferences: [controllerReference(owner)],
    },
  };
};
const statusOf = (calls: readonly ClientCall[]) =>
  calls.flatMap(({ method, args }) =>
    method === "patchStatus" ? [(args[1] as { merge: { status: Widget["status"] } }).merge.status] : [],
  );

test("a dependent is applied before the handler, which sees it; the child is owned and has its label", async () => {
  const seen: unknown[] = [];
  const built = controller(Widget)
    .dependent("web", Deployment, { desired: () => ({ spec: { replicas: 1 } }) })
    .reconcile(({ dependents }) => void seen.push(dependents.ready, dependents.observed.web?.spec?.replicas));
  const at = await startController(built, { objects: [widget("a")], answer });
  await at.stop();
  expect(seen).toEqual([true, 1]);
  const apply = at.calls.find(({ method }) => method === "apply");
  expect(apply?.args[0]).toMatchObject({
    metadata: {
      name: "a",
      namespace: "default",
      labels: owned,
      ownerReferences: [{ kind: "Widget", name: "a", controller: true }],
    },
  });
  expect(statusOf(at.calls)).toMatchObject([
    { conditions: [{ type: "DependentsReady", status: "True", reason: "AllReady" }] },
  ]);
});

test("without a handler the dependents are all there is to do; the condition has the name that was asked for, or none", async () => {
  const desired = () => ({});
  for (const [condition, types] of [
    ["Ready", ["Ready"]],
    [false, undefined],
  ] as const) {
    const built = controller(Widget, { dependentsCondition: condition }).dependent("web", Deployment, {
      desired,
    });
    const at = await startController(built, { objects: [widget("a")], answer });
    await at.stop();
    const conditions = statusOf(at.calls)[0]?.conditions as { type: string }[] | undefined;
    expect(conditions?.map(({ type }) => type)).toEqual(types);
    expect(at.calls.filter(({ method }) => method === "apply")).toHaveLength(1);
  }
});

test("the handler runs though a dependent failed; the error is thrown after it, and shows in the condition", async () => {
  const seen: unknown[] = [];
  const built = controller(Widget)
    .dependent("web", Deployment, {
      desired: () => {
        throw new TerminalError("no image");
      },
    })
    .reconcile(({ dependents }) => void seen.push(dependents.states));
  const at = await startController(built, { objects: [widget("a")], answer });
  await at.stop();
  expect(seen).toEqual([[{ name: "web", state: "failed", message: "no image", waitsFor: [] }]]);
  expect(at.results).toEqual(["terminal_error"]);
  expect(statusOf(at.calls)).toMatchObject([
    { conditions: [{ status: "False", reason: "Failed", message: "0 of 1 ready; failed: web (no image)" }] },
  ]);
});

test("several errors are one that names them; it is for good only when all are", async () => {
  const fail = (error: Error) => () => {
    throw error;
  };
  const build = (second: Error) =>
    controller(Widget)
      .dependent("a", Deployment, { desired: fail(new TerminalError("one")) })
      .dependent("b", Deployment, { desired: fail(second) });
  for (const [second, result] of [
    [new Error("two"), "error"],
    [new TerminalError("two"), "terminal_error"],
  ] as const) {
    const at = await startController(build(second), { objects: [widget("a")], answer });
    await at.stop();
    expect(at.results).toEqual([result]);
    expect(JSON.stringify(at.lines.map(({ fields }) => String(fields.error)))).toContain(
      "2 failed: one; two",
    );
  }
});

test("a finalizer is kept only when an order, a condition of deletion or something outside needs it", async () => {
  const desired = () => ({});
  const loose = controller(Widget).dependent("web", Deployment, { desired });
  const ordered = loose.dependent("api", Deployment, { dependsOn: ["web"], desired });
  const waiting = controller(Widget).dependent("web", Deployment, { desired, deleted: () => true });
  const outside = controller(Widget).external("x", { read: () => 1, create: () => 1, delete: () => {} });
  for (const [built, finalizers] of [
    [loose, undefined],
    [ordered, [ofDependents]],
    [waiting, [ofDependents]],
    [outside, [ofDependents]],
    [ordered.finalize(() => {}), [ofHandler, ofDependents]],
  ] as const) {
    const at = await startController(built as never, { objects: [widget("a")], answer });
    await at.stop();
    const patch = at.calls.find(({ method }) => method === "patch");
    const merge = (patch?.args[1] as { merge: { metadata: { finalizers: string[] } } } | undefined)?.merge;
    expect(merge?.metadata.finalizers).toEqual(finalizers);
  }
});

test("at deletion the handler runs once, then the dependents go, then the object", async () => {
  const order: string[] = [];
  const built = controller(Widget)
    .dependent("web", Deployment, { desired: () => ({}), deleted: () => true })
    .finalize(({ dependents }) => void order.push(`finalize sees ${dependents.observed.web?.metadata.name}`));
  const deleting = (version: string, finalizers: string[]) =>
    widget("a", { version, metadata: { finalizers, deletionTimestamp: "2026-01-01T00:00:00Z" } });
  const at = await startController(built, {
    objects: [deleting("1", [ofHandler, ofDependents]), child()],
    answer: (call) => {
      const { method, kind, args } = call;
      const change = args[1] as { merge?: { metadata?: { finalizers?: string[] } } } | undefined;
      const finalizers = change?.merge?.metadata?.finalizers;
      order.push(finalizers ? `finalizers ${finalizers.join()}` : `${method} ${kind}`);
      return method === "patch" ? deleting("2", finalizers ?? []) : deleting("3", [ofDependents]);
    },
  });
  expect(order).toEqual([
    "finalize sees a",
    `finalizers ${ofDependents}`,
    "delete Deployment",
    "patchStatus Widget",
  ]);
  order.length = 0;
  await at.send("MODIFIED", deleting("3", [ofDependents]));
  await at.send("DELETED", child());
  await at.stop();
  // the last writes of the object go without a handler
  expect(order.filter((line) => !line.startsWith("patchStatus") && line !== "delete Deployment")).toEqual([
    "finalizers ",
  ]);
});

test("the finalizer is taken away also when no dependent needs it any more", async () => {
  const metadata = { finalizers: ["other/one", ofDependents], deletionTimestamp: "2026-01-01T00:00:00Z" };
  const built = controller(Widget).reconcile(() => {});
  const at = await startController(built, { objects: [widget("a", { metadata })], answer });
  await at.stop();
  expect(at.calls).toMatchObject([
    { method: "patch", args: [{ name: "a" }, { merge: { metadata: { finalizers: ["other/one"] } } }] },
  ]);
});

test("dependents that do not fit together are refused when the controller is made to run", async () => {
  const built = controller(Widget)
    .dependent("a", Deployment, { desired: () => ({}) })
    .dependent("a", Deployment, { desired: () => ({}) });
  await expect(startController(built as never)).rejects.toThrow(
    'cannot set up controller "widget": two dependents are named "a"',
  );
});
