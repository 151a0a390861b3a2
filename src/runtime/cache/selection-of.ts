import type { Selection } from "../client/lister-watcher.ts";
import type { PlannedSelection } from "./plan-selections.ts";

/** What the server is asked for: namespaces that have watches of their own are left out of the one for all others. */
export function selectionOf({
  namespace,
  except,
  labelSelector,
  fieldSelector,
  lazy,
}: PlannedSelection): Selection {
  const fields = [...except.map((name) => `metadata.namespace!=${name}`), fieldSelector].filter(Boolean);
  return {
    ...(lazy ? { raw: true } : {}),
    ...(namespace ? { namespace } : {}),
    ...(labelSelector ? { labelSelector } : {}),
    ...(fields.length > 0 ? { fieldSelector: fields.join(",") } : {}),
  };
}
