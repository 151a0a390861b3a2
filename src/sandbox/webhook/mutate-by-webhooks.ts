import { equalJson, isJsonObject } from "../../base/json.ts";
import { applyJsonPatch } from "../../kube/patch/json-patch.ts";
import { PatchError } from "../../kube/patch/patch-error.ts";
import { DecodeError } from "../admission/decode-built-in.ts";
import type { ApiObject } from "../api-object.ts";
import type { PolicyContext } from "../policy/seen.ts";
import { inVersion, type Versioned } from "../policy/view.ts";
import { goJsonError } from "../go-json-error.ts";
import type { AdmissionAttributes } from "../registry/admission.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import { askWebhook, outcomeOf, type Outcome } from "./ask-webhook.ts";
import type { Reinvocation } from "../policy/reinvocation.ts";
import { internalError, rejection } from "./rejection.ts";
import { shouldCall } from "./should-call.ts";
import type { WebhookClient } from "./webhook-client.ts";
import type { Webhook } from "./webhook.ts";

/** How mutating webhooks are called. `round` is 1 for the second time. */
export interface MutateOptions {
  readonly context: PolicyContext;
  readonly client: WebhookClient;
  readonly round: 0 | 1;
  readonly reinvocation: Reinvocation;
}

/**
 * Asks the mutating webhooks that a request is for, one after the other, and applies their patches. `changed` tells whether one of them
 * changed the object. Follows k8s.io/apiserver/pkg/admission/plugin/webhook/mutating/dispatcher.go.
 */
export function mutateByWebhooks(
  webhooks: readonly Webhook[],
  attributes: AdmissionAttributes,
  options: MutateOptions,
): { object: ApiObject | undefined; changed: boolean } {
  const { reinvocation, round, context } = options;
  let { object } = attributes;
  let changed = false;
  if (round === 1) reinvocation.begin(object);
  for (const webhook of webhooks) {
    const now = { ...attributes, object };
    const versioned = shouldCall(webhook, now, context);
    if (!versioned || (round === 1 && !reinvocation.isDue(webhook.id))) continue;
    const mutated = mutateByOne(webhook, now, { ...options, versioned });
    if (mutated.changed) reinvocation.changed();
    if (webhook.reinvocable) reinvocation.called(webhook.id);
    changed ||= mutated.changed;
    object = mutated.object;
  }
  reinvocation.left(object);
  return { object, changed };
}

interface Mutated {
  readonly object: ApiObject | undefined;
  readonly changed: boolean;
}

function mutateByOne(
  webhook: Webhook,
  attributes: AdmissionAttributes,
  options: MutateOptions & { versioned: Versioned },
): Mutated {
  const { object } = attributes;
  const outcome = ask(webhook, attributes, options);
  if (outcome.failure !== undefined) return failed(webhook, outcome.failure, object);
  outcome.warnings.forEach(attributes.warn);
  if (!outcome.allowed) throw rejection(webhook.name, outcome.status);
  const { patch = "", patchType = "" } = outcome;
  if (patch === "") return { object, changed: false };
  const operations = readPatch(patch);
  if (typeof operations === "string") return failed(webhook, operations, object);
  if (operations.length === 0) return { object, changed: false };
  const { versioned } = options;
  if (!versioned.object)
    throw internalError(
      `admission webhook ${JSON.stringify(webhook.name)} attempted to modify the object, which is not supported for this operation`,
    );
  if (patchType !== "JSONPatch")
    return failed(webhook, `unsupported patch type ${JSON.stringify(patchType)}`, object);
  return patched(operations, { versioned, attributes });
}

function ask(
  webhook: Webhook,
  attributes: AdmissionAttributes,
  options: MutateOptions & { versioned: Versioned },
): Outcome {
  const asking = askWebhook(webhook, attributes, options);
  return "failure" in asking ? asking : outcomeOf(asking, attributes.answers.get(asking.question));
}

/** What cannot be asked does not stand in the way when the failure policy is to ignore it. */
function failed(webhook: Webhook, failure: string, object: ApiObject | undefined): Mutated {
  if (webhook.failurePolicy === "Ignore") return { object, changed: false };
  throw internalError(`failed calling webhook ${JSON.stringify(webhook.name)}: ${failure}`);
}

/** The operations of a patch, or why there are none. */
function readPatch(text: string): unknown[] | string {
  const undecodable = (reason: string) => `received undecodable patch in webhook response: ${reason}`;
  try {
    const patch: unknown = JSON.parse(text);
    if (patch === null) return [];
    const odd = Array.isArray(patch) ? patch.find((item) => !isJsonObject(item) && item !== null) : undefined;
    if (odd !== undefined)
      return undecodable(`json: cannot unmarshal ${goKind(odd)} into Go value of type jsonpatch.Operation`);
    if (Array.isArray(patch)) return patch;
    return undecodable(`json: cannot unmarshal ${goKind(patch)} into Go value of type jsonpatch.Patch`);
  } catch {
    return undecodable(goJsonError(text));
  }
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

function patched(
  operations: readonly unknown[],
  options: { versioned: Versioned; attributes: AdmissionAttributes },
): Mutated {
  const { versioned, attributes } = options;
  const before = versioned.object as ApiObject;
  const raw = applyOperations(before, operations);
  const changed = !equalJson(raw, before);
  const { resource: to, subresource } = attributes;
  const after = readPatched(versioned.resource, raw, subresource);
  return { object: inVersion(after, { from: versioned.resource, to, subresource }), changed };
}

function applyOperations(object: ApiObject, operations: readonly unknown[]): ApiObject {
  try {
    const patchedObject = applyJsonPatch(object, operations);
    if (isJsonObject(patchedObject)) return patchedObject as ApiObject;
    throw internalError("couldn't get version/kind; json parse error");
  } catch (error) {
    if (error instanceof PatchError) throw internalError(error.message);
    throw error;
  }
}

/** What a patch leaves is read and gets its defaults as if it had been sent. */
function readPatched(resource: ServedResource, object: ApiObject, subresource: string): ApiObject {
  if (subresource !== "" && subresource !== "status") return object;
  try {
    return resource.strategy.decode(object).object;
  } catch (error) {
    if (error instanceof DecodeError) throw internalError(error.message);
    throw error;
  }
}
