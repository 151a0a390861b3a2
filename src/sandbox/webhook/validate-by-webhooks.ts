import type { PolicyContext } from "../policy/seen.ts";
import type { AdmissionAttributes } from "../registry/admission.ts";
import { StatusError } from "../status-error.ts";
import { askWebhook, outcomeOf, type Asking, type Outcome } from "./ask-webhook.ts";
import { internalError, rejection } from "./rejection.ts";
import { shouldCall } from "./should-call.ts";
import type { WebhookClient } from "./webhook-client.ts";
import type { Webhook } from "./webhook.ts";

/**
 * Asks all validating webhooks that a request is for, at the same time; the refusal that came first is what the client is told.
 * Follows k8s.io/apiserver/pkg/admission/plugin/webhook/validating/dispatcher.go.
 */
export function validateByWebhooks(
  webhooks: readonly Webhook[],
  attributes: AdmissionAttributes,
  options: { context: PolicyContext; client: WebhookClient },
): void {
  const { context, client } = options;
  const refusals: StatusError[] = [];
  const asking: Asking[] = [];
  const relevant = webhooks.flatMap((webhook) => {
    const versioned = shouldCall(webhook, attributes, context);
    return versioned ? [{ webhook, versioned }] : [];
  });
  for (const { webhook, versioned } of relevant) {
    const prepared = orRefusal(() => askWebhook(webhook, attributes, { versioned, client, round: 0 }));
    if (prepared instanceof StatusError) refusals.push(prepared);
    else if ("failure" in prepared) refusals.push(...failed(webhook, prepared.failure));
    else asking.push(prepared);
  }
  const answers = attributes.answers.all(asking.map(({ question }) => question));
  const said = asking.map((one, index) => {
    const { value, order } = answers[index] as (typeof answers)[number];
    return { webhook: one.webhook, order, outcome: outcomeOf(one, value) };
  });
  for (const { webhook, outcome } of said.sort((a, b) => a.order - b.order))
    refusals.push(...judge(webhook, outcome, attributes));
  if (refusals[0]) throw refusals[0];
}

function orRefusal<T>(run: () => T): T | StatusError {
  try {
    return run();
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
}

function judge(webhook: Webhook, outcome: Outcome, attributes: AdmissionAttributes): StatusError[] {
  if (outcome.failure !== undefined) return failed(webhook, outcome.failure);
  outcome.warnings.forEach(attributes.warn);
  return outcome.allowed ? [] : [rejection(webhook.name, outcome.status)];
}

/** What cannot be asked does not stand in the way when the failure policy is to ignore it. */
function failed(webhook: Webhook, failure: string): StatusError[] {
  if (webhook.failurePolicy === "Ignore") return [];
  return [internalError(`failed calling webhook ${JSON.stringify(webhook.name)}: ${failure}`)];
}
