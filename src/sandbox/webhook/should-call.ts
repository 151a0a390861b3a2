import { activationOf } from "../policy/activation.ts";
import { MatchError, matchesConditions } from "../policy/match-conditions.ts";
import { matchRequest, type World } from "../policy/match-request.ts";
import { admissionRequest, inVersion } from "../policy/view.ts";
import type { AdmissionAttributes } from "../registry/admission.ts";
import { resourceName } from "../registry/served-resource.ts";
import { forbidden } from "../status-error.ts";
import type { Versioned } from "./review.ts";
import type { Webhook } from "./webhook.ts";

/** What calling webhooks needs to know. */
export interface CallContext extends World {
  /** Values of `authorizer` and `authorizer.requestResource` for a request. */
  authorizers?(
    attributes: AdmissionAttributes,
  ): Pick<Parameters<typeof activationOf>[0], "authorizer" | "requestResource">;
}

/**
 * The objects of a request in the version in which a webhook is to see them; undefined when it is not to be called.
 *
 * @throws StatusError 403 when a match condition cannot be evaluated and the webhook fails closed.
 */
export function shouldCall(
  webhook: Webhook,
  attributes: AdmissionAttributes,
  context: CallContext,
): Versioned | undefined {
  const resource = matchRequest(webhook, attributes, context);
  if (!resource) return undefined;
  const { subresource, resource: from } = attributes;
  const view = (object: typeof attributes.object) => inVersion(object, { from, to: resource, subresource });
  const versioned = {
    resource,
    object: view(attributes.object),
    oldObject: view(attributes.oldObject),
  };
  if (webhook.conditions.length === 0) return versioned;
  const activation = activationOf({
    ...versioned,
    request: { ...admissionRequest(attributes, resource), object: null, oldObject: null },
    ...context.authorizers?.(attributes),
  });
  try {
    const { conditions, failurePolicy } = webhook;
    return matchesConditions(conditions, { activation, failurePolicy }) ? versioned : undefined;
  } catch (error) {
    if (!(error instanceof MatchError)) throw error;
    throw forbidden(resourceName(from), { name: attributes.name, message: error.message });
  }
}
