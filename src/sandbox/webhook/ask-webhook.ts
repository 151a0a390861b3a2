import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../base/json.ts";
import type { AdmissionAttributes } from "../registry/admission.ts";
import type { Versioned } from "../policy/view.ts";
import type { Question } from "../registry/suspension.ts";
import { dryRunUnsupported } from "./rejection.ts";
import { readReview, writeReview, type Review, type ReviewResponse } from "./review.ts";
import { responseTypeProblem } from "./response-types.ts";
import type { HookAnswer } from "./webhook-answer.ts";
import type { WebhookClient } from "./webhook-client.ts";
import type { Webhook } from "./webhook.ts";

/** What came of asking a webhook: what it said, or why it could not be asked (the failure policy decides what that means). */
export type Outcome =
  | { readonly failure: string }
  | (Extract<ReviewResponse, { allowed: boolean }> & { readonly failure?: undefined });

/** How a webhook is to be asked about a request. */
export interface Asking {
  readonly webhook: Webhook;
  readonly review: Review;
  readonly question: Question<Asked>;
}

interface Asked {
  readonly uid: string;
  readonly answer: HookAnswer;
}

/**
 * Prepares the call of a webhook. `round` tells a second call of one request from the first.
 *
 * @throws StatusError 400 when a dry run is asked of a webhook that may do something.
 */
export function askWebhook(
  webhook: Webhook,
  attributes: AdmissionAttributes,
  options: { versioned: Versioned; client: WebhookClient; round: number },
): Asking | { readonly failure: string } {
  const { versioned, client, round } = options;
  const { sideEffects, name } = webhook;
  if (attributes.dryRun && sideEffects === undefined) return { failure: "Webhook SideEffects is nil" };
  if (attributes.dryRun && sideEffects !== "None" && sideEffects !== "NoneOnDryRun")
    throw dryRunUnsupported(name);
  const review = writeReview(attributes, { versions: webhook.reviewVersions, versioned });
  if (!review) {
    const known = "webhook does not accept known AdmissionReview versions (v1, v1beta1)";
    return { failure: `could not create admission objects: ${known}` };
  }
  const key = JSON.stringify([webhook.id, webhook.mutating, round, review]);
  return { webhook, review, question: { key, ask: () => call(webhook, review, client) } };
}

async function call(webhook: Webhook, review: Review, client: WebhookClient): Promise<Asked> {
  const uid = randomUUID();
  const { apiVersion, request } = review;
  const body = { kind: "AdmissionReview", apiVersion, request: { uid, ...request } };
  const { clientConfig, timeoutSeconds } = webhook;
  return { uid, answer: await client.post({ config: clientConfig, body, timeoutSeconds }) };
}

/** What a webhook's answer means. */
export function outcomeOf({ webhook, review }: Asking, { uid, answer }: Asked): Outcome {
  if ("problem" in answer)
    return {
      failure: `${answer.setUp ? "could not get REST client" : "failed to call webhook"}: ${answer.problem}`,
    };
  const mistaken = undecodable(answer.json, review.apiVersion);
  if (mistaken !== undefined) return { failure: `failed to call webhook: ${mistaken}` };
  const response = readReview(answer.json, {
    uid,
    apiVersion: review.apiVersion,
    mutating: webhook.mutating,
  });
  if (response.problem !== undefined)
    return { failure: `received invalid webhook response: ${response.problem}` };
  return response;
}

/** Why an answer is none of the version that was sent; what says nothing of itself is taken for one. */
function undecodable(json: JsonObject, expected: string): string | undefined {
  const { apiVersion = "", kind = "" } = json;
  if (kind === "Status" && apiVersion === "v1" && json.status !== "Success")
    return typeof json.message === "string" ? json.message : "unknown";
  if (apiVersion === "" || kind === "" || (apiVersion === expected && kind === "AdmissionReview"))
    return responseTypeProblem(json.response);
  const version = (text: string) => text.slice(text.lastIndexOf("/") + 1);
  const known = ["admission.k8s.io/v1", "admission.k8s.io/v1beta1"].includes(String(apiVersion));
  if (known && kind === "AdmissionReview")
    return `converting (${version(String(apiVersion))}.AdmissionReview) to (${version(expected)}.AdmissionReview): unknown conversion`;
  return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "${hookScheme}"`;
}

/** Where the API server makes the scheme of what webhooks answer; it is part of the wording. */
const hookScheme = "pkg/runtime/scheme.go:111";
