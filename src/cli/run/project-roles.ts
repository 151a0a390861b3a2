import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject } from "../../base/json.ts";
import type { KubernetesObject } from "../../kube/object.ts";
import { parseYaml } from "../../kube/yaml.ts";

const roleFile = "config/rbac/role.yaml";
const kustomization = "config/default/kustomization.yaml";

/** The roles that `manifests` wrote, with the names and the namespace that the project's kustomization gives them, after the namespaces that they are in. */
export function readProjectRoles(root: string): KubernetesObject[] {
  const { namespace, namePrefix = "", nameSuffix = "" } = readNames(root);
  const written = readDocuments(join(root, roleFile), roleFile).filter(({ kind = "" }) => /Role$/.test(kind));
  const roles = written.map(({ metadata, ...role }) => ({
    ...role,
    metadata: {
      ...metadata,
      name: `${namePrefix}${metadata?.name ?? ""}${nameSuffix}`,
      ...(role.kind === "Role" ? { namespace: namespace ?? metadata?.namespace ?? "default" } : {}),
    },
  }));
  const namespaces = new Set(
    roles.map(({ metadata }) => metadata.namespace).filter((name) => name !== undefined),
  );
  return [...[...namespaces].map(namespaceOf), ...roles];
}

/** What `config/default` says of names; everything is as written where it says nothing. */
export function readNames(root: string): { namespace?: string; namePrefix?: string; nameSuffix?: string } {
  const [value] = readDocuments(join(root, kustomization), kustomization);
  if (!isJsonObject(value)) return {};
  const texts = ["namespace", "namePrefix", "nameSuffix"].filter((key) => typeof value[key] === "string");
  return Object.fromEntries(texts.map((key) => [key, value[key]]));
}

function readDocuments(path: string, name: string): KubernetesObject[] {
  return existsSync(path) ? (parseYaml(readFileSync(path, "utf8"), name) as KubernetesObject[]) : [];
}

function namespaceOf(name: string): KubernetesObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}
