import { clientWith, type Client } from "../../../../src/index.ts";
import { Ingress } from "../../../../src/k8s/networking.k8s.io/v1.ts";
import { Namespace, ServiceAccount } from "../../../../src/k8s/core/v1.ts";
import { compose, type Action, type Deps } from "./deps.ts";

const readIngress: Action = async ({ api, namespace }) => void (await api.get(Ingress, { namespace, name: "leader" }));

const makeAccount =
  (name: string): Action =>
  async (deps) => {
    const { api: k8s, ...rest } = deps;
    await k8s.create(ServiceAccount, { metadata: { name, namespace: rest.namespace } });
  };

function actionsFor(deps: Deps) {
  return {
    async list() {
      return this.client().list(Namespace);
    },
    client() {
      return deps.api;
    },
  };
}

export async function run(client: Client): Promise<void> {
  const deps: Deps = { api: clientWith(client, { fieldManager: "x" }), namespace: "default" };
  await compose(readIngress, makeAccount("bot"))(deps);
  await actionsFor({ ...deps, namespace: "other" }).list();
}
