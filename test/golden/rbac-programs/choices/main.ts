import type { Client, Resource } from "../../../../src/index.ts";
import { DaemonSet, Deployment, StatefulSet } from "../../../../src/k8s/apps/v1.ts";
import { CronJob, Job } from "../../../../src/k8s/batch/v1.ts";

type Workload = "deployment" | "daemon" | "stateful";

function kindOf(workload: Workload): Resource {
  switch (workload) {
    case "deployment":
      return Deployment;
    case "daemon":
      return DaemonSet;
    default: {
      const kind = StatefulSet;
      return kind;
    }
  }
}

const identity = <T>(value: T): T => value;

export async function run(client: Client, { name }: { name: string }): Promise<void> {
  const key = { namespace: "default", name };
  for (const workload of ["deployment", "daemon", "stateful"] as const) await client.patch(kindOf(workload), key, { merge: {} });
  await client.list(identity(Job));
  await client.get(identity(CronJob), key);
  let kind: Resource | undefined;
  for (const one of [true, false]) {
    kind = one ? Job : CronJob;
    await client.delete(kind, key);
  }
}
