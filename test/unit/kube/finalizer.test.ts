import { expect, test } from "vitest";
import { addFinalizer, hasFinalizer, removeFinalizer } from "../../../src/kube/finalizer.ts";
import type { KubernetesObject } from "../../../src/kube/object.ts";

test("a finalizer is added once, after those that are there", () => {
  const object: KubernetesObject = { metadata: { finalizers: ["a"] } };
  expect([addFinalizer(object, "b"), addFinalizer(object, "b")]).toEqual([true, false]);
  expect(object.metadata?.finalizers).toEqual(["a", "b"]);
});

test("a finalizer is added to an object that has no metadata yet", () => {
  const object: KubernetesObject = {};
  expect(addFinalizer(object, "a")).toBe(true);
  expect(object).toEqual({ metadata: { finalizers: ["a"] } });
});

test("a finalizer is taken off, however often it is there", () => {
  const object: KubernetesObject = { metadata: { finalizers: ["a", "b", "a"] } };
  expect([removeFinalizer(object, "a"), removeFinalizer(object, "a")]).toEqual([true, false]);
  expect(object.metadata?.finalizers).toEqual(["b"]);
  expect(removeFinalizer({}, "a")).toBe(false);
});

test("an object is asked for a finalizer", () => {
  const object = { metadata: { finalizers: ["a"] } };
  expect([hasFinalizer(object, "a"), hasFinalizer(object, "b"), hasFinalizer({}, "a")]).toEqual([
    true,
    false,
    false,
  ]);
});

test("lists that others hold are left alone", () => {
  const finalizers = Object.freeze(["a"]) as string[];
  const object: KubernetesObject = { metadata: { finalizers } };
  addFinalizer(object, "b");
  removeFinalizer(object, "a");
  expect([finalizers, object.metadata?.finalizers]).toEqual([["a"], ["b"]]);
});
