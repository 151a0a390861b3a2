import type { KubernetesObject, ObservedList } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Client, ListOptions } from "./client.ts";

/**
 * A collection in pages of `limit` items (default 500), so that a large one is never in memory as a whole. All pages are of the version of the
 * first. A token that expires on the way (after some five minutes) throws an ApiError for which `isExpired` holds: begin again.
 *
 * @example
 * for await (const page of listPages(client, Pod, { namespace: "default" })) count += page.items.length;
 */
export async function* listPages<T extends KubernetesObject>(
  client: Pick<Client, "list">,
  resource: Resource<T>,
  options: Omit<ListOptions, "continue"> = {},
): AsyncGenerator<ObservedList<T>> {
  const { limit = 500 } = options;
  let page = await client.list(resource, { ...options, limit });
  yield page;
  while (page.metadata.continue) {
    page = await client.list(resource, { ...options, limit, continue: page.metadata.continue });
    yield page;
  }
}
