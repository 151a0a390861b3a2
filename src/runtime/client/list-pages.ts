import type { KubernetesObject, ObservedList } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { ListOptions } from "./call-options.ts";
import type { Client } from "./client.ts";
import { isExpired } from "./errors.ts";

/** A part of a collection. */
export interface ListPage<T extends KubernetesObject> extends ObservedList<T> {
  /** Whether this page is the whole collection of a newer version: what the pages before said no longer counts. */
  readonly startsOver: boolean;
}

/** What to list, in pages of `limit` items (default 500). */
export interface PageOptions extends Omit<ListOptions, "continue" | "index"> {
  /**
   * What happens when the server forgets the version of the first page (after some five minutes): `startOver`, the default, asks for the
   * whole collection and hands it out as the last page, as client-go's tools/pager does; `throw` throws an ApiError for which `isExpired` holds.
   */
  readonly onExpired?: "startOver" | "throw";
}

const defaultLimit = 500;

/**
 * A collection in pages, so that a large one is never in memory as a whole. All pages are of the version of the first, but one that
 * {@link ListPage.startsOver}.
 *
 * @example
 * for await (const page of listPages(client, Pod, { namespace: "default" })) {
 *   if (page.startsOver) count = 0;
 *   count += page.items.length;
 * }
 */
export async function* listPages<T extends KubernetesObject>(
  client: Pick<Client, "list">,
  resource: Resource<T>,
  options: PageOptions = {},
): AsyncGenerator<ListPage<T>> {
  const { onExpired = "startOver", limit = defaultLimit, ...whole } = options;
  const { resourceVersion: _version, resourceVersionMatch: _match, ...rest } = whole;
  let page = await client.list(resource, { ...whole, limit });
  yield { ...page, startsOver: false };
  while (page.metadata.continue) {
    try {
      // the token names the version; the server refuses to be told twice
      page = await client.list(resource, { ...rest, limit, continue: page.metadata.continue });
    } catch (error) {
      if (onExpired === "throw" || !isExpired(error)) throw error;
      yield { ...(await client.list(resource, whole)), startsOver: true };
      return;
    }
    yield { ...page, startsOver: false };
  }
}

/**
 * A whole collection, asked for in pages: kinder to the server than one large answer. Its version is that of the first page.
 *
 * @example
 * const { items } = await listAll(client, Pod);
 */
export async function listAll<T extends KubernetesObject>(
  client: Pick<Client, "list">,
  resource: Resource<T>,
  options: PageOptions = {},
): Promise<ObservedList<T>> {
  const pages: ListPage<T>[] = [];
  for await (const page of listPages(client, resource, options)) {
    if (page.startsOver) pages.length = 0;
    pages.push(page);
  }
  const [{ startsOver: _, ...first }] = pages as [ListPage<T>];
  const { continue: _token, remainingItemCount: _count, ...metadata } = first.metadata;
  return { ...first, metadata, items: pages.flatMap(({ items }) => items) };
}
