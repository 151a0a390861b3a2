import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { copyJson, equalJson } from "../../../../src/base/json.ts";
import { ConfigMap } from "../../../../src/k8s/core/v1.ts";
import { applyMergePatch } from "../../../../src/kube/patch/merge-patch.ts";
import type { KubernetesObject, Observed } from "../../../../src/kube/object.ts";
import type { Resource } from "../../../../src/kube/resource.ts";
import type { RunNotes } from "../../../../src/runtime/controller/run-observer.ts";
import { RunWatch } from "../../../../src/runtime/write-loop/run-watch.ts";
import { WriteLoops, type WriteLoopsOptions } from "../../../../src/runtime/write-loop/write-loops.ts";
import { recordingLogger } from "../../../helpers/recording-logger.ts";
import { Widget } from "../controller/controller-harness.ts";

type Fields = Record<string, unknown>;

/** A cluster of a few objects and the controllers of one process, whose runs a test writes down. */
export function world(limits: WriteLoopsOptions["limits"] = {}) {
  const clock = new VirtualClock();
  const { logger, lines } = recordingLogger();
  const notes: string[] = [];
  const loops = new WriteLoops({ clock, logger, limits, onLoop: (_, { note }) => void notes.push(note) });
  const objects = new Map<string, { resource: Resource; object: Observed<KubernetesObject> }>();
  /** Controllers by name, with the kinds that they watch; every event goes to the key they run. */
  const watches = new Map<string, { watch: RunWatch; key: string }>();
  let version = 1;

  const add = (resource: Resource, name: string, fields: Fields = {}) => {
    const metadata = {
      name,
      namespace: "default",
      uid: `uid-${resource.kind}-${name}`,
      resourceVersion: String(++version),
      ...(resource.kind === "Widget" ? { generation: 1 } : {}),
      creationTimestamp: "2026-01-01T00:00:00Z",
    };
    const object = { apiVersion: resource.apiVersion, kind: resource.kind, metadata, ...fields };
    objects.set(`${resource.kind}/${name}`, { resource, object: object });
  };
  add(Widget, "a", { spec: { size: 1 } });
  add(ConfigMap, "shared", { data: {} });

  const get = (id: string) => {
    const found = objects.get(id);
    if (!found) throw new Error(`no ${id}`);
    return found;
  };

  /** Changes an object as the server does, and tells whoever watches. */
  const change = (id: string, patch: Fields): { before: unknown; after: unknown } | undefined => {
    const { resource, object: before } = get(id);
    const after = applyMergePatch(copyJson(before), patch) as Fields & {
      metadata: { resourceVersion: string; generation?: number };
    };
    if (equalJson(before, after)) return undefined;
    after.metadata.resourceVersion = String(++version);
    if (after.metadata.generation && !equalJson((before as Fields).spec, after.spec))
      after.metadata.generation++;
    objects.set(id, { resource, object: after as unknown as Observed<KubernetesObject> });
    const event = { type: "update", old: before, object: after } as never;
    const metadata = after.metadata as never;
    const subject = {
      metadata,
      previous: (before as KubernetesObject).metadata as never,
      resync: false,
      relist: false,
    };
    for (const { watch, key } of watches.values())
      watch.queued(key, { type: "event", event, subject, resource });
    return { before, after };
  };

  const controllerFor = (name: string, key: string) => {
    const known = watches.get(`${name} ${key}`);
    if (known) return known.watch;
    const watch = new RunWatch({ controller: name, loops, watches: () => true });
    watches.set(`${name} ${key}`, { watch, key });
    return watch;
  };

  return {
    clock,
    loops,
    notes,
    add,
    get: (id: string) => get(id).object as unknown as Fields & { metadata: Fields },
    change,
    /** The cache has a copy of what was written: the answer may be changed by whoever got it. */
    replace(id: string, object: Fields) {
      objects.set(id, { ...get(id), object: copyJson(object) as unknown as Observed<KubernetesObject> });
    },
    warnings: () => lines.filter(({ level }) => level === "warn").map(({ fields }) => fields),
    /** One run of a controller for `default/a`; `write` patches an object. */
    async run(
      name: string,
      body: (write: (id: string, patch: Fields) => void) => void,
      { of = "Widget/a", milliseconds = 10 }: { of?: string; milliseconds?: number } = {},
    ) {
      const { object } = get(of);
      const key = `default/${object.metadata.name}`;
      const noted: RunNotes = controllerFor(name, key).started(key);
      noted.named("id", object);
      body((id, patch) => {
        const changed = change(id, patch);
        if (!changed) return;
        const { resource } = get(id);
        noted.called({ verb: "patch", resource, key: { name: id }, answer: "server", ...changed });
      });
      noted.ended("success", {});
      await clock.advance(milliseconds);
    },
  };
}
