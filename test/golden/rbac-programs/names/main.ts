import { createOrUpdate, type Client, type Resource } from "../../../../src/index.ts";
import { ConfigMap, Secret, Service } from "../../../../src/k8s/core/v1.ts";

const prefix = "app";
const names = { settings: `${prefix}-settings`, token: prefix + "-token" } as const;
const namespace = "default";

async function touch(client: Client, kind: Resource, name: string): Promise<void> {
  await client.patch(kind, { namespace, name }, { merge: {} });
}

export async function run(client: Client, request: { name: string; namespace: string }): Promise<void> {
  await touch(client, ConfigMap, names.settings);
  await touch(client, Secret, names.token);
  const key = { ...request, name: "fixed" };
  await client.get(Service, key);
  await client.delete(Service, request);
  for (const name of ["counter", "counter"] as const)
    await createOrUpdate(client, ConfigMap, { namespace, name }, (map) => {
      map.data = { n: "1" };
    });
  await client.update(Secret, { metadata: { namespace, name: "app-key" } });
}
