import { expect, test } from "vitest";
import { ConfigMap, Pod } from "../../../../src/k8s/core/v1.ts";
import { channel } from "../../../../src/runtime/source/channel.ts";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { Widget } from "./controller-harness.ts";

type Loose = Record<string, (...given: unknown[]) => Loose>;
const widgets = () => controller(Widget) as unknown as Loose;
const desired = () => ({});

test("every option is taken", () => {
  const all = { predicate: () => true, priority: 1, cluster: "edge" };
  controller(Widget)
    .owns(Pod, { ...all, matchEveryOwner: true })
    .watches(Pod, () => [], all)
    .watches(Pod, { handle() {} }, { predicate: undefined })
    .watchesRawSource(channel<string>(), () => [], { priority: 1 })
    .watchesRawSource(
      async function* () {},
      () => [],
    )
    .dependent("a", ConfigMap, { desired, adopt: true, ready: () => true, active: () => true })
    .dependents("b", ConfigMap, { desired: () => [], dependsOn: ["a"], deleted: () => true })
    .external("c", { read: () => 1, create: () => 1, update: () => 1, delete() {} })
    .finalize(() => {})
    .reconcile(() => {});
});

test.each<[string, unknown[], string]>([
  ["owns", [undefined], "owns: cannot take undefined: expected a kind's handle"],
  ["owns", [Pod, { predicat: 1 }], 'owns: there is no option "predicat"'],
  ["owns", [Pod, { priority: "high" }], 'owns: cannot take priority "high": expected an integer'],
  ["owns", [Pod, { matchEveryOwner: 1 }], "owns: cannot take matchEveryOwner 1"],
  ["watches", [Pod], "watches: cannot take undefined: expected a function from an object to keys"],
  ["watches", [{}, () => []], "watches: cannot take {}: expected a kind's handle"],
  ["watches", [Pod, () => [], { matchEveryOwner: true }], 'watches: there is no option "matchEveryOwner"'],
  ["watchesRawSource", [5, () => []], "watchesRawSource: cannot take 5: expected a channel"],
  ["watchesRawSource", [channel()], "watchesRawSource: cannot take undefined: expected a function"],
  ["watchesRawSource", [channel(), () => [], { predicate: () => true }], "there is no option"],
  ["reconcile", [], "reconcile: cannot take undefined: expected a function"],
  ["finalize", [{}], "finalize: cannot take {}: expected a function"],
  ["dependent", ["a", undefined, { desired }], 'dependent "a": cannot take undefined'],
  ["dependent", ["a", ConfigMap, { desird: desired }], 'dependent "a": there is no option "desird"'],
  ["dependent", ["a", ConfigMap, {}], 'dependent "a": desired is missing: expected a function'],
  ["dependent", ["a", ConfigMap], 'cannot take dependent "a" undefined'],
  ["dependents", ["a", ConfigMap, { desired, dependsOn: "b" }], 'cannot take dependsOn "b"'],
  ["external", ["a", { create() {}, delete() {} }], 'external "a": read is missing'],
  ["external", ["a", { read() {}, create() {}, delete() {}, desired }], 'there is no option "desired"'],
])("%s refuses what means nothing: %j", (method, given, message) => {
  expect(() => widgets()[method]?.(...given)).toThrow(
    expect.objectContaining({ code: "CONTROLLER_OPTION_INVALID", message: expect.stringContaining(message) }),
  );
});

test("a controller is of a kind", () => {
  expect(() => controller(undefined as never)).toThrow("controller: cannot take undefined");
});
