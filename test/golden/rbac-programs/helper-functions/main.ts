import type { Client } from "../../../../src/index.ts";
import { Deployment } from "../../../../src/k8s/apps/v1.ts";
import * as core from "../../../../src/k8s/core/v1.ts";
import twice, { drop, ensure } from "./index.ts";

export async function run(client: Client, request: { name: string }): Promise<void> {
  await ensure(client, Deployment, request);
  await ensure(client, core.ConfigMap, { namespace: "default", name: "settings" });
  await drop(client, { kind: core.Secret, name: "old" });
  await drop(client, { kind: core.Service, name: request.name });
  await twice(() => client.list(core.Pod));
}
