import type { JsonObject } from "../../../../base/json.ts";
import { invalidEach, requiredField } from "../../../admission/field-problem.ts";
import { dnsSubdomain, pathSegment } from "../../../admission/name-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { textAt } from "../read.ts";

/** Group, kind and name of an object. Follows validateIngressTypedLocalObjectReference of k8s.io/kubernetes/pkg/apis/networking/validation. */
export function validateLocalReference(reference: JsonObject, at: string): InvalidField[] {
  const { apiGroup } = reference;
  return [
    ...(typeof apiGroup === "string" ? invalidEach(`${at}.apiGroup`, apiGroup, dnsSubdomain(apiGroup)) : []),
    ...["kind", "name"].flatMap((key) => {
      const text = textAt(reference, key);
      return text ? invalidEach(`${at}.${key}`, text, pathSegment(text)) : [requiredField(`${at}.${key}`)];
    }),
  ];
}
