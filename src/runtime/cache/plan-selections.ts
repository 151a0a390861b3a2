import { toMilliseconds } from "../../base/duration.ts";
import { UserError } from "../../base/errors.ts";
import type { KubernetesObject, Stored } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import { parseFieldSelector, parseLabelSelector } from "../../kube/selector.ts";
import type { CacheConfiguration, CachedKindOptions, CachedSelection } from "./cache-configuration.ts";

/** One watch of a kind, with everything decided. */
export interface PlannedSelection {
  /** Undefined: all, but those in `except`. */
  readonly namespace: string | undefined;
  readonly except: readonly string[];
  readonly labelSelector: string;
  readonly fieldSelector: string;
  readonly transform: ((object: Stored<KubernetesObject>) => KubernetesObject) | undefined;
  readonly managedFields: boolean;
  /** Milliseconds; 0 is never. */
  readonly resync: number;
  readonly lazy: boolean;
}

const defaultResync = "10h";

/**
 * The watches that a kind needs. What is said of a namespace of the kind goes before what is said of the kind, that before what is said of the
 * namespace, and that before the defaults. Follows defaultOpts of controller-runtime's pkg/cache/cache.go.
 *
 * @throws UserError CACHE_OPTIONS_INVALID, SELECTOR_INVALID, DURATION_INVALID
 */
export function planSelections(
  resource: Resource,
  options: { configuration: CacheConfiguration; namespaces: readonly string[] },
): PlannedSelection[] {
  const { configuration, namespaces } = options;
  const kind = kindOptions(resource, configuration);
  if (resource.scope === "Cluster") {
    if (kind.namespaces !== undefined) throw namespacesOfCluster(resource);
    return [plan(undefined, [kind, configuration])];
  }
  const perNamespace = asRecord(kind.namespaces) ?? {};
  const defaults = configuration.namespaces ?? {};
  const names = new Set(
    kind.namespaces !== undefined
      ? Object.keys(perNamespace)
      : namespaces.length > 0
        ? namespaces
        : Object.keys(defaults),
  );
  if (names.size === 0) return [plan(undefined, [kind, configuration])];
  const except = [...names].filter((name) => name !== "");
  return [...names].map((name) => ({
    ...plan(name || undefined, [perNamespace[name] ?? {}, kind, defaults[name] ?? {}, configuration]),
    except: name === "" ? except : [],
  }));
}

/** What is said of a kind; whole objects and their metadata alone have settings of their own. */
export function kindOptions(resource: Resource, { kinds = [] }: CacheConfiguration): CachedKindOptions {
  const { apiVersion, kind, metadataOnly } = resource;
  const found = kinds.filter(
    ({ resource: own }) =>
      own.apiVersion === apiVersion && own.kind === kind && own.metadataOnly === metadataOnly,
  );
  return found[0]?.options ?? {};
}

function plan(namespace: string | undefined, layers: readonly CachedSelection[]): PlannedSelection {
  const first = <K extends keyof CachedSelection>(name: K) =>
    layers.find((layer) => layer[name] !== undefined)?.[name];
  const labelSelector = first("labelSelector") ?? "";
  const fieldSelector = first("fieldSelector") ?? "";
  parseLabelSelector(labelSelector);
  parseFieldSelector(fieldSelector);
  const resync = toMilliseconds(first("resync") ?? defaultResync);
  if (!(resync >= 0)) throw invalid(`resync of the cache is ${first("resync")}: it has to be 0 or more`);
  const [transform, lazy] = [first("transform"), first("lazy") ?? false];
  if (lazy && (transform || first("managedFields")))
    throw invalid(
      "the cache cannot be lazy and have a transform or managedFields: objects are kept as they come",
    );
  return {
    namespace,
    except: [],
    labelSelector,
    fieldSelector,
    transform,
    managedFields: first("managedFields") ?? false,
    resync,
    lazy,
  };
}

function asRecord(
  namespaces: CachedKindOptions["namespaces"],
): Readonly<Record<string, CachedSelection>> | undefined {
  if (namespaces === undefined || !Array.isArray(namespaces))
    return namespaces as Readonly<Record<string, CachedSelection>> | undefined;
  return Object.fromEntries((namespaces as readonly string[]).map((name) => [name, {}]));
}

function namespacesOfCluster({ kind }: Resource): UserError {
  return invalid(
    `the cache of ${kind} is bound to namespaces, but ${kind} is cluster-scoped`,
    `Leave namespaces out of cached(${kind}, …).`,
  );
}

function invalid(message: string, hint?: string): UserError {
  return new UserError("CACHE_OPTIONS_INVALID", message, hint === undefined ? {} : { hint });
}
