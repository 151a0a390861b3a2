import { requestInfo } from "./path.ts";
import type { Sandbox } from "../../../src/sandbox/server.ts";

/** How many events the sandbox has for a watch from a version on: the real server must have as many. */
export function countEvents(sandbox: Sandbox, path: string, version: string): number {
  const { group, apiVersion, namespace, plural, query } = requestInfo(path);
  const resource = sandbox.registry.table.find(group, apiVersion, plural);
  if (!resource) return 0;
  let count = 0;
  const labelSelector = query.get("labelSelector");
  const fieldSelector = query.get("fieldSelector");
  const request = {
    namespace,
    resourceVersion: version,
    allowWatchBookmarks: false,
    ...(labelSelector ? { labelSelector } : {}),
    ...(fieldSelector ? { fieldSelector } : {}),
  };
  sandbox.registry.watch(resource, { request, listener: () => void count++ }).stop();
  return count;
}
