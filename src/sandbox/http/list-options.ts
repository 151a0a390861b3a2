import { forbiddenField, unsupportedField } from "../admission/field-problem.ts";
import { checkFieldSelector } from "../registry/field-selector.ts";
import { parseLabelSelector } from "../registry/label-selector.ts";
import type { ListRequest } from "../registry/list.ts";
import type { WatchRequest } from "../registry/watch.ts";
import type { InvalidField } from "../status-error.ts";
import { integer, invalidOptions } from "./query.ts";
import { isTrue } from "./request-info.ts";

const at = "resourceVersionMatch";

/** Options of a list, also of what is to be deleted; 422 where they contradict each other. */
export function listOptions(namespace: string | undefined, query: URLSearchParams): ListRequest {
  const { limit, match, resourceVersion } = readOptions(query);
  const token = query.get("continue");
  return {
    ...selection(namespace, query),
    ...(limit === undefined ? {} : { limit }),
    ...(token ? { continue: token } : {}),
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(match ? { resourceVersionMatch: match as "Exact" | "NotOlderThan" } : {}),
  };
}

/** Options of a watch, and after how many seconds it ends. */
export function watchOptions(
  namespace: string | undefined,
  query: URLSearchParams,
): { request: WatchRequest; timeoutSeconds: number | undefined } {
  const { resourceVersion, sendInitialEvents, timeoutSeconds } = readOptions(query);
  const request = {
    ...selection(namespace, query),
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(sendInitialEvents === undefined ? {} : { sendInitialEvents }),
    allowWatchBookmarks: isTrue(query.get("allowWatchBookmarks")),
  };
  return { request, timeoutSeconds };
}

interface Options {
  readonly resourceVersion: string;
  readonly match: string;
  readonly continued: boolean;
  readonly sendInitialEvents: boolean | undefined;
}

/**
 * Reads, completes and checks the options. What holds for them is told by `watch` in the query: a path that says so itself does not count. Follows
 * SetListOptionsDefaults and ValidateListOptions of k8s.io/apimachinery/pkg/apis/meta/internalversion.
 */
function readOptions(
  query: URLSearchParams,
): Options & { limit: number | undefined; timeoutSeconds: number | undefined } {
  const limit = integer(query.get("limit"));
  const timeoutSeconds = integer(query.get("timeoutSeconds"));
  parseLabelSelector(query.get("labelSelector") ?? "");
  checkFieldSelector(query.get("fieldSelector") ?? "");
  const isWatch = isTrue(query.get("watch"));
  const given = {
    resourceVersion: query.get("resourceVersion") ?? "",
    match: query.get("resourceVersionMatch") ?? "",
    continued: Boolean(query.get("continue")),
    sendInitialEvents: query.has("sendInitialEvents") ? isTrue(query.get("sendInitialEvents")) : undefined,
  };
  const options = isWatch ? withDefaults(given) : given;
  const errors = isWatch ? watchProblems(options) : listProblems(options);
  if (errors.length) throw invalidOptions("ListOptions", errors);
  return { ...options, limit, timeoutSeconds };
}

/** Without a version, a watch begins with what is there, as if that had been asked for. */
function withDefaults(options: Options): Options {
  const { resourceVersion, sendInitialEvents, match } = options;
  if (sendInitialEvents !== undefined || match || !["", "0"].includes(resourceVersion)) return options;
  return { ...options, sendInitialEvents: true, match: "NotOlderThan" };
}

function listProblems({ resourceVersion, match, continued, sendInitialEvents }: Options): InvalidField[] {
  const errors: InvalidField[] = [];
  if (match) {
    if (!resourceVersion)
      errors.push(forbiddenField(at, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
    if (continued)
      errors.push(forbiddenField(at, "resourceVersionMatch is forbidden when continue is provided"));
    if (match !== "Exact" && match !== "NotOlderThan")
      errors.push(unsupportedField(at, match, ["Exact", "NotOlderThan", ""]));
    if (match === "Exact" && resourceVersion === "0")
      errors.push(forbiddenField(at, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  if (sendInitialEvents !== undefined)
    errors.push(forbiddenField("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  return errors;
}

function watchProblems({ match, continued, sendInitialEvents }: Options): InvalidField[] {
  const errors: InvalidField[] = [];
  if (sendInitialEvents !== undefined && match !== "NotOlderThan")
    errors.push(
      forbiddenField(at, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
    );
  if (!match) return errors;
  if (sendInitialEvents === undefined)
    errors.push(
      forbiddenField(at, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"),
    );
  if (match !== "NotOlderThan") errors.push(unsupportedField(at, match, ["NotOlderThan"]));
  if (continued)
    errors.push(forbiddenField(at, "resourceVersionMatch is forbidden when continue is provided"));
  return errors;
}

function selection(namespace: string | undefined, query: URLSearchParams) {
  const labelSelector = query.get("labelSelector");
  const fieldSelector = query.get("fieldSelector");
  return {
    namespace,
    ...(labelSelector ? { labelSelector } : {}),
    ...(fieldSelector ? { fieldSelector } : {}),
  };
}
