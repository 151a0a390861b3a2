import { copyJson } from "../../../../src/base/json.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import { ConfigMap } from "../../../../src/k8s/core/v1.ts";
import { keyOf, keyText, type KubernetesObject, type ObjectKey } from "../../../../src/kube/object.ts";
import type { Resource } from "../../../../src/kube/resource.ts";
import { matchesLabels, parseLabelSelector } from "../../../../src/kube/selector.ts";
import type { ListOptions } from "../../../../src/runtime/client/call-options.ts";
import type { Client } from "../../../../src/runtime/client/client.ts";
import { notFound } from "../../../../src/runtime/client/not-found.ts";
import type { Controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { Children } from "../../../../src/runtime/dependent/children.ts";
import { endWorkflow, runWorkflow } from "../../../../src/runtime/dependent/run-workflow.ts";
import { createWorkflow, type WorkflowRun } from "../../../../src/runtime/dependent/workflow.ts";
import { Widget, widget } from "../controller/controller-harness.ts";

/**
 * Objects that a workflow applies and deletes, seen by it at once, unless its watches are `late`. Names in `held` have a finalizer: they go when
 * `release` says so. Of `narrowed` kinds the cache has nothing: what a list without a limit answers, as that comes from there.
 */
export function startWorkflow(
  built: Controller<Widget, never>,
  options: {
    held?: string[];
    late?: boolean;
    narrowed?: boolean;
    selects?: (object: KubernetesObject) => boolean;
    transform?: (object: KubernetesObject) => KubernetesObject;
  } = {},
) {
  const { definition } = built;
  const { name: controller } = definition;
  const objects = new Map<string, { resource: Resource; object: KubernetesObject }>();
  const log: string[] = [];
  const unseen = new Set<string>();
  const { selects = () => true, transform } = options;
  const refused = new Map<string, Error>();
  const owner = widget("a", { metadata: { uid: "uid-a", generation: 1 } });
  let children = new Children({ owner: Widget, controller });
  const handle = (resource: Resource, event: Parameters<Children["handle"]>[1]) => {
    if (!options.late) children.handle(resource, event);
  };
  const id = (resource: Resource, key: ObjectKey) => `${resource.kind}/${keyText(key)}`;
  const remove = (resource: Resource, key: ObjectKey) => {
    const known = objects.get(id(resource, key));
    if (!known || !objects.delete(id(resource, key))) return;
    handle(resource, { type: "delete", object: known.object as never, stateUnknown: false });
  };
  const client = {
    async apply(resource: Resource, object: KubernetesObject) {
      const key = keyOf(object);
      log.push(`apply ${key.name}`);
      await Promise.resolve();
      const refusal = refused.get(key.name);
      if (refusal) throw refusal;
      const uid = `uid-${key.name}`;
      const metadata = { ...object.metadata, uid };
      const stored = { apiVersion: resource.apiVersion, kind: resource.kind, ...object, metadata };
      objects.set(id(resource, key), { resource, object: stored });
      handle(resource, { type: "create", object: stored as never, initial: false });
      return stored;
    },
    async delete(resource: Resource, key: ObjectKey) {
      log.push(`delete ${key.name}`);
      await Promise.resolve();
      const known = objects.get(id(resource, key));
      if (!known || !options.held?.includes(key.name)) return remove(resource, key);
      const object = { ...known.object, metadata: { ...known.object.metadata, deletionTimestamp: "now" } };
      objects.set(id(resource, key), { resource, object });
      handle(resource, { type: "create", object: object as never, initial: false });
    },
    async get(resource: Resource, key: ObjectKey) {
      await Promise.resolve();
      const known = objects.get(id(resource, key));
      if (known && !unseen.has(key.name)) return known.object;
      throw notFound(resource, key);
    },
    async list(resource: Resource, { labelSelector = "", fieldSelector, limit }: ListOptions) {
      await Promise.resolve();
      const ofKind = [...objects.values()].filter((known) => known.resource.kind === resource.kind);
      const hidden = options.narrowed === true && limit === undefined;
      const items = ofKind.filter(
        ({ object }) =>
          !hidden &&
          (fieldSelector ?? `metadata.name=${object.metadata?.name}`) ===
            `metadata.name=${object.metadata?.name}` &&
          matchesLabels(parseLabelSelector(labelSelector), object.metadata?.labels ?? {}),
      );
      return { metadata: {}, items: items.map(({ object }) => object) };
    },
  } as unknown as Client;
  const run = (): WorkflowRun => ({
    object: owner,
    client,
    log: silentLogger,
    signal: new AbortController().signal,
    children,
    cache: {
      holdsAll: () => options.narrowed !== true,
      keepsWhole: () => transform === undefined,
      selects: (_, object) => selects(object as KubernetesObject),
      copyAsStored: (_, object) => transform?.(copyJson(object) as never) as never,
    },
  });
  const workflowOf = (next: Controller<Widget, never>) =>
    createWorkflow({ controller, owner: Widget, dependents: next.definition.dependents });
  return {
    owner,
    log,
    refused,
    /** Somebody else makes it; `late`: so lately that no watch has brought it. */
    make(resource: Resource, object: KubernetesObject, { late = false } = {}) {
      const { apiVersion, kind } = resource;
      const metadata = { namespace: "default", uid: "uid-of-others", ...object.metadata };
      const made = { apiVersion, kind, ...object, metadata };
      objects.set(id(resource, keyOf(made)), { resource, object: made });
      if (late) unseen.add(keyOf(made).name);
    },
    names: () => [...objects.values()].map(({ object }) => object.metadata?.name).sort(),
    object: (name: string) =>
      [...objects.values()].find(({ object }) => object.metadata?.name === name)?.object,
    run: async (next = built) => runWorkflow(workflowOf(next), run()),
    end: async (next = built) => endWorkflow(workflowOf(next), run()),
    release: (name: string) => remove(ConfigMap, { namespace: "default", name }),
    /** Another process takes over: what it knows is what it lists. */
    restart() {
      children = new Children({ owner: Widget, controller });
      for (const { resource, object } of objects.values())
        children.handle(resource, { type: "create", object: object as never, initial: true });
    },
  };
}

/** `name state message for a,b` of each. */
export function summary({ states }: Awaited<ReturnType<typeof runWorkflow>>): string[] {
  return states.map(({ name, state, message, waitsFor }) =>
    [name, state, message, waitsFor.length > 0 ? `for ${waitsFor.join(",")}` : ""].filter(Boolean).join(" "),
  );
}
