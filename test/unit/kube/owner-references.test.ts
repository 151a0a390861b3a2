import { describe, expect, test } from "vitest";
import type { KubernetesObject } from "../../../src/kube/object.ts";
import {
  AlreadyOwnedError,
  hasControllerReference,
  hasOwnerReference,
  removeControllerReference,
  removeOwnerReference,
  setControllerReference,
  setOwnerReference,
} from "../../../src/kube/owner.ts";

// the cases of controllerutil_test.go that are not about Go's types and schemes

const owner = (name = "foo", extra: Partial<KubernetesObject> = {}): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, uid: `${name}-uid` },
  ...extra,
});
const reference = { apiVersion: "apps/v1", kind: "Deployment", name: "foo", uid: "foo-uid" };
const controlling = { ...reference, controller: true, blockOwnerDeletion: true };
const object = (...ownerReferences: (typeof reference & { controller?: boolean })[]): KubernetesObject => ({
  kind: "ReplicaSet",
  metadata: { name: "rs", ...(ownerReferences.length > 0 ? { ownerReferences } : {}) },
});

describe("setOwnerReference", () => {
  test("sets the reference on an object that has none", () => {
    const target: KubernetesObject = {};
    setOwnerReference(owner(), target);
    expect(target).toEqual({ metadata: { ownerReferences: [reference] } });
  });

  test("does not repeat one, nor touch others", () => {
    const other = { ...reference, kind: "Other", name: "other" };
    const target = object(other, reference);
    setOwnerReference(owner(), target);
    expect(target.metadata?.ownerReferences).toEqual([other, reference]);
  });

  test("brings one of another version or uid up to date, in its place", () => {
    const other = { ...reference, name: "other" };
    const target = object({ ...reference, apiVersion: "apps/v1alpha1", uid: "old" }, other);
    setOwnerReference(owner(), target);
    expect(target.metadata?.ownerReferences).toEqual([reference, other]);
  });

  test("takes what it is told of blockOwnerDeletion", () => {
    const target = object();
    setOwnerReference(owner(), target, { blockOwnerDeletion: true });
    expect(target.metadata?.ownerReferences).toEqual([{ ...reference, blockOwnerDeletion: true }]);
  });

  test("does not change a list that others hold", () => {
    const list = Object.freeze([reference]) as (typeof reference)[];
    const target: KubernetesObject = { metadata: { ownerReferences: list } };
    setOwnerReference(owner("bar"), target);
    expect([list.length, target.metadata?.ownerReferences?.length]).toEqual([1, 2]);
  });
});

describe("setControllerReference", () => {
  test("sets a controller that blocks the owner's deletion, unless told not to", () => {
    const target = object();
    setControllerReference(owner(), target);
    expect(target.metadata?.ownerReferences).toEqual([controlling]);
    setControllerReference(owner(), target, { blockOwnerDeletion: false });
    expect(target.metadata?.ownerReferences).toEqual([{ ...controlling, blockOwnerDeletion: false }]);
  });

  test("of another controller is refused, and changes nothing", () => {
    const target = object({ ...reference, name: "first", controller: true });
    target.metadata = { ...target.metadata, namespace: "shop" };
    const before = structuredClone(target);
    const set = () =>
      setControllerReference(
        owner("second", { metadata: { name: "second", namespace: "shop", uid: "u" } }),
        target,
      );
    expect(set).toThrow(AlreadyOwnedError);
    expect(set).toThrow('ReplicaSet shop/rs is already owned by the Deployment controller "first"');
    expect(target).toEqual(before);
  });

  test("of the same owner in another version is no second controller", () => {
    const target = object({ ...reference, apiVersion: "apps/v1beta2", controller: true });
    setControllerReference(owner(), target);
    expect(target.metadata?.ownerReferences).toEqual([controlling]);
  });

  test("makes the controller of an owner that was none", () => {
    const target = object({ ...reference, controller: false });
    setControllerReference(owner(), target);
    expect(target.metadata?.ownerReferences).toEqual([controlling]);
  });

  test.each([
    ["another namespace", "a", "b", "cannot own across namespaces"],
    ["what is cluster-scoped", "a", undefined, "cluster-scoped must have a cluster-scoped owner"],
  ])("of %s is refused", (_, from, to, message) => {
    const target: KubernetesObject = { metadata: to ? { name: "x", namespace: to } : { name: "x" } };
    const set = () =>
      setControllerReference(owner("foo", { metadata: { name: "foo", namespace: from, uid: "u" } }), target);
    expect(set).toThrow(message);
    expect(target.metadata?.ownerReferences).toBeUndefined();
  });

  test.each([
    ["the same namespace", "a", "a"],
    ["a namespaced object by a cluster-scoped owner", undefined, "a"],
    ["a cluster-scoped object by a cluster-scoped owner", undefined, undefined],
  ])("works in %s", (_, from, to) => {
    const target: KubernetesObject = { metadata: { name: "x", namespace: to } };
    setControllerReference(
      owner("foo", { metadata: { name: "foo", namespace: from, uid: "foo-uid" } }),
      target,
    );
    expect(target.metadata?.ownerReferences).toEqual([controlling]);
  });

  test("needs an owner that the server knows", () => {
    expect(() => setControllerReference({ kind: "X", metadata: { name: "a" } }, object())).toThrow(
      "metadata.uid",
    );
  });
});

describe("removal", () => {
  test("takes off the owner alone, whatever its version", () => {
    const other = { ...reference, name: "other" };
    const target = object(other, { ...reference, apiVersion: "apps/v1beta1" });
    expect(removeOwnerReference(owner(), target)).toBe(true);
    expect(target.metadata?.ownerReferences).toEqual([other]);
  });

  test("of what is no owner says so", () => {
    expect(removeOwnerReference(owner(), object())).toBe(false);
    expect(removeOwnerReference(owner(), object({ ...reference, apiVersion: "extensions/v1" }))).toBe(false);
    expect(removeOwnerReference(owner(), {})).toBe(false);
  });

  test("of a controller leaves an owner that is none", () => {
    const target = object(reference);
    expect(removeControllerReference(owner(), target)).toBe(false);
    expect(target.metadata?.ownerReferences).toEqual([reference]);
    const controlled = object({ ...reference, controller: true });
    expect(removeControllerReference(owner("other"), controlled)).toBe(false);
    expect(removeControllerReference(owner(), controlled)).toBe(true);
    expect(controlled.metadata?.ownerReferences).toEqual([]);
  });
});

test("an object is asked for an owner, and for a controller", () => {
  const target = object({ ...reference, apiVersion: "apps/v2" });
  expect([hasOwnerReference(owner(), target), hasOwnerReference(owner("bar"), target)]).toEqual([
    true,
    false,
  ]);
  expect([hasControllerReference(target), hasControllerReference({})]).toEqual([false, false]);
  expect(hasControllerReference(object({ ...reference, controller: true }))).toBe(true);
});
