import { controller, resource, type CustomResource } from "kubewright";
import { Deployment } from "kubewright/k8s/apps/v1";
import { Job } from "kubewright/k8s/batch/v1";
import { ConfigMap, Secret, Service } from "kubewright/k8s/core/v1";

export interface Ordered extends CustomResource<{ name: string }> {}
export const Ordered = resource<Ordered>({ group: "example.com", version: "v1", kind: "Ordered" });
export interface Loose extends CustomResource<{ name: string }> {}
export const Loose = resource<Loose>({ group: "example.com", version: "v1", kind: "Loose" });
export interface Outside extends CustomResource<{ name: string }> {}
export const Outside = resource<Outside>({ group: "example.com", version: "v1", kind: "Outside" });

// an order holds the objects by a finalizer, which is a patch
export const ordered = controller(Ordered)
  .dependent("config", ConfigMap, { desired: () => ({}) })
  .dependent("deployment", Deployment, {
    dependsOn: ["config"],
    desired: async ({ client, object }) => {
      await client.get(Secret, { name: object.spec.name });
      return {};
    },
  });

// garbage collection does the rest of these
export const loose = controller(Loose)
  .dependents("jobs", Job, { desired: () => [] })
  .dependent("service", Service, { desired: () => ({}) });

export const outside = controller(Outside).external("bucket", {
  read: () => ({ size: 1 }),
  create: () => ({ size: 1 }),
  delete: () => {},
});
