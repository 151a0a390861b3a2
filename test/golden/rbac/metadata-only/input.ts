import { controller, onlyMetadata, resource, type CustomResource } from "kubewright";
import { ConfigMap, Pod, Secret } from "kubewright/k8s/core/v1";

export interface Watcher extends CustomResource<{ name: string }> {}
export const Watcher = resource<Watcher>({ group: "example.com", version: "v1", kind: "Watcher" });

const SecretMetadata = onlyMetadata(Secret);

// metadata alone needs the rights of the kind
export const watcher = controller(Watcher)
  .watches(onlyMetadata(Pod), ({ metadata }) => [{ name: metadata.name, namespace: metadata.namespace }])
  .reconcile(async ({ client, object }) => {
    await client.get(SecretMetadata, { name: object.spec.name });
    await client.list(onlyMetadata(ConfigMap));
  });
