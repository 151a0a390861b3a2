import { join } from "node:path";
import { changeKubeconfig } from "./change-kubeconfig.ts";
import type { DeployedAccess } from "./deployed-access.ts";
import { removeKubeconfigFile, writeKubeconfigFile } from "../kubeconfig-file.ts";
import type { RunTarget } from "./project-target.ts";

/** How the operator gets to be whom it is deployed as. */
export interface AsDeployedOptions {
  readonly root: string;
  readonly access: () => Promise<DeployedAccess>;
  /** What the user of the kubeconfig is to have, once the account is there. */
  readonly credentials: (access: DeployedAccess) => Promise<Parameters<typeof changeKubeconfig>[1]["user"]>;
  /** Kubeconfig that the operator would have otherwise. */
  readonly kubeconfig: string;
}

/** The target, with the operator as the ServiceAccount that it is deployed as, and with the roles of that. */
export function asDeployed(target: RunTarget, options: AsDeployedOptions): RunTarget {
  const { root, access, credentials, kubeconfig } = options;
  const file = join(root, ".kubewright", "operator.kubeconfig");
  let written: string | undefined;
  return {
    ...target,
    kubeconfigFile: file,
    async install({ crds }) {
      const found = await access();
      await target.install({ crds, roles: found.objects });
      if (written !== undefined) return;
      const text = changeKubeconfig(kubeconfig, {
        namespace: found.namespace,
        user: await credentials(found),
      });
      await writeKubeconfigFile(file, text, { scratch: true });
      written = text;
    },
    async close() {
      if (written !== undefined) await removeKubeconfigFile(file, written);
      await target.close();
    },
  };
}
