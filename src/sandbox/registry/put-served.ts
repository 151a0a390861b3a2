import type { ApiObject } from "../api-object.ts";
import type { RegistryContext } from "./context.ts";
import type { ServedResource } from "./served-resource.ts";

/** Stores what `toStored` gave and returns it as it is served; `decoded`: nothing was put into it since the strategy had decoded it. Nothing waits once it is stored: the verb could not be run again. */
export function putServed(
  context: RegistryContext,
  resource: ServedResource,
  write: { key: string; storable: ApiObject; expected: ApiObject | undefined; decoded: boolean },
): ApiObject {
  const { strategy, collection } = resource;
  const { key, storable, expected, decoded } = write;
  const early = strategy.waits ? strategy.toServed(storable) : undefined;
  const written = context.store.put(collection, key, { object: storable, expected });
  if (early) return withVersion(early, versionOf(written));
  if (decoded) strategy.noteDecoded?.(written);
  return strategy.toServed(written);
}

/** Removes an object and returns its last state as it is served; `live` is what it was before. */
export function removeServed(
  context: RegistryContext,
  resource: ServedResource,
  removal: { key: string; live: ApiObject; expected: ApiObject },
): ApiObject {
  const { strategy, collection } = resource;
  const { key, live, expected } = removal;
  const removed = context.store.remove(collection, key, { expected });
  return strategy.waits ? withVersion(live, versionOf(removed)) : strategy.toServed(removed);
}

/** The object with another version. */
export function withVersion(served: ApiObject, resourceVersion: string): ApiObject {
  return { ...served, metadata: { ...served.metadata, resourceVersion } };
}

function versionOf({ metadata: { resourceVersion = "" } }: ApiObject): string {
  return resourceVersion;
}
