import type { PodResourceClaim } from "../../../../k8s/core/v1.ts";
import {
  duplicateField,
  eachItem,
  forbiddenField,
  invalidEach,
  invalidField,
  requiredField,
} from "../../../admission/field-problem.ts";
import { dnsLabel, dnsSubdomain } from "../../../admission/name-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { internalValue } from "./internal-value.ts";

/** Follows validatePodResourceClaims of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateClaims(
  claims: readonly PodResourceClaim[] | undefined,
  { at, isMirror }: { at: string; isMirror: boolean },
): InvalidField[] {
  const names = new Set<string>();
  return eachItem(claims, at, (claim, path) => {
    if (isMirror) return [forbiddenField("", "static pods do not support resource claims")];
    return [...takeName(claim.name, { at: `${path}.name`, names }), ...validateSource(claim, path)];
  });
}

function takeName(name: string, { at, names }: { at: string; names: Set<string> }): InvalidField[] {
  if (!name) return [requiredField(at)];
  if (names.has(name)) return [duplicateField(at, name)];
  names.add(name);
  return invalidEach(at, name, dnsLabel(name));
}

function validateSource(claim: PodResourceClaim, at: string): InvalidField[] {
  const { resourceClaimName: name, resourceClaimTemplateName: template } = claim;
  const wrong = (problem: string) => [invalidField(at, internalValue("PodResourceClaim", claim), problem)];
  return [
    ...(name !== undefined && template !== undefined
      ? wrong("at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified")
      : []),
    ...(name === undefined && template === undefined
      ? wrong("must specify one of: `resourceClaimName`, `resourceClaimTemplateName`")
      : []),
    ...(name === undefined ? [] : invalidEach(`${at}.resourceClaimName`, name, dnsSubdomain(name))),
    ...(template === undefined
      ? []
      : invalidEach(`${at}.resourceClaimTemplateName`, template, dnsSubdomain(template))),
  ];
}
