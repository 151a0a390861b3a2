import { activationOf } from "../policy/activation.ts";
import { MatchError, matchesConditions } from "../policy/match-conditions.ts";
import { matchRequest } from "../policy/match-request.ts";
import { seenMatching, type PolicyContext } from "../policy/seen.ts";
import { versionedAs, type Versioned } from "../policy/view.ts";
import type { AdmissionAttributes } from "../registry/admission.ts";
import { resourceName } from "../registry/served-resource.ts";
import { forbidden } from "../status-error.ts";
import type { Webhook } from "./webhook.ts";

/**
 * The objects of a request in the version in which a webhook is to see them; undefined when it is not to be called.
 *
 * @throws StatusError 403 when a match condition cannot be evaluated and the webhook fails closed.
 */
export function shouldCall(
  webhook: Webhook,
  attributes: AdmissionAttributes,
  context: PolicyContext,
): Versioned | undefined {
  const resource = matchRequest(webhook, attributes, context);
  if (!resource) return undefined;
  const { resource: from } = attributes;
  const versioned = versionedAs(resource, attributes);
  if (webhook.conditions.length === 0) return versioned;
  const activation = () => activationOf(seenMatching(attributes, { versioned, context }));
  try {
    const { conditions, failurePolicy } = webhook;
    return matchesConditions(conditions, { activation, failurePolicy }) ? versioned : undefined;
  } catch (error) {
    if (!(error instanceof MatchError)) throw error;
    throw forbidden(resourceName(from), { name: attributes.name, message: error.message });
  }
}
