import type { Client } from "../../index.ts";
import { Pod } from "../../k8s/core/v1.ts";

/** A Pod as it was when it led. */
export interface SeenPod {
  readonly namespace: string;
  readonly name: string;
  readonly restarts: number;
}

/** The Pod that an operator's identity names (`<hostname>_<uuid>`), if it can be read. */
export async function podOf(
  client: Client,
  { namespace, holder, signal }: { namespace: string; holder: string; signal: AbortSignal },
): Promise<SeenPod | undefined> {
  const [name = ""] = holder.split("_");
  try {
    return { namespace, name, restarts: restartsOf(await client.get(Pod, { namespace, name }, { signal })) };
  } catch {
    return undefined; // it is no Pod, or not for us to see
  }
}

/** Whether what led there has ended: an operator that loses its lease ends its process. Only what is seen counts. */
export async function hasStopped(
  client: Client,
  { namespace, name, restarts }: SeenPod,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const pod = await client.get(Pod, { namespace, name }, { signal });
    const isDown = pod.status?.containerStatuses?.some(({ state }) => state?.terminated ?? state?.waiting);
    return restartsOf(pod) > restarts || isDown === true;
  } catch {
    return false;
  }
}

function restartsOf({
  status,
}: {
  readonly status?: { readonly containerStatuses?: readonly { restartCount?: number }[] };
}): number {
  return (status?.containerStatuses ?? []).reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
}
