import type { KubernetesObject } from "../../kube/object.ts";
import { isExpired } from "../client/errors.ts";
import type { ListerWatcher } from "../client/lister-watcher.ts";

/** A collection as of a version. */
export interface WholeList {
  readonly items: readonly KubernetesObject[];
  readonly version: string;
  /** Whether the server handed it out in pages. */
  readonly paginated: boolean;
}

const pageSize = 500;

/**
 * Lists a collection at a version, in pages if `paging`. The pages are of the version of the first; a page token that expired means one whole
 * list instead. As client-go's tools/pager.
 */
export async function listWhole(
  lister: ListerWatcher,
  options: { version: string; paging: boolean; signal: AbortSignal },
): Promise<WholeList> {
  const { version, paging, signal } = options;
  const at = version === "" ? {} : { resourceVersion: version };
  const items: KubernetesObject[] = [];
  let page = await lister.list({ ...at, ...(paging ? { limit: pageSize } : {}) }, signal);
  const first = page.metadata.resourceVersion ?? "";
  let paginated = false;
  for (;;) {
    for (const item of page.items) items.push(item);
    const token = page.metadata.continue;
    if (!token) return { items, version: first, paginated };
    paginated = true;
    try {
      page = await lister.list({ limit: pageSize, continue: token }, signal);
    } catch (error) {
      if (!isExpired(error)) throw error;
      const whole = await lister.list(at, signal);
      return { items: whole.items, version: whole.metadata.resourceVersion ?? "", paginated };
    }
  }
}
