import type { Client } from "../../../../src/index.ts";

export async function run(client: Client, { name }: { name: string }): Promise<void> {
  await client.request({ method: "GET", path: "/version" });
  await client.request({ method: "GET", path: `/apis/metrics.k8s.io/v1beta1/namespaces/${name}/pods` });
  await client.request({ method: "POST", path: `/api/v1/namespaces/default/pods/${name}/exec?command=ls` });
  await client.request({ method: "DELETE", path: "/api/v1/namespaces/gone" });
}
