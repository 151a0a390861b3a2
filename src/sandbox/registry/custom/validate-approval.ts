import type { CustomResourceDefinition } from "../../../kube/crd.ts";
import { invalidField, requiredField } from "../../admission/field-problem.ts";
import type { InvalidField } from "../../status-error.ts";

const key = "api-approved.kubernetes.io";
const see = "see https://github.com/kubernetes/enhancements/pull/1111";

/**
 * Groups of Kubernetes' own say who approved of their definitions; what was so before may stay. Follows validateAPIApproval of apiextensions-apiserver's
 * validation.go and GetAPIApprovalState of its apihelpers.
 */
export function validateApproval(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition | undefined,
): InvalidField[] {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(definition.spec.group ?? "")) return [];
  const state = stateOf(definition);
  if (old && stateOf(old) === state) return [];
  const at = `metadata.annotations[${key}]`;
  if (state === "missing")
    return [requiredField(at, `protected groups must have approval annotation "${key}", ${see}`)];
  if (state !== "invalid") return [];
  const detail = `protected groups must have approval annotation "${key}" with either a URL or a reason starting with "unapproved", ${see}`;
  return [invalidField(at, textOf(definition), detail)];
}

function stateOf(definition: CustomResourceDefinition): "missing" | "bypassed" | "approved" | "invalid" {
  const text = textOf(definition);
  if (text === "") return "missing";
  if (text.startsWith("unapproved")) return "bypassed";
  return /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/?#]+/.test(text) ? "approved" : "invalid";
}

function textOf({ metadata }: CustomResourceDefinition): string {
  return metadata?.annotations?.[key] ?? "";
}
