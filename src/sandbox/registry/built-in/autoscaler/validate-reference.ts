import type { JsonObject } from "../../../../base/json.ts";
import { invalidEach, invalidField, requiredField } from "../../../admission/field-problem.ts";
import { pathSegment } from "../../../admission/name-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { textAt } from "../read.ts";

/** Whether an apiVersion has to name a group, may do so, or is not looked at. */
export type GroupRule = "required" | "optional" | "any";

/** Follows ValidateCrossVersionObjectReference of k8s.io/kubernetes/pkg/apis/autoscaling/validation. */
export function validateReference(
  reference: JsonObject,
  options: { at: string; group: GroupRule },
): InvalidField[] {
  const { at, group } = options;
  const problem = groupProblem(reference, group);
  return [
    ...["kind", "name"].flatMap((key) => {
      const text = textAt(reference, key);
      return text ? invalidEach(`${at}.${key}`, text, pathSegment(text)) : [requiredField(`${at}.${key}`)];
    }),
    ...(problem ? [invalidField(`${at}.apiVersion`, textAt(reference, "apiVersion"), problem)] : []),
  ];
}

/** What is wrong with the apiVersion of a reference. Follows ValidateAPIVersion. */
export function groupProblem(reference: JsonObject, rule: GroupRule): string | undefined {
  const apiVersion = textAt(reference, "apiVersion");
  if (rule === "any") return undefined;
  if (apiVersion.split("/").length > 2) return `unexpected GroupVersion string: ${apiVersion}`;
  const grouped = apiVersion.includes("/") && !apiVersion.startsWith("/");
  return rule === "required" && !grouped ? "apiVersion must specify API group" : undefined;
}
