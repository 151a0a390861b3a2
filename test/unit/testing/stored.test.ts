import { expect, expectTypeOf, test } from "vitest";
import { ConfigMap, Namespace } from "../../../src/k8s/core/v1.ts";
import { resource } from "../../../src/kube/resource.ts";
import type { CustomResource, Observed } from "../../../src/kube/object.ts";
import { stored } from "../../../src/testing/stored.ts";

interface Widget extends CustomResource<{ size: number }> {}
const Widget = resource<Widget>({ group: "example.com", version: "v1", kind: "Widget" });

test("what a server sets is there", () => {
  expect(stored(Widget, { metadata: { name: "a" }, spec: { size: 1 } })).toEqual({
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: {
      name: "a",
      namespace: "default",
      uid: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as unknown,
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-01-01T00:00:00Z",
    },
    spec: { size: 1 },
  });
});

test("the same name has the same uid, another name, namespace or kind another", () => {
  const uid = (name: string, namespace?: string) =>
    stored(ConfigMap, { metadata: { name, ...(namespace ? { namespace } : {}) } }).metadata.uid;
  expect(uid("a")).toBe(uid("a", "default"));
  const widget = stored(Widget, { metadata: { name: "a" }, spec: { size: 1 } }).metadata.uid;
  expect(new Set([uid("a"), uid("b"), uid("a", "team"), widget]).size).toBe(4);
});

test("what is given wins, a kind without namespaces has none", () => {
  const metadata = { name: "a", uid: "u", generation: 5, labels: { a: "b" } };
  expect(stored(Namespace, { metadata }).metadata).toEqual({
    ...metadata,
    resourceVersion: "1",
    creationTimestamp: "2026-01-01T00:00:00Z",
  });
});

test("it is what a handler's functions take", () => {
  const sizeOf = (widget: Observed<Widget>) => widget.spec.size + widget.metadata.generation;
  expect(sizeOf(stored(Widget, { metadata: { name: "a" }, spec: { size: 1 } }))).toBe(2);
  expectTypeOf(stored<Widget>).returns.toHaveProperty("spec");
  // @ts-expect-error an object has a name
  stored(Widget, { metadata: {}, spec: { size: 1 } });
});
