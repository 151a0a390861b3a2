import type { Registry } from "../registry/registry.ts";
import { sendText, type Reply } from "./respond.ts";

/** Metrics under the names of the real server: the few that mean something here. DELETE answers as if counters had been reset. */
export function serveMetrics(reply: Reply, registry: Registry): true {
  if (reply.request.method === "DELETE") {
    sendText(reply, { text: "metrics reset\n", contentType: "text/plain; charset=utf-8" });
    return true;
  }
  const counts = new Map<string, number>();
  for (const { collection } of registry.table.all())
    counts.set(collection, registry.store.list(collection).length);
  const name = "apiserver_resource_objects";
  const lines = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([resource, count]) => `${name}{group="${groupOf(resource)}",resource="${nameOf(resource)}"} ${count}`,
    );
  const help = "[ALPHA] Number of stored objects at the time of last check split by kind.";
  const text = [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines, ""].join("\n");
  const contentType = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";
  sendText(reply, { text, contentType });
  return true;
}

/** Of a collection's name: `deployments.apps`. */
function groupOf(collection: string): string {
  return collection.split(".").slice(1).join(".");
}

function nameOf(collection: string): string {
  return collection.split(".")[0] ?? "";
}
