import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import { isJsonObject } from "../../base/json.ts";
import type { Kubectl } from "../../cluster/kubectl.ts";
import type { KubernetesObject } from "../../kube/object.ts";
import { parseYaml } from "../../kube/yaml.ts";
import { renderKustomization } from "../deploy/render-kustomization.ts";

/** Who the operator is where it is deployed, and what it may do there. */
export interface DeployedAccess {
  readonly namespace: string;
  /** Name of its ServiceAccount. */
  readonly account: string;
  /** The namespace, the account, roles and bindings, as `deploy` would apply them. */
  readonly objects: readonly KubernetesObject[];
}

const folder = "config/default";
/** Where what is rendered comes from. */
const sources = ["config/default", "config/rbac", "config/manager"];
const kinds = ["Namespace", "ServiceAccount", "ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"];

/**
 * Reads it from the project's kustomization, anew when a file there has changed.
 *
 * @throws UserError DEPLOYMENT_UNCLEAR when it has no Deployment, or several; those of kubectl
 */
export function deployedAccessOf(
  root: string,
  kubectl: Pick<Kubectl, "kustomize">,
): () => Promise<DeployedAccess> {
  let known: { text: string; access: DeployedAccess } | undefined;
  return async () => {
    const text = sources.map((path) => textBelow(join(root, path))).join("");
    if (known?.text !== text) known = { text, access: await render(root, kubectl) };
    return known.access;
  };
}

/** `system:serviceaccount:<namespace>:<name>` */
export function usernameOf({ namespace, account }: DeployedAccess): string {
  return `system:serviceaccount:${namespace}:${account}`;
}

async function render(root: string, kubectl: Pick<Kubectl, "kustomize">): Promise<DeployedAccess> {
  const rendered = await renderKustomization(kubectl, join(root, folder));
  const objects = parseYaml(rendered, `the output of kustomize`) as KubernetesObject[];
  const deployments = objects.filter(({ kind }) => kind === "Deployment");
  const [deployment, ...others] = deployments;
  if (!deployment || others.length > 0)
    throw new UserError(
      "DEPLOYMENT_UNCLEAR",
      `cannot tell as whom the operator is deployed: ${folder} has ${deployments.length} Deployments, expected one`,
    );
  const { namespace = "default" } = deployment.metadata ?? {};
  return {
    namespace,
    account: accountOf(deployment),
    objects: objects.filter(({ kind = "" }) => kinds.includes(kind)),
  };
}

/** The ServiceAccount of its Pods; `default` where none is named. */
function accountOf(deployment: KubernetesObject): string {
  const at = (value: unknown, key: string) => (isJsonObject(value) ? value[key] : undefined);
  const pod = at(at(at(deployment, "spec"), "template"), "spec");
  const name = at(pod, "serviceAccountName");
  return typeof name === "string" && name !== "" ? name : "default";
}

function textBelow(path: string): string {
  if (!existsSync(path)) return "";
  return readdirSync(path, { withFileTypes: true })
    .map((entry) => {
      const file = join(path, entry.name);
      return entry.isDirectory() ? textBelow(file) : `${file}\n${readFileSync(file, "utf8")}`;
    })
    .join("");
}
