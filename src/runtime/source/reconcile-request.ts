import { keyText, type ObjectKey } from "../../kube/object.ts";

/** What a run is about: an object by its key, and where it is. */
export interface ReconcileRequest extends ObjectKey {
  /** Name of the cluster that it is in, one of the operator's `clusters`; absent: the operator's own. */
  readonly cluster?: string;
}

/** A request as a text that no other has. No name begins with a slash, so that a cluster cannot be taken for a namespace. */
export function requestText(request: ReconcileRequest): string {
  const { cluster } = request;
  return cluster ? `//${cluster}/${keyText(request)}` : keyText(request);
}

/** What {@link requestText} made of it. */
export function parseRequest(text: string): ReconcileRequest {
  if (!text.startsWith("//")) return parseKey(text);
  const end = text.indexOf("/", 2);
  return { ...parseKey(text.slice(end + 1)), cluster: text.slice(2, end) };
}

function parseKey(text: string): ObjectKey {
  const slash = text.indexOf("/");
  return slash < 0 ? { name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}
