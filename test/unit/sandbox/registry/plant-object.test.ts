import { expect, test } from "vitest";
import { readBuiltInSchemas } from "../../../../src/k8s/built-in.ts";
import { copyJson } from "../../../../src/base/json.ts";
import type { ApiObject } from "../../../../src/sandbox/api-object.ts";
import { startBehaviours } from "../../../../src/sandbox/behaviour/start-behaviours.ts";
import { storeKey, type ServedResource } from "../../../../src/sandbox/registry/served-resource.ts";
import { createRegistry } from "../../../../src/sandbox/server.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";

const schemas = readBuiltInSchemas();
const newRegistry = () => createRegistry({ clock: new VirtualClock(), schemas });

function planted(plural: string): { objects: readonly ApiObject[]; resource: ServedResource } {
  const registry = newRegistry();
  const stop = startBehaviours(registry, { logger: silentLogger, rootCa: "PEM" });
  const resource = registry.table.all().find((candidate) => candidate.plural === plural);
  if (!resource) throw new Error(`no ${plural}`);
  const objects = registry.store.list(resource.collection);
  stop();
  return { objects, resource };
}

/** The object without what differs from server to server. */
function lasting(object: ApiObject | undefined): unknown {
  const { metadata, ...content } = copyJson(object) as ApiObject;
  const { uid, resourceVersion, ...rest } = metadata;
  expect(uid).toMatch(/^[0-9a-f-]{36}$/);
  expect(Number(resourceVersion)).toBeGreaterThan(1);
  return { ...content, metadata: rest };
}

test.each(["namespaces", "nodes", "storageclasses", "serviceaccounts", "configmaps"])(
  "%s that a new server has are as the way of a request would have made them",
  (plural) => {
    const { objects, resource } = planted(plural);
    expect(objects.length).toBeGreaterThan(0);
    for (const object of objects) {
      const { metadata, status, ...content } = copyJson(object);
      if (content.kind === "Namespace") delete content.spec; // its finalizer is a default: nobody owns it
      const { managedFields = [], labels, annotations, namespace } = metadata;
      const name = metadata.name ?? "";
      const manager = managedFields[0]?.manager ?? "kube-controller-manager";
      const registry = newRegistry();
      const { collection } = resource;
      const key = storeKey(namespace, name);
      const old = registry.store.get(collection, key);
      if (old) registry.store.remove(collection, key, { expected: old });
      const own = {
        ...content,
        metadata: {
          name,
          ...(namespace && { namespace }),
          ...(labels && { labels }),
          ...(annotations && { annotations }),
        },
      };
      registry.make(resource, { object: own, manager });
      if (managedFields[1]) {
        const target = { namespace, name, subresource: "status", manager };
        registry.edit(resource, target, (made) => void (made.status = status));
      }
      // the taint of a new Node goes when nothing is wrong with it
      if (content.kind === "Node")
        registry.edit(resource, { namespace, name, manager: "kube-controller-manager" }, ({ spec }) =>
          Reflect.deleteProperty(spec as object, "taints"),
        );
      expect(lasting(object)).toEqual(lasting(registry.store.get(collection, key)));
    }
  },
);

test("roles are not made before somebody asks for them, and the garbage collector learns of them then", () => {
  const registry = newRegistry();
  const stop = startBehaviours(registry, { logger: silentLogger });
  const roles = "clusterroles.rbac.authorization.k8s.io";
  expect(registry.store.planted()).not.toContain(roles);
  const told: string[] = [];
  const stopWatch = registry.store.watchAll(({ collection }) => told.push(collection));
  expect(registry.store.list(roles)).toHaveLength(69);
  expect(told).toHaveLength(69);
  expect(registry.store.planted()).toContain(roles);
  stopWatch();
  stop();
});
