import type { AdmissionAttributes } from "../registry/admission.ts";
import type { Seen } from "./activation.ts";
import type { World } from "./match-request.ts";
import { admissionRequest, type Versioned } from "./view.ts";

/** What evaluating expressions about a request needs to know. */
export interface PolicyContext extends World {
  /** Values of `authorizer` and `authorizer.requestResource` for a request. */
  authorizers?(attributes: AdmissionAttributes): Pick<Seen, "authorizer" | "requestResource">;
}

/** What the expressions about a request see of it. */
export function seenOf(
  attributes: AdmissionAttributes,
  { versioned, context }: { versioned: Versioned; context: PolicyContext },
): Seen {
  const { resource, object, oldObject } = versioned;
  return {
    object,
    oldObject,
    request: { ...admissionRequest(attributes, resource), object: null, oldObject: null },
    ...context.authorizers?.(attributes),
  };
}

/**
 * The same for match conditions: the request's resource is that of the request itself, whatever matched, and there is no namespace (Match of
 * k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions/matcher.go).
 */
export function seenMatching(
  attributes: AdmissionAttributes,
  { versioned, context }: Parameters<typeof seenOf>[1],
): Seen {
  const seen = seenOf(attributes, { versioned, context });
  const { requestResource } = seen.request;
  return { ...seen, request: { ...seen.request, resource: requestResource } };
}
