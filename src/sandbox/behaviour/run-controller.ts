import type { ApiObject } from "../api-object.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import type { StoreEvent } from "../store/history.ts";
import type { Cluster } from "./cluster.ts";
import { WorkLoop } from "./work-loop.ts";

/** Asks for a key to be worked on, at once or after some milliseconds. */
export type Enqueue = (key: string, delay?: number) => void;

/** A controller: what it watches, and what it does with a key. */
export interface ControllerOptions {
  /** Objects that are there from the start are told as ADDED. */
  readonly watch: readonly (readonly [ServedResource, (event: StoreEvent, enqueue: Enqueue) => void])[];
  readonly work: (key: string, enqueue: Enqueue) => void;
}

/** Runs a controller until the returned function is called. Keys are worked on one by one, never inside a write. */
export function runController(cluster: Cluster, options: ControllerOptions): () => void {
  const { registry, logger } = cluster;
  const loop: WorkLoop<string> = new WorkLoop<string>({
    clock: registry.clock,
    logger,
    keyOf: (key) => key,
    work: (key) => options.work(key, enqueue),
  });
  const enqueue: Enqueue = (key, delay) => loop.add(key, delay);
  const stops = options.watch.map(([resource, tell]) => {
    const { collection } = resource;
    for (const object of registry.store.list(collection))
      tell({ type: "ADDED", collection, key: keyOf(object), revision: 0, object }, enqueue);
    return registry.observe(resource, (event) => tell(event, enqueue));
  });
  return () => {
    for (const stop of stops) stop();
    loop.stop();
  };
}

/** Namespace and name of a key. */
export function splitKey(key: string): { namespace: string | undefined; name: string } {
  const [namespace, name] = key.split("/");
  return name === undefined ? { namespace: undefined, name: key } : { namespace, name };
}

/** The store's key of an object. */
export function keyOf(object: ApiObject): string {
  const { namespace, name = "" } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}

/** For watches: the object itself, unless it is gone. */
export function itself(event: StoreEvent, enqueue: Enqueue): void {
  if (event.type !== "DELETED") enqueue(event.key);
}
