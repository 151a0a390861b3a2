import { applyMergePatch } from "../../../kube/patch/merge-patch.ts";
import { parseApiVersion } from "../../../kube/gvk.ts";
import type { ApiObject } from "../../api-object.ts";
import type { ServedResource } from "../../registry/served-resource.ts";
import { StatusError } from "../../status-error.ts";
import type { Cluster } from "../cluster.ts";
import { WorkLoop } from "../work-loop.ts";
import { holdAnnotation, type Stage, type StageEffects } from "./stage.ts";

const manager = "sandbox-stages";

/** Which stage an object takes, and when. */
interface Course {
  readonly stage: Stage;
  readonly due: number;
}

interface Item {
  readonly collection: string;
  readonly key: string;
}

/** Takes objects through the stages of their kinds, as KWOK does. Returns how to stop. */
export function startStages(cluster: Cluster): () => void {
  const { registry, logger, settings } = cluster;
  const stages = settings.stages ?? [];
  if (stages.length === 0) return () => {};
  const kinds = new Set(stages.map(({ kind }) => kind));
  const courses = new Map<string, Course>();
  const loop: WorkLoop<Item> = new WorkLoop<Item>({
    clock: registry.clock,
    logger,
    keyOf: idOf,
    work: (item) => advance(cluster, { item, courses, again: (delay) => loop.add(item, delay) }),
  });
  const tell = (item: Item, object: ApiObject) => {
    if (kinds.has(object.kind)) loop.add({ collection: item.collection, key: item.key });
  };
  for (const collection of registry.store.planted())
    for (const object of registry.store.list(collection)) {
      const { namespace, name = "" } = object.metadata;
      tell({ collection, key: namespace ? `${namespace}/${name}` : name }, object);
    }
  const stop = registry.store.watchAll((event) => {
    if (event.type === "DELETED") courses.delete(idOf(event));
    else tell(event, event.object);
  });
  return () => {
    stop();
    loop.stop();
  };
}

function idOf({ collection, key }: Item): string {
  return `${collection} ${key}`;
}

/** Does what is due for an object, or waits for what is to come. */
function advance(
  cluster: Cluster,
  options: { item: Item; courses: Map<string, Course>; again: (delay: number) => void },
): void {
  const { item, courses, again } = options;
  const { registry, settings } = cluster;
  const stored = registry.store.get(item.collection, item.key);
  const fitting = stored ? fittingStages(cluster, stored) : [];
  const now = registry.clock.now();
  const known = courses.get(idOf(item));
  courses.delete(idOf(item));
  const kept = fitting.find(({ stage }) => stage === known?.stage);
  const chosen = kept ?? draw(fitting, settings.random ?? Math.random);
  if (!chosen) return;
  const { stage, object, resource } = chosen;
  const due =
    kept && known ? known.due : now + delayOf(stage, { object, random: settings.random ?? Math.random });
  if (due <= now) return carryOut(cluster, { stage, object, resource });
  courses.set(idOf(item), { stage, due });
  again(due - now);
}

interface Fit {
  readonly stage: Stage;
  /** As it is in the stage's version. */
  readonly object: ApiObject;
  readonly resource: ServedResource;
}

function fittingStages(cluster: Cluster, stored: ApiObject): Fit[] {
  const { registry, settings } = cluster;
  const { namespace, name = "", annotations = {} } = stored.metadata;
  const held = (annotations[holdAnnotation] ?? "").split(",").map((text) => text.trim());
  return (settings.stages ?? []).flatMap((stage) => {
    if (stage.kind !== stored.kind || held.includes(stage.name) || held.includes("*")) return [];
    const { group, version } = parseApiVersion(stage.apiVersion);
    if (group !== parseApiVersion(stored.apiVersion).group) return [];
    const resource = registry.table.findKind(group, stage.kind, version);
    const object = resource && registry.find(resource, namespace, name);
    return object && stage.when(object) ? [{ stage, object, resource }] : [];
  });
}

/** One of them by weight; those without weight only among themselves. */
function draw(fits: readonly Fit[], random: () => number): Fit | undefined {
  const weights = fits.map(({ stage: { weight = 1 } }) => weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return fits[Math.floor(random() * fits.length)];
  let left = random() * total;
  return fits.find((_, index) => (left -= weights[index] ?? 0) < 0);
}

function delayOf(stage: Stage, options: { object: ApiObject; random: () => number }): number {
  const delay = stage.delay(options.object);
  return stage.jitter === undefined ? delay : delay + (stage.jitter - delay) * options.random();
}

/** What is refused is told by an Event, and tried again when the object changes. */
function carryOut(cluster: Cluster, { stage, object, resource }: Fit): void {
  try {
    apply(cluster, { resource, object, effects: stage.next(object, new Date(cluster.registry.clock.now())) });
  } catch (error) {
    if (!(error instanceof StatusError) || error.code === 409) throw error;
    const message = `Stage ${stage.name}: ${error.message}`;
    cluster.events.record(object, { type: "Warning", reason: "StageFailed", message, component: manager });
  }
}

function apply(
  cluster: Cluster,
  { resource, object, effects }: { resource: ServedResource; object: ApiObject; effects: StageEffects },
): void {
  const { registry, events } = cluster;
  const { event, finalizers, status } = effects;
  const { namespace, name = "", uid } = object.metadata;
  const target = { namespace, name, manager };
  if (event) events.record(object, { type: "Normal", ...event, component: manager });
  if (finalizers)
    registry.edit(resource, target, ({ metadata }) => {
      const { add = [], remove = [], empty = false } = finalizers;
      const left = empty
        ? []
        : (metadata.finalizers ?? []).filter((finalizer) => !remove.includes(finalizer));
      const all = [...new Set([...left, ...add])];
      if (all.length) metadata.finalizers = all;
      else delete metadata.finalizers;
    });
  if (effects.delete && registry.find(resource, namespace, name)) {
    const preconditions = uid === undefined ? {} : { preconditions: { uid } };
    registry.delete(resource, { namespace, name, options: { dryRun: false, ...preconditions } });
  } else if (status) {
    const own = resource.subresources.some(({ name: own }) => own === "status")
      ? { subresource: "status" }
      : {};
    registry.edit(resource, { ...target, ...own }, (edited) => {
      edited.status = applyMergePatch(edited.status ?? {}, status);
    });
  }
}
