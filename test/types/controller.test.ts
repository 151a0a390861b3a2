import { expect, expectTypeOf, test } from "vitest";
import {
  conditionOf,
  controller,
  isTrue,
  operator,
  resource,
  type Condition,
  type CustomResource,
  type Observed,
  type ReconcileRequest,
} from "../../src/index.ts";
import { Deployment } from "../../src/k8s/apps/v1.ts";
import { ConfigMap, Secret } from "../../src/k8s/core/v1.ts";

// the type checker judges most of this file

interface Memcached extends CustomResource<
  { size: number; secret?: string },
  { readyReplicas?: number; backup?: { at?: string; count?: number }; conditions?: Condition[] }
> {}
const Memcached = resource<Memcached>({ group: "cache.example.com", version: "v1", kind: "Memcached" });

/** The handler's object is of the controller's kind and read-only. */
export const objects = controller(Memcached).reconcile(({ object, request, signal }) => {
  expectTypeOf(object).toEqualTypeOf<Observed<Memcached>>();
  expectTypeOf(object.metadata.name).toEqualTypeOf<string>();
  expectTypeOf(object.metadata.generation).toEqualTypeOf<number>();
  expectTypeOf(request).toEqualTypeOf<ReconcileRequest>();
  expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
  // @ts-expect-error the spec is the user's
  object.spec.size = 5;
  // @ts-expect-error the status is written by `status`
  object.status = {};
  // @ts-expect-error there is no such field
  void object.spec.replicas;
});

/** Timers and daemons get the controller's kind, now and later, and no status to collect. */
export const tasks = controller(Memcached)
  .timer("backup", { every: "1h", initialDelay: 5_000 }, ({ object, current, signal }) => {
    expectTypeOf(object).toEqualTypeOf<Observed<Memcached>>();
    expectTypeOf(current()).toEqualTypeOf<Observed<Memcached>>();
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
  })
  .timer(
    "nightly",
    {
      every: (object, { now, lastRun }) => {
        expectTypeOf(object).toEqualTypeOf<Observed<Memcached>>();
        expectTypeOf(lastRun).toEqualTypeOf<Date | undefined>();
        return object.spec.size > 0 ? new Date(now.getTime() + 1) : undefined;
      },
    },
    async ({ client, object }) => client.get(Secret, { name: object.spec.secret ?? "" }),
  )
  .daemon("tunnel", async ({ object }) => object.spec.size, { restartOn: ({ spec }) => spec.secret });

/** What must not compile would also be refused when it runs, so that it does not. */
export const wrongTasks = () =>
  tasks
    // @ts-expect-error a run that takes long has an old object: its status is written by the client
    .daemon("status", ({ status }) => status)
    // @ts-expect-error a timer has a period
    .timer("never", {}, () => {})
    // @ts-expect-error a function says itself when the first run is
    .timer("late", { every: () => undefined, initialDelay: "1m" }, () => {})
    // @ts-expect-error a time is a Date
    .timer("text", { every: () => "tomorrow" }, () => {})
    // @ts-expect-error there is no such field
    .daemon("field", () => {}, { restartOn: ({ spec }) => spec.replicas });

/** The status takes parts of the kind's status, and nothing else. */
export const statuses = controller(Memcached).reconcile(({ status }) => {
  status.set({ readyReplicas: 1 });
  status.set({ backup: { count: 1 } });
  status.condition("Ready", true, "Deployed", "all there");
  status.condition("Ready", "Unknown", "Lost");
  // @ts-expect-error a wrong field
  status.set({ replicas: 1 });
  // @ts-expect-error a wrong field, deep inside
  status.set({ backup: { when: "now" } });
  // @ts-expect-error a field of another type
  status.set({ readyReplicas: "1" });
  // @ts-expect-error a status is True, False or Unknown
  status.condition("Ready", "Yes", "Deployed");
  // @ts-expect-error a condition has a reason
  status.condition("Ready", true);
});

interface Declared extends CustomResource<
  { size: number },
  { conditions?: Condition<"Ready" | "Available">[] }
> {}
const Declared = resource<Declared>({ group: "cache.example.com", version: "v1", kind: "Declared" });

