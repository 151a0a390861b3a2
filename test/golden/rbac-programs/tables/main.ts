import type { Client, Resource } from "../../../../src/index.ts";
import { Job } from "../../../../src/k8s/batch/v1.ts";
import { ConfigMap, Pod, Secret } from "../../../../src/k8s/core/v1.ts";

const children = [
  { kind: ConfigMap, name: "settings" },
  { kind: Secret, name: "token" },
] as const;

const byName = { pods: Pod, jobs: Job } satisfies Record<string, Resource>;

const actions: Record<string, (client: Client, kind: Resource) => Promise<unknown>> = {
  read: (client, kind) => client.list(kind),
};

export async function run(client: Client): Promise<void> {
  for (const { kind, name } of children) await client.get<never>(kind as never, { namespace: "default", name });
  for (const [name, kind] of Object.entries(byName)) if (name) await actions["read"]!(client, kind);
  await Promise.all(Object.values(byName).map(async (kind) => client.deleteAllOf(kind, { namespace: "default" })));
}
