import type { Client, ObjectKey, Resource } from "../../../../src/index.ts";
import { Deployment } from "../../../../src/k8s/apps/v1.ts";
import { Node, Pod, Secret } from "../../../../src/k8s/core/v1.ts";

type Read = (kind: Resource, key: ObjectKey) => Promise<unknown>;

const reader = (read: Read) => ({ both: (name: string) => Promise.all([read(Secret, { namespace: "a", name }), read(Pod, { namespace: "a", name })]) });

export async function run(client: Client, { name }: { name: string }): Promise<void> {
  const { list, delete: remove } = client;
  const patch = client.patch.bind(client);
  await list(Node);
  await remove(Pod, { namespace: "a", name });
  await patch(Deployment, { namespace: "a", name: "web" }, { merge: {} });
  await reader((kind, key) => client.get(kind, key)).both(name);
  const scale = client.subresource(Deployment, "scale");
  await scale.update({ namespace: "a", name }, {} as never);
  const evict = (key: ObjectKey) => client.subresource(Pod, "eviction").create(key);
  await evict({ namespace: "a", name });
}
