import type { KubernetesObject } from "../../src/kube/object.ts";
import type { ListerWatcher, WatchEvent } from "../../src/runtime/client/lister-watcher.ts";
import type { RawObject } from "../../src/runtime/client/raw-object.ts";
import { takeRaw } from "../../src/runtime/client/raw-object.ts";

/** A lister whose objects come as bytes, as one asked for raw objects brings them. */
export function rawLister(lister: ListerWatcher): ListerWatcher & { readonly parses: number } {
  let parses = 0;
  const raw = (object: KubernetesObject): RawObject => {
    const json = Buffer.from(JSON.stringify(object));
    const { apiVersion = "", kind = "" } = object;
    const taken = takeRaw(json, { start: 0, end: json.length, own: { apiVersion, kind } });
    const parse = taken.parse.bind(taken);
    taken.parse = () => {
      parses++;
      return parse();
    };
    return taken;
  };
  return {
    get parses() {
      return parses;
    },
    async list(parameters, signal) {
      const list = await lister.list(parameters, signal);
      return { ...list, items: list.items.map(raw) };
    },
    async watch(parameters, signal) {
      return rawEvents(await lister.watch(parameters, signal), raw);
    },
  };
}

async function* rawEvents(
  events: AsyncIterable<WatchEvent>,
  raw: (object: KubernetesObject) => RawObject,
): AsyncGenerator<WatchEvent> {
  for await (const { type, object } of events) {
    const isObject = type === "ADDED" || type === "MODIFIED" || type === "DELETED";
    yield { type, object: isObject ? raw(object as KubernetesObject) : object };
  }
}
