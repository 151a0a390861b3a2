import { silentLogger } from "../../../../src/base/logger.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { readBuiltInSchemas } from "../../../../src/k8s/built-in.ts";
import type { ApiObject } from "../../../../src/sandbox/api-object.ts";
import { startBehaviours } from "../../../../src/sandbox/behaviour/start-behaviours.ts";
import type { DeleteOptions } from "../../../../src/sandbox/registry/delete.ts";
import { createRegistry } from "../../../../src/sandbox/server.ts";

const schemas = readBuiltInSchemas();

/** A server without its door, on a clock that the test moves. */
export function createCluster() {
  const clock = new VirtualClock();
  const registry = createRegistry({ clock, schemas });
  const stop = startBehaviours(registry, { logger: silentLogger });
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
    get: (kind: string, name: string, namespace = "default") =>
      registry.find(resource(kind), namespace, name),
    list: (kind: string, namespace = "default") => registry.list(resource(kind), { namespace }).items,
    remove: (kind: string, name: string, options: Partial<DeleteOptions> = {}) =>
      registry.delete(resource(kind), {
        namespace: kind === "namespaces" ? undefined : "default",
        name,
        options: { dryRun: false, ...options },
      }),
    edit: (kind: string, name: string, change: (object: ApiObject) => void) =>
      registry.edit(resource(kind), { namespace: "default", name, manager: "test" }, change),
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
