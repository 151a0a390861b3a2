import { cached, controller, operator, resource, type CustomResource } from "kubewright";
import { ConfigMap, Pod, Secret } from "kubewright/k8s/core/v1";

export interface Reader extends CustomResource<{ name: string }> {}
export const Reader = resource<Reader>({ group: "example.com", version: "v1", kind: "Reader" });

// @rbac groups=batch,resources=jobs,verbs=list
export const reader = controller(Reader).reconcile(async ({ client }) => {
  /*
   * What is told here is no word about the client below.
   * @rbac groups=apps,resources=daemonsets,verbs=get
   */
  await client.list(Pod, {});
});

operator({
  name: "reader",
  controllers: [reader],
  // a read starts their watch; narrowed caches alone ask for nothing
  cache: { kinds: [cached(Pod, { startOnRead: true }), cached(Secret, { startOnRead: false }), cached(ConfigMap, {})] },
});
