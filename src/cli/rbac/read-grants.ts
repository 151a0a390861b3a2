import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject } from "../../base/json.ts";
import type { KubernetesObject } from "../../kube/object.ts";
import type { PolicyRule } from "../../kube/rbac.ts";
import { parseYaml } from "../../kube/yaml.ts";
import type { Grant } from "./compare-roles.ts";

const folder = "config/rbac";

/** What bindings of the project give to the operator's ServiceAccount. */
export interface Granted {
  /** Name of the ServiceAccount in the sources. */
  readonly account: string;
  readonly grants: readonly Grant[];
}

/** Reads the roles below config/rbac that are bound to its ServiceAccount; placeholders of the namespace stand for any. */
export function readGrants(root: string): Granted {
  const objects = readObjects(join(root, folder));
  const account =
    objects.find(({ kind }) => kind === "ServiceAccount")?.metadata?.name ?? "controller-manager";
  const grants = objects
    .filter((object) => /^(?:Cluster)?RoleBinding$/.test(object.kind ?? "") && isFor(object, account))
    .flatMap((binding) => grantOf(binding, objects));
  return { account, grants };
}

/** Roles as grants: a Role holds in its namespace. */
export function grantsOf(text: string, file: string): Grant[] {
  return (parseYaml(text, file) as KubernetesObject[])
    .filter(({ kind }) => kind === "Role" || kind === "ClusterRole")
    .map((role) => asGrant(role, role.kind === "Role" ? role.metadata?.namespace : undefined));
}

function readObjects(path: string): KubernetesObject[] {
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .flatMap(
      (name) => parseYaml(readFileSync(join(path, name), "utf8"), `${folder}/${name}`) as KubernetesObject[],
    );
}

function isFor(binding: KubernetesObject, account: string): boolean {
  const { subjects } = binding as { subjects?: unknown };
  return (
    Array.isArray(subjects) &&
    subjects.some(
      (subject) => isJsonObject(subject) && subject.kind === "ServiceAccount" && subject.name === account,
    )
  );
}

function grantOf(binding: KubernetesObject, objects: readonly KubernetesObject[]): Grant[] {
  const { roleRef } = binding as { roleRef?: unknown };
  if (!isJsonObject(roleRef)) return [];
  const namespace = binding.kind === "RoleBinding" ? binding.metadata?.namespace : undefined;
  return objects
    .filter(({ kind, metadata }) => kind === roleRef.kind && metadata?.name === roleRef.name)
    .filter(({ kind, metadata }) => kind === "ClusterRole" || metadata?.namespace === namespace)
    .map((role) => asGrant(role, namespace));
}

/** Of `system`, which kustomize replaces: it is the operator's own namespace, whichever that is. */
function asGrant(role: KubernetesObject, namespace: string | undefined): Grant {
  const { rules } = role as { rules?: PolicyRule[] };
  return {
    role: `${role.kind} ${role.metadata?.name}`,
    ...(namespace === undefined || namespace === "system" ? {} : { namespace }),
    rules: rules ?? [],
  };
}
