import { silentLogger } from "../../../../src/base/logger.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { readBuiltInSchemas } from "../../../../src/k8s/built-in.ts";
import type { ApiObject } from "../../../../src/sandbox/api-object.ts";
import { startBehaviours } from "../../../../src/sandbox/behaviour/start-behaviours.ts";
import type { BehaviourSettings } from "../../../../src/sandbox/behaviour/settings.ts";
import type { DeleteOptions } from "../../../../src/sandbox/registry/delete.ts";
import { createRegistry } from "../../../../src/sandbox/server.ts";

const schemas = readBuiltInSchemas();

/** A server without its door, on a clock that the test moves. */
export function createCluster(options: Partial<BehaviourSettings> & { rootCa?: string } = {}) {
  const { rootCa, ...settings } = options;
  const clock = new VirtualClock();
  const registry = createRegistry({ clock, schemas });
  const stop = startBehaviours(registry, { logger: silentLogger, settings, ...(rootCa ? { rootCa } : {}) });
  const resource = (kind: string) => {
    const [plural = "", ...group] = kind.split(".");
    return registry.resource(group.join("."), "v1", plural);
  };
  return {
    clock,
    registry,
    stop,
    make: (kind: string, object: object) =>
      registry.make(resource(kind), { object: object as ApiObject, manager: "test" }),
    get: (kind: string, name: string, namespace: string | undefined = "default") =>
      registry.find(resource(kind), namespace, name),
    list: (kind: string, namespace = "default") => registry.list(resource(kind), { namespace }).items,
    remove: (kind: string, name: string, options: Partial<DeleteOptions> = {}) =>
      registry.delete(resource(kind), {
        namespace: kind === "namespaces" ? undefined : "default",
        name,
        options: { dryRun: false, ...options },
      }),
    /** Reasons of the events about an object, in order, each with its count. */
    events: (name: string, namespace = "default") =>
      registry
        .list(resource("events"), { namespace })
        .items.filter((event) => (event.involvedObject as { name: string }).name === name)
        .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
        .map((event) => ({
          reason: event.reason,
          message: event.message,
          type: event.type,
          count: event.count,
        })),
    edit: (kind: string, name: string, change: (object: ApiObject) => void, subresource?: string) =>
      registry.edit(
        resource(kind),
        { namespace: "default", name, manager: "test", ...(subresource ? { subresource } : {}) },
        (object) => {
          change(object);
          Object.assign(object, resource(kind).strategy.decode(object).object);
        },
      ),
  };
}

export function deployment(name: string, spec: object = {}) {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: "main", image: "a:1" }] },
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: { replicas: 2, selector: { matchLabels: { app: name } }, template, ...spec },
  };
}

/** A Pod with one container. */
export function pod(
  name: string,
  options: { annotations?: Record<string, string>; spec?: object; labels?: Record<string, string> } = {},
) {
  const { annotations = {}, labels = {}, spec } = options;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default", annotations, labels },
    spec: { containers: [{ name: "main", image: "a:1" }], ...spec },
  };
}

/** Collects each state of an object that `view` tells apart. */
export function history<T>(
  cluster: ReturnType<typeof createCluster>,
  kind: string,
  view: (object: ApiObject) => T,
): T[] {
  const seen: T[] = [];
  const [plural = "", ...group] = kind.split(".");
  cluster.registry.observe(cluster.registry.resource(group.join("."), "v1", plural), ({ type, object }) => {
    const state = view(object);
    if (type !== "DELETED" && JSON.stringify(seen.at(-1)) !== JSON.stringify(state)) seen.push(state);
  });
  return seen;
}
