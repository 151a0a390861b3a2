import { controller, onlyMetadata, resource, type CustomResource } from "kubewright";
import { Deployment } from "kubewright/k8s/apps/v1";
import { ConfigMap, Node, Pod, Secret, Service } from "kubewright/k8s/core/v1";

export interface Local extends CustomResource<{ name: string }> {}
export const Local = resource<Local>({ group: "example.com", version: "v1", kind: "Local" });
export interface Remote extends CustomResource<{ name: string }> {}
export const Remote = resource<Remote>({ group: "example.com", version: "v1", kind: "Remote" });
export interface Everywhere extends CustomResource<{ name: string }> {}
export const Everywhere = resource<Everywhere>({ group: "example.com", version: "v1", kind: "Everywhere" });

// what is watched or written in another cluster needs nothing in this one
export const local = controller(Local)
  .owns(onlyMetadata(Secret))
  .watches(Pod, () => [], { cluster: "edge" })
  .watches(ConfigMap, async (object, { client }) => {
    const { items } = await client.list(Service, { namespace: "default" });
    return items.map(({ metadata }) => metadata);
  })
  .reconcile(async ({ cluster }) => {
    await cluster("edge").get(Node, { name: "n" });
  });

export const remote = controller(Remote, { clusters: ["edge"] }).reconcile(() => {});

// "" is this cluster
export const everywhere = controller(Everywhere, { clusters: ["edge", ""] })
  .owns(Deployment)
  .reconcile(() => {});
