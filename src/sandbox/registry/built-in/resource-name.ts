import { labelKeyProblems } from "../../admission/name-format.ts";

/* Names of what Pods use and quotas count. Follows k8s.io/kubernetes/pkg/apis/core/helper and core/v1/validation. */

const compute = ["cpu", "memory", "ephemeral-storage"];
const standard = [
  ...compute,
  ...compute.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "storage",
  "requests.storage",
  "services.nodeports",
  "services.loadbalancers",
];

/** What is wrong with the name of a resource. */
export function resourceNameProblems(name: string): string[] {
  const problems = labelKeyProblems(name);
  if (problems.length || name.includes("/") || standard.includes(name)) return problems;
  return isHugePages(name) || name.startsWith("requests.hugepages-")
    ? []
    : ["must be a standard resource type or fully qualified"];
}

/** What is wrong with the name of a resource that containers use. */
export function containerResourceNameProblems(name: string): string[] {
  const problems = resourceNameProblems(name);
  if (!name.includes("/"))
    return compute.includes(name) || isHugePages(name)
      ? problems
      : [...problems, "must be a standard resource for containers"];
  return isNative(name) || isExtended(name)
    ? problems
    : [...problems, "doesn't follow extended resource name standard"];
}

/** Resources that Kubernetes does not know, which nodes have in whole numbers. */
export function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith("requests.")) return false;
  return labelKeyProblems(`requests.${name}`).length === 0;
}

/** Resources that are counted in whole numbers. */
export function isWhole(name: string): boolean {
  return isExtended(name) || (standard.indexOf(name) >= standard.indexOf("pods") && !/storage$/.test(name));
}

function isNative(name: string): boolean {
  return !name.includes("/") || name.includes("kubernetes.io/");
}

function isHugePages(name: string): boolean {
  return name.startsWith("hugepages-");
}
