import { listAll, listPages, type Client, type Resource } from "../../../../src/index.ts";
import { ConfigMap, Namespace, Pod, Secret, Service } from "../../../../src/k8s/core/v1.ts";

function* kinds(): Generator<Resource> {
  yield ConfigMap;
  yield* [Secret];
}

async function* namespaces(client: Client): AsyncGenerator<string> {
  for await (const { items } of listPages(client, Namespace)) for (const { metadata } of items) yield metadata.name;
}

const registry = new Map<string, Resource>([["services", Service]]);
registry.set("pods", Pod);
const queue = new Set<Resource>();

export async function run(client: Client): Promise<void> {
  for await (const namespace of namespaces(client)) for (const kind of kinds()) await client.list(kind, { namespace });
  for (const kind of registry.values()) queue.add(kind);
  for (const kind of queue) await listAll(client, kind);
  registry.forEach((kind) => void client.deleteAllOf(kind, { namespace: "default" }));
}
