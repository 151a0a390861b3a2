import type { ObjectSource } from "../../dev/view/object-source.ts";
import { createClient, loadConnection, type OwnClient, type Resource } from "../../index.ts";
import { apiVersionOf } from "../../kube/gvk.ts";

/** The objects of the cluster of a kubeconfig, which is read when the first are asked for. `close` ends its connections. */
export function openObjectSource(kubeconfig: string): ObjectSource & { close(): void } {
  let client: Promise<OwnClient> | undefined;
  const open = async () =>
    createClient(await loadConnection({ kubeconfig }), { userAgent: "kubewright-view" });
  return {
    async *watch(kind, options) {
      const resource: Resource = { ...kind, apiVersion: apiVersionOf(kind) };
      yield* (await (client ??= open())).watch(resource, options);
    },
    close() {
      void client?.then(
        (opened) => opened.close(),
        () => {},
      );
    },
  };
}
