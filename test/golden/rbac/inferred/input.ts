import { clientWith, controller, createOrPatch, listAll, podLog, resource, type CustomResource } from "kubewright";
import { Deployment } from "kubewright/k8s/apps/v1";
import { ConfigMap, Namespace, Node, PersistentVolumeClaim, Secret, Service, ServiceAccount } from "kubewright/k8s/core/v1";

export interface Thing extends CustomResource<{ name: string }> {}
export const Thing = resource<Thing>({ group: "example.com", version: "v1", kind: "Thing" });

/**
 * Keeps things.
 * @rbac groups=batch,resources=jobs,verbs=get;list
 */
export const thing = controller(Thing)
  .owns(Deployment)
  .watches(ConfigMap, () => [])
  .finalize(async ({ client, request }) => {
    await client.delete(Secret, request);
  })
  .reconcile(async ({ client, request }) => {
    await client.apply(Deployment, { metadata: { name: request.name } });
    await client.get(Secret, request);
    await client.patchStatus(Deployment, request, { merge: {} });
    await client.subresource(Deployment, "scale").update(request, {});
    const token = client.subresource(ServiceAccount, "token");
    await token.create(request);
    await listAll(client, Namespace);
    const careful = clientWith(client, { dryRun: true });
    await careful.subresource(PersistentVolumeClaim, "status").get(request);
    await createOrPatch(client, Service, request, () => {});
    await podLog(client, request);
    for await (const _event of client.watch(Node)) break;
  });

// +kubebuilder:rbac:groups=core,resources=pods,verbs=get
