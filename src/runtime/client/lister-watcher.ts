import { resourcePath } from "../../kube/gvk.ts";
import type { KubernetesList, KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import { decodeRaw } from "./decode-raw.ts";
import { readList } from "./list-stream.ts";
import { acceptOf, onlyMetadataOf } from "./metadata-only.ts";
import { withQuery } from "./query.ts";
import { completeList } from "./request-body.ts";
import type { Transport } from "./transport.ts";
import { readWatch, type DecodeLine } from "./watch-stream.ts";
import { parseWithoutManagedFields } from "./without-managed-fields.ts";

/** Parameters of a list that the reflector chooses. */
export interface ListParameters {
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: "Exact" | "NotOlderThan";
  readonly limit?: number;
  readonly continue?: string;
}

/** Parameters of a watch that the reflector chooses. */
export interface WatchParameters {
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: "NotOlderThan";
  readonly allowWatchBookmarks?: boolean;
  readonly sendInitialEvents?: boolean;
  readonly timeoutSeconds?: number;
}

/** One line of a watch. The type is what the server sent, known or not. */
export interface WatchEvent {
  readonly type: string;
  readonly object: unknown;
}

/** Where a reflector gets its objects: one collection with its selectors. Tests script it. */
export interface ListerWatcher {
  list(parameters: ListParameters, signal: AbortSignal): Promise<KubernetesList>;
  /**
   * As {@link list}, but the items are handed out as they come, so that a list of any size never is in memory as a whole. The next one waits for
   * what `take` returns. What was taken counts only when this resolves, with the rest of the list.
   */
  listItems?(
    parameters: ListParameters,
    options: { signal: AbortSignal; take: (object: KubernetesObject) => void | Promise<void> },
  ): Promise<Omit<KubernetesList, "items">>;
  /** Resolves when the server has accepted the watch, rejects with what it said otherwise; iteration ends with the stream, however that ends. */
  watch(parameters: WatchParameters, signal: AbortSignal): Promise<AsyncIterable<WatchEvent>>;
}

/** What to list and watch, of the whole collection. */
export interface Selection {
  /** Bring objects as RawObjects, of which only the metadata is parsed. Lists as a whole bring them parsed. */
  readonly raw?: boolean;
  /** Leave metadata.managedFields out before anything is parsed. Lists as a whole bring them. */
  readonly withoutManagedFields?: boolean;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** The collection of a kind on a server. */
export function createListerWatcher(
  transport: Transport,
  resource: Resource<KubernetesObject>,
  selection: { readonly [Field in keyof Selection]: Selection[Field] | undefined } = {},
): ListerWatcher {
  const { namespace, labelSelector, fieldSelector, raw = false, withoutManagedFields = false } = selection;
  const path = resourcePath(resource, namespace && resource.scope === "Namespaced" ? { namespace } : {});
  const selectors = { labelSelector, fieldSelector };
  return {
    async list(parameters, signal) {
      const { body } = await transport.request({
        method: "GET",
        path: withQuery(path, { ...selectors, ...parameters }),
        signal,
        timeout: 60_000,
        ...acceptOf(resource, "list"),
      });
      const list = body as KubernetesList;
      completeList(resource, list);
      return list;
    },
    async listItems(parameters, { signal, take }) {
      const query = withQuery(path, { ...selectors, ...parameters });
      const accept = acceptOf(resource, "list");
      const response = await transport.stream({ method: "GET", path: query, signal, ...accept });
      const { clock } = transport;
      return readList(response, { resource, raw, withoutManagedFields, signal, take, clock });
    },
    async watch(parameters, signal) {
      const query = withQuery(path, { watch: true, ...selectors, ...parameters });
      const accept = acceptOf(resource, "object");
      const response = await transport.stream({
        method: "GET",
        path: query,
        signal,
        channel: "watch",
        ...accept,
      });
      const decode =
        raw && !resource.metadataOnly
          ? decodeRaw(resource)
          : withoutManagedFields
            ? decodeWithoutManagedFields
            : undefined;
      const events = readWatch(response, { signal, decode });
      return resource.metadataOnly ? withoutTheRest(resource, events) : events;
    },
  };
}

const decodeWithoutManagedFields: DecodeLine = (line) =>
  parseWithoutManagedFields(line, "event") as ReturnType<DecodeLine>;

/** Events of objects of which only the metadata is kept. What is no object of the kind is left as it is. */
async function* withoutTheRest(
  resource: Resource,
  events: AsyncIterable<WatchEvent>,
): AsyncGenerator<WatchEvent> {
  for await (const event of events) {
    const object = event.object as KubernetesObject | null;
    const partial = object?.kind === "PartialObjectMetadata" && object.apiVersion === "meta.k8s.io/v1";
    const whole = object?.kind === resource.kind && object.apiVersion === resource.apiVersion;
    yield partial || whole ? { type: event.type, object: onlyMetadataOf(resource, object) } : event;
  }
}
