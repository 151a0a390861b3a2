import type { PodSpec } from "../../../../k8s/core/v1.ts";
import { eachItem, forbiddenField, invalidField } from "../../../admission/field-problem.ts";
import { compareQuantities } from "../../../admission/quantity-value.ts";
import type { InvalidField } from "../../../status-error.ts";
import { aggregateResources } from "./aggregate-resources.ts";
import type { PodContext } from "./pod-validation.ts";
import { isHugePages } from "./resource-names.ts";
import { validatePodResourceName, validateResources } from "./validate-resources.ts";

/** What a Pod as a whole asks for. Follows validatePodResources of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validatePodResources(
  spec: PodSpec,
  { at, context }: { at: string; context: PodContext },
): InvalidField[] {
  const { resources } = spec;
  if (!resources) return [];
  if (spec.os?.name === "windows") return [forbiddenField(at, "may not be set for a windows pod")];
  return [
    ...(resources.claims
      ? [forbiddenField(`${at}.claims`, "claims may not be set for Resources at pod-level")]
      : []),
    ...validateResources(resources, {
      at,
      claimNames: context.claimNames,
      looseHugePages: context.validation.looseHugePages,
      validateName: validatePodResourceName,
    }),
    ...validateConsistency(spec, at),
  ];
}

function validateConsistency(spec: PodSpec, at: string): InvalidField[] {
  const { requests = {}, limits = {} } = spec.resources ?? {};
  const pages = Object.entries(aggregateResources(spec, "limits")).filter(([name]) => isHugePages(name));
  return [
    ...Object.entries(aggregateResources(spec, "requests")).flatMap(([name, needed]) =>
      validateAtLeast({ own: requests[name], needed, what: "requests" }, `${at}.requests[${name}]`),
    ),
    ...pages.flatMap(([name, needed]) =>
      validateAtLeast({ own: limits[name], needed, what: "limits" }, `${at}.limits[${name}]`),
    ),
    ...eachItem(spec.containers, `${at}.containers`, (container, path) =>
      Object.entries(container.resources?.limits ?? {}).flatMap(([name, limit]) =>
        validateAtMost({ own: limit, most: limits[name] }, `${path}[${name}].limits`),
      ),
    ),
  ];
}

function validateAtLeast(
  { own, needed, what }: { own: unknown; needed: string; what: string },
  at: string,
): InvalidField[] {
  if (own === undefined || compareQuantities(needed, own) <= 0) return [];
  const problem = `must be greater than or equal to aggregate container ${what} of ${needed}`;
  return [invalidField(at, own, problem)];
}

function validateAtMost({ own, most }: { own: unknown; most: unknown }, at: string): InvalidField[] {
  if (most === undefined || compareQuantities(own, most) <= 0) return [];
  return [invalidField(at, own, `must be less than or equal to pod limits of ${String(most)}`)];
}
