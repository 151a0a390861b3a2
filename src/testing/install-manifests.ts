import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { CustomResourceDefinition } from "../k8s/apiextensions.k8s.io/v1.ts";
import { Namespace, ServiceAccount } from "../k8s/core/v1.ts";
import { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from "../k8s/rbac.authorization.k8s.io/v1.ts";
import type { KubernetesObject } from "../kube/object.ts";
import type { Resource } from "../kube/resource.ts";
import { parseYaml } from "../kube/yaml.ts";
import type { Client } from "../runtime/client/client.ts";
import type { Connection } from "../runtime/client/connection.ts";
import { until } from "./until.ts";

const accessKinds = [
  ServiceAccount,
  ClusterRole,
  ClusterRoleBinding,
  Role,
  RoleBinding,
] as Resource<KubernetesObject>[];

/** Applies the CustomResourceDefinitions of a file or a folder, and waits until they are served. */
export async function installCrds(
  path: string,
  { client, connection }: { client: Client; connection: Connection },
): Promise<void> {
  for (const document of await documentsIn(path)) {
    const crd = document as CustomResourceDefinition;
    if (crd.kind !== "CustomResourceDefinition") continue;
    const name = crd.metadata?.name ?? "";
    await client.apply(CustomResourceDefinition, { ...crd, metadata: { ...crd.metadata, name } });
    await until(connection, CustomResourceDefinition, { name }, (found) =>
      Boolean(
        found?.status?.conditions?.some(
          (condition) => condition.type === "Established" && condition.status === "True",
        ),
      ),
    );
  }
}

/** Applies the roles, bindings and ServiceAccounts of a file or a folder, and makes the namespaces that they are in. */
export async function installRoles(path: string, client: Client): Promise<void> {
  const documents = await documentsIn(path);
  const found = documents.flatMap((document) => {
    const { apiVersion, kind } = document;
    const resource = accessKinds.find((known) => known.kind === kind && apiVersionOf(known) === apiVersion);
    return resource ? [{ resource, document }] : [];
  });
  const namespaces = new Set(found.flatMap(({ document }) => document.metadata?.namespace ?? []));
  for (const name of namespaces) await client.apply(Namespace, { metadata: { name } });
  for (const { resource, document } of found) {
    const name = document.metadata?.name ?? "";
    await client.apply(resource, { ...document, metadata: { ...document.metadata, name } });
  }
}

function apiVersionOf({ group, version }: Resource<KubernetesObject>): string {
  return group ? `${group}/${version}` : version;
}

async function documentsIn(path: string): Promise<KubernetesObject[]> {
  const documents: KubernetesObject[] = [];
  for (const file of await yamlFiles(path))
    documents.push(...(parseYaml(await readFile(file, "utf8"), file) as KubernetesObject[]));
  return documents;
}

async function yamlFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path);
  return names
    .filter((name) => /\.ya?ml$/.test(name) && !/^kustomization\.ya?ml$/i.test(name))
    .sort()
    .map((name) => join(path, name));
}
