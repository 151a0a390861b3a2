import { copyJson, equalJson } from "../../base/json.ts";
import {
  keyOf,
  keyText,
  type KubernetesObject,
  type ObjectKey,
  type ObjectMeta,
  type Stored,
} from "../../kube/object.ts";
import { createMergePatch } from "../../kube/patch/merge-patch.ts";
import type { Resource } from "../../kube/resource.ts";
import type { WriteOptions } from "./call-options.ts";
import type { Client } from "./client.ts";
import { isNotFound } from "./errors.ts";

/** What a mutate function gets: the object as it is, yours to change, or only its name where it is not there yet. */
export type Draft<T extends KubernetesObject> = { [Field in keyof T]?: T[Field] } & {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta & { name: string };
};

/** Brings an object, in place, into the state that is wanted. Name and namespace must stay. */
export type Mutate<T extends KubernetesObject> = (draft: Draft<T>) => void | Promise<void>;

/** What was done, to complete the sentence "Deployment default/web has been …". */
export type OperationResult = "unchanged" | "created" | "updated" | "updatedStatus" | "updatedStatusOnly";

/** An object as it is now, and what was done to it. */
export interface Outcome<T extends KubernetesObject> {
  readonly result: OperationResult;
  readonly object: Stored<T>;
}

/**
 * Reads an object, lets `mutate` change it, and creates it or replaces it if that changed something. As controllerutil.CreateOrUpdate; new code is better
 * served by `client.apply`, which needs no read and leaves what others set alone. What `mutate` does to the status is dropped by the server
 * where status is a subresource. The key of a namespaced kind names the namespace: what `mutate` gets has it. What the server fills in must not be taken out again: that would be an update each time.
 *
 * @example
 * const { result } = await createOrUpdate(client, ConfigMap, key, (map) => {
 *   map.data = { ...map.data, color: "red" };
 *   setControllerReference(owner, map);
 * });
 */
export async function createOrUpdate<T extends KubernetesObject>(
  client: Pick<Client, "get" | "create" | "update">,
  resource: Resource<T>,
  key: ObjectKey,
  mutate: Mutate<T>,
  options: WriteOptions = {},
): Promise<Outcome<T>> {
  const { before, after } = await mutated(client, resource, key, { mutate, options });
  if (!before) return created(client, resource, after, options);
  if (equalJson(before, after)) return { result: "unchanged", object: before };
  const object = await client.update(resource, after as unknown as T, options);
  return { result: "updated", object };
}

/**
 * As {@link createOrUpdate}, but sends what `mutate` changed as merge patches, the status by itself. As controllerutil.CreateOrPatch: on creation the status is not
 * written; and no version is checked, so that changes of others to other fields stay.
 */
export async function createOrPatch<T extends KubernetesObject>(
  client: Pick<Client, "get" | "create" | "patch" | "patchStatus">,
  resource: Resource<T>,
  key: ObjectKey,
  mutate: Mutate<T>,
  options: WriteOptions = {},
): Promise<Outcome<T>> {
  const { before, after } = await mutated(client, resource, key, { mutate, options });
  if (!before) return created(client, resource, after, options);
  const [old, wanted] = [splitStatus(before), splitStatus(after)];
  const change = createMergePatch(old.rest, wanted.rest);
  const statusChange = createMergePatch({ status: old.status }, { status: wanted.status });
  let object = before;
  if (change) object = await client.patch(resource, keyOf(before), { merge: change }, options);
  if (statusChange)
    object = await client.patchStatus(resource, keyOf(before), { merge: statusChange }, options);
  if (!statusChange) return { result: change ? "updated" : "unchanged", object };
  return { result: change ? "updatedStatus" : "updatedStatusOnly", object };
}

async function mutated<T extends KubernetesObject>(
  client: Pick<Client, "get">,
  resource: Resource<T>,
  key: ObjectKey,
  { mutate, options }: { mutate: Mutate<T>; options: WriteOptions },
): Promise<{ before: Stored<T> | undefined; after: Draft<T> }> {
  if (resource.scope === "Namespaced" && !key.namespace) {
    throw new TypeError(
      `cannot create or update the ${resource.kind} "${key.name}" without a namespace: name one in its key`,
    );
  }
  const { signal } = options;
  const before = await readIfThere(client, resource, key, signal);
  const { name, namespace } = key;
  const fresh = {
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    metadata: namespace ? { name, namespace } : { name },
  };
  // what was read may be the cache's own
  const after = (before ? copyJson(before) : fresh) as Draft<T>;
  const asked = keyText(keyOf(after));
  await mutate(after);
  const changed = keyText(keyOf(after));
  if (changed !== asked)
    throw new TypeError(`cannot change name or namespace of the ${resource.kind} "${asked}" to "${changed}"`);
  return { before, after };
}

async function readIfThere<T extends KubernetesObject>(
  client: Pick<Client, "get">,
  resource: Resource<T>,
  key: ObjectKey,
  signal: AbortSignal | undefined,
): Promise<Stored<T> | undefined> {
  try {
    // read-only by type alone: it is copied before anybody may change it
    return (await client.get(resource, key, signal ? { signal } : {})) as unknown as Stored<T>;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function created<T extends KubernetesObject>(
  client: Pick<Client, "create">,
  resource: Resource<T>,
  draft: Draft<T>,
  options: WriteOptions,
): Promise<Outcome<T>> {
  return { result: "created", object: await client.create(resource, draft as unknown as T, options) };
}

function splitStatus(object: object): { status: unknown; rest: object } {
  const { status, ...rest } = object as { status?: unknown };
  return { status, rest };
}
