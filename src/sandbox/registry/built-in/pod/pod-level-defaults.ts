import type { JsonObject } from "../../../../base/json.ts";
import type { PodSpec } from "../../../../k8s/core/v1.ts";
import { objectAt } from "../defaulting.ts";
import { aggregateResources } from "./aggregate-resources.ts";
import { isHugePages, isOvercommitAllowed } from "./resource-names.ts";
import { isPodResource } from "./validate-resources.ts";

/**
 * Amounts of a Pod as a whole that follow from those of its containers. Follows defaultHugePagePodLimits and defaultPodRequests of
 * k8s.io/kubernetes/pkg/apis/core/v1/defaults.go.
 */
export function defaultPodLevelResources(spec: JsonObject): void {
  const resources = objectAt(spec, "resources");
  if (!resources) return;
  defaultPages(resources, spec);
  const limits = objectAt(resources, "limits");
  if (!limits || Object.keys(limits).length === 0) return;
  const requests = { ...objectAt(resources, "requests") };
  for (const [name, quantity] of Object.entries(aggregateResources(spec as unknown as PodSpec, "requests")))
    if (isPodResource(name) && isOvercommitAllowed(name)) requests[name] ??= quantity;
  for (const [name, quantity] of Object.entries(limits)) if (isPodResource(name)) requests[name] ??= quantity;
  if (Object.keys(requests).length) resources.requests = requests;
}

function defaultPages(resources: JsonObject, spec: JsonObject): void {
  const requests = objectAt(resources, "requests") ?? {};
  const limits = { ...objectAt(resources, "limits") };
  if (Object.keys(requests).length + Object.keys(limits).length === 0) return;
  for (const [name, quantity] of Object.entries(aggregateResources(spec as unknown as PodSpec, "limits")))
    if (isHugePages(name) && requests[name] === undefined) limits[name] ??= quantity;
  if (Object.keys(limits).length) resources.limits = limits;
}
