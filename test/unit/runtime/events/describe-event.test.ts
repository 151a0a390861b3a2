import { expect, test } from "vitest";
import { describeEvent } from "../../../../src/runtime/events/describe-event.ts";

const base = {
  object: { apiVersion: "v1", kind: "Node", metadata: { name: "n1" } },
  event: { type: "Warning", reason: "Broken", note: "it broke" },
  now: Date.UTC(2026, 0, 1, 0, 0, 0, 5),
  controller: "op",
  instance: "op-host",
} as const;

test("an event about a cluster-scoped object is in the namespace default, and says nothing of a namespace", () => {
  const event = describeEvent(base);
  expect(event.metadata?.namespace).toBe("default");
  expect(event.regarding).toEqual({ apiVersion: "v1", kind: "Node", name: "n1" });
});

test("its time has six digits, without which the server refuses it", () => {
  expect(describeEvent(base).eventTime).toBe("2026-01-01T00:00:00.005000Z");
});

test("an action of its own wins over the reason", () => {
  expect(describeEvent({ ...base, event: { ...base.event, action: "Evict" } })).toMatchObject({
    action: "Evict",
    reason: "Broken",
  });
});

test("texts are cut to the server's limits in bytes, never inside a character", () => {
  const event = describeEvent({
    ...base,
    event: { type: "Normal", reason: "R".repeat(200), note: `${"é".repeat(511)}👍👍` },
    instance: "i".repeat(200),
  });
  expect([event.reason?.length, event.action?.length, event.reportingInstance?.length]).toEqual([
    128, 128, 128,
  ]);
  expect(event.note).toBe("é".repeat(511));
});

test("a text of exactly the limit stays whole", () => {
  const note = "é".repeat(512);
  expect(describeEvent({ ...base, event: { ...base.event, note } }).note).toBe(note);
});

test("the name of a long object is cut to a valid one", () => {
  const name = `${"a".repeat(229)}-.${"b".repeat(20)}`;
  const made =
    describeEvent({ ...base, object: { ...base.object, metadata: { name } } }).metadata?.name ?? "";
  expect(made.length).toBeLessThanOrEqual(253);
  expect(made).toMatch(/^a+\.[0-9a-f]{16}$/);
});

test("a name that can be part of no event's name gives way to something random", () => {
  const object = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "system:node" },
  };
  const event = describeEvent({ ...base, object });
  expect(event.metadata?.name).toMatch(/^[0-9a-f-]{36}\.[0-9a-f]{16}$/);
  expect(event.regarding?.name).toBe("system:node");
});

test("what else it is about, and annotations, come with it", () => {
  const related = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "n", uid: "u" } };
  const event = describeEvent({ ...base, event: { ...base.event, related, annotations: { a: "b" } } });
  expect(event.related).toEqual({ apiVersion: "v1", kind: "Pod", name: "p", namespace: "n", uid: "u" });
  expect(event.metadata?.annotations).toEqual({ a: "b" });
});
