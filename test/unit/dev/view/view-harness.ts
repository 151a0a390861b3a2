import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { ViewModel } from "../../../../src/dev/view/view-model.ts";
import type { OperatorHello, ReportedKind, TracedRun } from "../../../../src/kube/operator-report.ts";

export const memcachedKind: ReportedKind = {
  group: "cache.example.com",
  version: "v1",
  kind: "Memcached",
  plural: "memcacheds",
  scope: "Namespaced",
};
export const deploymentKind: ReportedKind = {
  ...{ group: "apps", version: "v1", kind: "Deployment", plural: "deployments", scope: "Namespaced" },
};

export const hello: OperatorHello = {
  type: "hello",
  operator: "cache-operator",
  namespaces: [],
  controllers: [{ name: "memcached", kind: memcachedKind, owns: [deploymentKind] }],
};

/** A Memcached; its uid is its name. */
export function memcached(name: string, more: object = {}) {
  const metadata = { name, namespace: "default", uid: name, creationTimestamp: "2026-01-01T00:00:00Z" };
  return { apiVersion: "cache.example.com/v1", kind: "Memcached", metadata, ...more };
}

/** Something that another object owns. */
export function child(kind: string, name: string, owner: string, more: object = {}) {
  const reference = { apiVersion: "v1", kind: "Owner", name: owner, uid: owner };
  const metadata = { name, namespace: "default", uid: name, ownerReferences: [reference] };
  return { apiVersion: kind === "Pod" ? "v1" : "apps/v1", kind, metadata, ...more };
}

export function run(name: string, more: Partial<TracedRun> = {}): TracedRun {
  return {
    id: "r",
    controller: "memcached",
    apiVersion: "cache.example.com/v1",
    kind: "Memcached",
    namespace: "default",
    name,
    time: "2026-01-01T00:00:00Z",
    milliseconds: 5,
    result: "success",
    causes: [],
    calls: [],
    moreCalls: 0,
    ...more,
  };
}

export function emptyModel() {
  const clock = new VirtualClock();
  return { clock, model: new ViewModel({ clock }) };
}
