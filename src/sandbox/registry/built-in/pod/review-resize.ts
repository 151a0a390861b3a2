import { goQuote } from "../../../../base/go-quote.ts";
import { equalJson } from "../../../../base/json.ts";
import type { Node, Pod, PodSpec } from "../../../../k8s/core/v1.ts";
import { addQuantities, compareQuantities, quantityNano } from "../../../admission/quantity-value.ts";
import type { ApiObject } from "../../../api-object.ts";
import { forbidden, type StatusError } from "../../../status-error.ts";
import type { ReviewOptions } from "../../served-resource.ts";
import { aggregateResources, type ResourceAmounts } from "./aggregate-resources.ts";

/**
 * Whether the node of a Pod can do what a resize asks for. Follows the admission plugins NodeDeclaredFeatureValidator and PodResizeValidator of
 * k8s.io/kubernetes/plugin/pkg/admission.
 */
export function reviewResize(object: ApiObject, { old, find }: ReviewOptions): void {
  const [pod, before] = [object as Pod, old as Pod | undefined];
  const { spec } = pod;
  if (!spec?.nodeName || !before?.spec || equalJson(spec, before.spec)) return;
  const refuse = (message: string, reason?: string) => refused(object, { message, reason });
  const found = find("nodes", spec.nodeName) as Node | undefined;
  const features = featuresFor(spec, before.spec);
  if (!found) throw refuse(`node ${goQuote(spec.nodeName)} not found`);
  const declared = found.status?.declaredFeatures ?? [];
  const missing = features.filter((feature) => !declared.includes(feature));
  if (missing.length)
    throw refuse(
      `pod update requires features ${missing.join(", ")} which are not available on node ${goQuote(spec.nodeName)}`,
    );
  const system = found.metadata?.labels?.["kubernetes.io/os"] ?? "linux";
  if (system !== "linux") {
    const where = `node ${goQuote(spec.nodeName)} is ${goQuote(system)}`;
    throw refuse(`pod resize is only supported on linux nodes, ${where}`, "UnsupportedPlatform");
  }
  const lacking = lackOf(spec, found);
  if (lacking) throw refuse(`node didn't have enough allocatable resources: ${lacking}`, "NodeCapacity");
}

/** Features that not every node has. */
function featuresFor(spec: PodSpec, before: PodSpec): string[] {
  const initial = (before.initContainers ?? []).some(
    ({ restartPolicy, resources }, index) =>
      restartPolicy !== "Always" &&
      !equalJson(resources ?? {}, spec.initContainers?.[index]?.resources ?? {}),
  );
  return [
    ...(equalJson(spec.resources ?? {}, before.resources ?? {})
      ? []
      : ["InPlacePodLevelResourcesVerticalScaling"]),
    ...(initial ? ["InPlacePodVerticalScalingInitContainers"] : []),
  ];
}

function lackOf(spec: PodSpec, { status }: Node): string {
  const requests = requestsOf(spec);
  return (["cpu", "memory"] as const)
    .flatMap((name) => {
      const [wanted, there] = [requests[name] ?? "0", String(status?.allocatable?.[name] ?? "0")];
      if (compareQuantities(wanted, there) <= 0) return [];
      const unit = name === "cpu" ? 6n : 9n;
      const [asked, left] = [wanted, there].map((amount) => rounded(quantityNano(amount), 10n ** unit));
      return [`${name}, requested: ${asked}, allocatable: ${left}`];
    })
    .join("; ");
}

function rounded(nano: bigint, unit: bigint): bigint {
  return (nano + unit - 1n) / unit;
}

/** Follows PodRequests of k8s.io/component-helpers/resource. */
function requestsOf(spec: PodSpec): ResourceAmounts {
  const total = aggregateResources(spec, "requests");
  for (const [name, amount] of Object.entries(spec.resources?.requests ?? {})) total[name] = String(amount);
  for (const [name, amount] of Object.entries(spec.overhead ?? {}))
    total[name] = addQuantities(total[name] ?? "0", String(amount));
  return total;
}

function refused(
  pod: ApiObject,
  { message, reason }: { message: string; reason: string | undefined },
): StatusError {
  return forbidden(
    { group: "", resource: "pods" },
    { name: pod.metadata.name ?? "", message, ...(reason ? { causes: [{ reason }] } : {}) },
  );
}
