import { nearest } from "../../base/nearest.ts";
import { UserError } from "../../base/errors.ts";
import { apiVersionOf, parseApiVersion } from "../../kube/gvk.ts";
import type { KubernetesObject } from "../../kube/object.ts";
import { isNotFound } from "./errors.ts";
import type { KindName, ServedResource, UntypedObject } from "./served-resource.ts";
import { groupFromServer, kindsFromServer, type GroupInfo } from "./discovery-documents.ts";

/**
 * Which kinds the server has, and where: what controller-runtime calls its REST mapper. A group's version is asked for when it is first needed, once for
 * everybody who waits, and again when it has not the kind that is looked for, which may have been installed since.
 */
export interface Discovery {
  /**
   * The handle of a kind, with its plural and scope from the server.
   *
   * @throws UserError `KIND_NOT_SERVED` when there is no such kind (see {@link isNoMatch}), ApiError and ConnectionError when the server cannot say
   *
   * @example
   * const Certificate = await client.discovery.resource({ group: "cert-manager.io", kind: "Certificate" });
   * const { items } = await client.list(Certificate);
   */
  resource<T extends KubernetesObject = UntypedObject>(kind: KindName): Promise<ServedResource<T>>;
  /** All kinds of a group's version, by default of the preferred one. */
  kinds(group: string, version?: string): Promise<readonly ServedResource[]>;
}

/** Whether an error says that the server has no such kind. As apimachinery's meta.IsNoMatchError. */
export function isNoMatch(error: unknown): error is UserError {
  return error instanceof UserError && error.code === "KIND_NOT_SERVED";
}

/** @param read GET of a path */
export function createDiscovery(read: (path: string) => Promise<unknown>): Discovery {
  const versions = new OnceMap<readonly ServedResource[]>((apiVersion) => kindsFromServer(read, apiVersion));
  const groups = new OnceMap<GroupInfo>((group) => groupFromServer(read, group));

  async function find(apiVersion: string, kind: string): Promise<ServedResource | undefined> {
    const here = (kinds: readonly ServedResource[]) => kinds.find((candidate) => candidate.kind === kind);
    const known = versions.has(apiVersion) ? here(await versions.get(apiVersion)) : undefined;
    if (known) return known;
    return here(await versions.renew(apiVersion).catch(nothingIfNotFound));
  }

  async function findPreferred(group: string, kind: string): Promise<ServedResource | undefined> {
    const known = groups.has(group);
    for (const info of [() => groups.get(group), ...(known ? [() => groups.renew(group)] : [])]) {
      for (const version of (await info()).versions) {
        const found = await find(apiVersionOf({ group, version }), kind);
        if (found) return found;
      }
    }
    return undefined;
  }

  return {
    async resource<T extends KubernetesObject>(name: KindName) {
      const { group, version } = "group" in name ? name : parseApiVersion(name.apiVersion);
      const found = version
        ? await find(apiVersionOf({ group, version }), name.kind)
        : await findPreferred(group, name.kind);
      if (!found) throw await noMatch({ group, version, kind: name.kind }, { groups, versions, read });
      // that its objects are of this type is what the caller says
      return found as unknown as ServedResource<T>;
    },
    async kinds(group, version) {
      const [preferred] = version ? [version] : (await groups.renew(group)).versions;
      return preferred
        ? versions.renew(apiVersionOf({ group, version: preferred })).catch(nothingIfNotFound)
        : [];
    },
  };
}

/** Values that are loaded once for all who ask at the same time; what failed is forgotten. */
class OnceMap<V> {
  readonly #load: (key: string) => Promise<V>;
  readonly #values = new Map<string, Promise<V>>();
  readonly #loading = new Map<string, Promise<V>>();

  constructor(load: (key: string) => Promise<V>) {
    this.#load = load;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  get(key: string): Promise<V> {
    return this.#values.get(key) ?? this.renew(key);
  }

  /** Loads again, unless that is under way. */
  renew(key: string): Promise<V> {
    const running = this.#loading.get(key);
    if (running) return running;
    const loading = this.#load(key).finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    loading.then(
      () => this.#values.set(key, loading),
      () => this.#values.delete(key),
    );
    return loading;
  }
}

function nothingIfNotFound(error: unknown): readonly ServedResource[] {
  if (isNotFound(error)) return [];
  throw error;
}

/** Says what there is instead: kinds of the version, versions of the group, or a group of nearly that name. */
async function noMatch(
  { group, version, kind }: { group: string; version: string | undefined; kind: string },
  parts: {
    groups: OnceMap<GroupInfo>;
    versions: OnceMap<readonly ServedResource[]>;
    read: (path: string) => Promise<unknown>;
  },
): Promise<UserError> {
  const { groups, versions, read } = parts;
  const where = version ? apiVersionOf({ group, version }) : group || "the core group";
  const message = `the server has no kind "${kind}" in ${where}`;
  const served = (await groups.get(group)).versions;
  if (served.length === 0) {
    const all = ((await read("/apis")) as { groups?: { name: string }[] }).groups ?? [];
    const guess = nearest(
      group,
      all.map(({ name }) => name),
    );
    const hint = guess ? `Did you mean the group "${guess}"?` : "Install its CustomResourceDefinition first.";
    return new UserError("KIND_NOT_SERVED", `${message}: there is no such group`, { hint });
  }
  if (version && !served.includes(version))
    return new UserError("KIND_NOT_SERVED", message, {
      hint: `Versions of the group: ${served.join(", ")}.`,
    });
  const lists = await Promise.all(
    (version ? [version] : served).map((one) => versions.get(apiVersionOf({ group, version: one }))),
  );
  const kinds = [...new Set(lists.flat().map((resource) => resource.kind))];
  const guess = nearest(kind, kinds);
  const hint = `${guess ? `Did you mean "${guess}"? ` : ""}Kinds there: ${kinds.join(", ") || "none"}.`;
  return new UserError("KIND_NOT_SERVED", message, { hint });
}
