import { labelKeyProblems } from "../../../admission/name-format.ts";
import { canonicalQuantity } from "../../../admission/quantity.ts";
import { isWholeQuantity, quantityNano } from "../../../admission/quantity-value.ts";

/* Follows k8s.io/kubernetes/pkg/apis/core/helper/helpers.go. */

const objectCounts = [
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "services.nodeports",
  "services.loadbalancers",
];

const standard = [
  ...["cpu", "memory", "ephemeral-storage"].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
  ...objectCounts,
  "storage",
  "requests.storage",
];

/** Names without a prefix that stand for something. */
export function isStandardResource(name: string): boolean {
  return standard.includes(name) || isHugePages(name) || name.startsWith("requests.hugepages-");
}

export function isHugePages(name: string): boolean {
  return name.startsWith("hugepages-");
}

export function isStandardContainerResource(name: string): boolean {
  return ["cpu", "memory", "ephemeral-storage"].includes(name) || isHugePages(name);
}

/** Kubernetes' own. */
export function isNativeResource(name: string): boolean {
  return !name.includes("/") || name.includes("kubernetes.io/");
}

/** What devices are asked for by. */
export function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith("requests.")) return false;
  return labelKeyProblems(`requests.${name}`).length === 0;
}

export function isIntegerResource(name: string): boolean {
  return objectCounts.includes(name) || isExtendedResource(name);
}

/** Whether less may be asked for than there is a limit of. */
export function isOvercommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePages(name);
}

/** Whether a quantity is a multiple of the page size that the resource is named after. */
export function isDivisibleByPage(name: string, quantity: string): boolean {
  const size = canonicalQuantity(name.slice("hugepages-".length));
  if (size === undefined || quantityNano(size) <= 0n || !isWholeQuantity(size)) return false;
  return roundedUp(quantity) % roundedUp(size) === 0n;
}

function roundedUp(quantity: string): bigint {
  return (quantityNano(quantity) + 10n ** 9n - 1n) / 10n ** 9n;
}
