import { untypedClient, type Client } from "../../../../src/index.ts";

const certificate = { apiVersion: "cert-manager.io/v1", kind: "Certificate" };

export async function run(client: Client, { name }: { name: string }): Promise<void> {
  const untyped = untypedClient(client);
  await untyped.apply({ ...certificate, metadata: { namespace: "default", name } });
  await untyped.list({ group: "apps", kind: "Deployment" });
  await untyped.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "default", name } });
  await untyped.delete({ group: "networking.k8s.io", version: "v1", kind: "Ingress" }, { namespace: "default", name: "front" });
  const Issuer = await client.discovery.resource({ group: "cert-manager.io", kind: "Issuer" });
  await client.get(Issuer, { namespace: "default", name });
}
