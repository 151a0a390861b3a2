import type { PodSpec, ResourceRequirements } from "../../../../k8s/core/v1.ts";
import { addQuantities, compareQuantities } from "../../../admission/quantity-value.ts";
import type { ResourceAmounts } from "./aggregate-resources.ts";

const counted = ["cpu", "memory"];

/** Guaranteed, Burstable or BestEffort. Follows ComputePodQOS of k8s.io/kubernetes/pkg/apis/core/helper/qos. */
export function qosClass(spec: PodSpec): string {
  const sources: ResourceRequirements[] = spec.resources
    ? [spec.resources]
    : [...spec.containers, ...(spec.initContainers ?? [])].map(({ resources }) => resources ?? {});
  const requests = sum(sources, "requests");
  const limits = sum(sources, "limits");
  const names = Object.keys(requests);
  if (names.length + Object.keys(limits).length === 0) return "BestEffort";
  const limited = sources
    .filter((source) => !spec.resources || Object.keys(source.limits ?? {}).length > 0)
    .every((source) => counted.every((name) => isPositive(source.limits?.[name])));
  const equal =
    names.length === Object.keys(limits).length &&
    names.every(
      (name) => limits[name] !== undefined && compareQuantities(requests[name], limits[name]) === 0,
    );
  return limited && equal ? "Guaranteed" : "Burstable";
}

function sum(sources: readonly ResourceRequirements[], list: "requests" | "limits"): ResourceAmounts {
  const total: ResourceAmounts = {};
  for (const source of sources) {
    for (const name of counted) {
      const quantity = source[list]?.[name];
      if (!isPositive(quantity)) continue;
      total[name] = addQuantities(total[name] ?? "0", String(quantity));
    }
  }
  return total;
}

function isPositive(quantity: unknown): boolean {
  return quantity !== undefined && compareQuantities(quantity, 0) > 0;
}
