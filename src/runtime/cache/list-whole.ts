import { breather } from "../../base/breather.ts";
import type { Clock } from "../../base/clock.ts";
import type { KubernetesList, KubernetesObject } from "../../kube/object.ts";
import { isExpired } from "../client/errors.ts";
import type { ListerWatcher, ListParameters } from "../client/lister-watcher.ts";

/** A collection as of a version, in whatever took its items in. */
export interface WholeList<Intake> {
  readonly intake: Intake;
  readonly version: string;
  /** Whether the server handed it out in pages. */
  readonly paginated: boolean;
}

/** How to list a collection. */
export interface ListWholeOptions<Intake> {
  readonly version: string;
  readonly paging: boolean;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Makes what takes the items in; anew when what was listed so far does not count. */
  readonly begin: () => Intake;
}

const pageSize = 500;

/**
 * Lists a collection at a version, in pages if `paging`. The pages are of the version of the first; a page token that expired means one whole
 * list instead. As client-go's tools/pager. The event loop turns in between.
 */
export async function listWhole<Intake extends { set(object: KubernetesObject): void }>(
  lister: ListerWatcher,
  options: ListWholeOptions<Intake>,
): Promise<WholeList<Intake>> {
  const { version, paging, begin } = options;
  const at = version === "" ? {} : { resourceVersion: version };
  let intake = begin();
  const list = (parameters: ListParameters) => listInto(lister, parameters, { ...options, intake });
  let page = await list({ ...at, ...(paging ? { limit: pageSize } : {}) });
  const first = page.resourceVersion ?? "";
  let paginated = false;
  for (;;) {
    if (!page.continue) return { intake, version: first, paginated };
    paginated = true;
    try {
      page = await list({ limit: pageSize, continue: page.continue });
    } catch (error) {
      if (!isExpired(error)) throw error;
      intake = begin();
      const whole = await list(at);
      return { intake, version: whole.resourceVersion ?? "", paginated };
    }
  }
}

async function listInto(
  lister: ListerWatcher,
  parameters: ListParameters,
  options: { intake: { set(object: KubernetesObject): void }; signal: AbortSignal; clock: Clock },
): Promise<KubernetesList["metadata"]> {
  const { intake, signal } = options;
  const pause = breather(options);
  const take = (object: KubernetesObject) => {
    intake.set(object);
    return pause.due();
  };
  if (lister.listItems) return (await lister.listItems(parameters, { signal, take })).metadata;
  const { items, metadata } = await lister.list(parameters, signal);
  for (const item of items) {
    const due = take(item);
    if (due) await due;
  }
  return metadata;
}
