import { expect, test } from "vitest";
import type { InformerEvent } from "../../../../src/runtime/cache/handler-set.ts";
import {
  and,
  annotationChanged,
  generationChanged,
  labelChanged,
  not,
  or,
  resourceVersionChanged,
  type Predicate,
} from "../../../../src/runtime/source/predicate.ts";
import { pod } from "../../../helpers/scripted-lister.ts";

const update = (before: object, after: object): InformerEvent => ({
  type: "update",
  old: pod("p", "1", before),
  object: pod("p", "2", after),
});
const same = pod("p", "1");
const resync: InformerEvent = { type: "update", old: same, object: same };
const create: InformerEvent = { type: "create", object: same, initial: false };
const remove: InformerEvent = { type: "delete", object: same, stateUnknown: false };

test.each<[string, Predicate, InformerEvent, boolean]>([
  ["generationChanged", generationChanged, update({ generation: 1 }, { generation: 2 }), true],
  [
    "generationChanged",
    generationChanged,
    update({ generation: 1 }, { generation: 1, labels: { a: "b" } }),
    false,
  ],
  ["resourceVersionChanged", resourceVersionChanged, update({}, {}), true],
  ["resourceVersionChanged", resourceVersionChanged, resync, false],
  ["labelChanged", labelChanged, update({ labels: { a: "1" } }, { labels: { a: "2" } }), true],
  [
    "labelChanged",
    labelChanged,
    update({ labels: { a: "1", b: "2" } }, { labels: { b: "2", a: "1" } }),
    false,
  ],
  ["labelChanged", labelChanged, update({}, { labels: {} }), false],
  ["annotationChanged", annotationChanged, update({}, { annotations: { a: "" } }), true],
  [
    "annotationChanged",
    annotationChanged,
    update({ annotations: { a: "" } }, { annotations: { a: "" } }),
    false,
  ],
])("%s tells of a change of just that (case %#)", (_, predicate, event, expected) => {
  expect(predicate(event)).toBe(expected);
});

test("a namesake that took the place of an object passes, however much they have in common", () => {
  const renewed = update({ generation: 1, uid: "old" }, { generation: 1, uid: "new" });
  for (const predicate of [generationChanged, labelChanged, annotationChanged])
    expect(predicate(renewed)).toBe(true);
});

test("creations and deletions always pass", () => {
  for (const predicate of [generationChanged, resourceVersionChanged, labelChanged, annotationChanged])
    expect([predicate(create), predicate(remove)]).toEqual([true, true]);
});

test("predicates combine", () => {
  const [yes, no]: Predicate[] = [() => true, () => false];
  expect([and(yes!, yes!)(create), and(yes!, no!)(create), and()(create)]).toEqual([true, false, true]);
  expect([or(no!, yes!)(create), or(no!, no!)(create), or()(create)]).toEqual([true, false, false]);
  expect([not(yes!)(create), not(no!)(create)]).toEqual([false, true]);
});
