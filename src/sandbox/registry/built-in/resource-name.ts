import { labelKeyProblems } from "../../admission/name-format.ts";
import {
  isExtendedResource,
  isNativeResource,
  isStandardContainerResource,
  isStandardResource,
} from "./pod/resource-names.ts";

/* Names of what Pods use and quotas count. Follows k8s.io/kubernetes/pkg/apis/core/helper and core/v1/validation. */

/** What is wrong with the name of a resource. */
export function resourceNameProblems(name: string): string[] {
  const problems = labelKeyProblems(name);
  if (problems.length || name.includes("/") || isStandardResource(name)) return problems;
  return ["must be a standard resource type or fully qualified"];
}

/** What is wrong with the name of a resource that containers use. */
export function containerResourceNameProblems(name: string): string[] {
  const problems = resourceNameProblems(name);
  if (!name.includes("/"))
    return isStandardContainerResource(name)
      ? problems
      : [...problems, "must be a standard resource for containers"];
  return isNativeResource(name) || isExtendedResource(name)
    ? problems
    : [...problems, "doesn't follow extended resource name standard"];
}