/** A kind that declares the types of its conditions has no others; reads of them are checked too. */
export const conditions = controller(Declared).reconcile(({ object, status }) => {
  status.condition("Available", true, "Deployed");
  status.summary("Ready", ["Available"]);
  status.onError("Ready");
  expectTypeOf(isTrue(object, "Ready")).toEqualTypeOf<boolean>();
  expectTypeOf(conditionOf(object, "Ready")?.reason).toEqualTypeOf<string | undefined>();
  // @ts-expect-error there is no such condition
  status.condition("Raedy", true, "Deployed");
  // @ts-expect-error nor can it be taken away
  status.removeCondition("Raedy");
  // @ts-expect-error nor be part of another
  status.summary("Ready", ["Avialable"]);
  // @ts-expect-error nor be read
  isTrue(object, "Raedy");
});

/** A dependent sees those that it depends on, by their types, and no others; the handler sees all, as far as they are there. */
export const dependents = controller(Declared)
  .dependent("config", ConfigMap, { desired: ({ object }) => ({ data: { size: String(object.spec.size) } }) })
  .dependents("jobs", Secret, { desired: () => [{ metadata: { name: "a" } }] })
  .external("bucket", { read: () => ({ size: 1 }), create: () => ({ size: 1 }), delete: () => {} })
  .dependent("deployment", Deployment, {
    dependsOn: ["config", "bucket", "jobs"],
    desired: ({ observed }) => {
      expectTypeOf(observed.config).toEqualTypeOf<Observed<ConfigMap>>();
      expectTypeOf(observed.bucket).toEqualTypeOf<{ size: number }>();
      expectTypeOf(observed.jobs).toEqualTypeOf<ReadonlyMap<string, Observed<Secret>>>();
      return { spec: { replicas: observed.bucket.size } };
    },
    ready: (child) => {
      expectTypeOf(child).toEqualTypeOf<Observed<Deployment>>();
      return "not yet";
    },
  })
  .dependent("alone", ConfigMap, {
    // @ts-expect-error what is not depended on is not there
    desired: ({ observed }) => ({ data: { x: observed.config.metadata.uid } }),
  })
  .dependent("wrong", ConfigMap, {
    // @ts-expect-error there is no such dependent
    dependsOn: ["confg"],
    desired: () => ({}),
  })
  .dependent("field", Deployment, {
    // @ts-expect-error there is no such field
    desired: () => ({ spec: { replica: 1 } }),
  })
  .reconcile(({ dependents: { observed } }) => {
    expectTypeOf(observed.deployment).toEqualTypeOf<Observed<Deployment> | undefined>();
    // @ts-expect-error it may not be there yet
    void observed.deployment.spec;
    // @ts-expect-error there is no such dependent
    void observed.other;
  });

/** The condition that tells of them is one of the kind's. */
// @ts-expect-error there is no such condition
controller(Declared, { dependentsCondition: "Raedy" });
controller(Declared, { dependentsCondition: "Ready" });

/** Conditions of built-in kinds are read the same way. */
export const builtIn = controller(Deployment).reconcile(({ object, status }) => {
  isTrue(object, "Available");
  status.condition("Anything", true, "Free");
});

/** A map gets the kind that is watched, whatever the controller's is. */
export const maps = controller(Memcached)
  .owns(Deployment)
  .watches(ConfigMap, (map) => {
    expectTypeOf(map).toEqualTypeOf<Observed<ConfigMap>>();
    return [{ namespace: "default", name: map.data?.name ?? "" }];
  })
  // @ts-expect-error a key has a name
  .watches(Secret, () => [{ namespace: "default" }]);

/** Results say when to run again, or nothing. */
export const results = [
  controller(Memcached).reconcile(() => ({ requeueAfter: "30s" })),
  controller(Memcached).reconcile(async () => ({ requeueAfter: 500 })),
  controller(Memcached).finalize(() => {}),
  // @ts-expect-error Go's field is not taken silently
  controller(Memcached).reconcile(() => ({ requeue: true })),
];

test("controllers of different kinds go into one operator", () => {
  const both = operator({ name: "o", controllers: [controller(Memcached), controller(Deployment)] });
  expect(both).toHaveProperty("run");
});

/** What was not given may be undefined, as what comes from the environment is. */
export function notGiven(address: string | undefined): void {
  const built = controller(Memcached, { workers: undefined, timeout: undefined })
    .owns(Deployment, { predicate: undefined, matchEveryOwner: undefined })
    .watches(Deployment, () => [{ name: "a", namespace: "b", after: undefined }]);
  operator({
    name: "o",
    controllers: [built],
    metricsAddress: address,
    cache: { kinds: undefined },
    namespaces: undefined,
  });
}
