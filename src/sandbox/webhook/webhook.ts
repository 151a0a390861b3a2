import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { MatchCondition } from "../policy/match-conditions.ts";
import type { ResourceRule } from "../policy/match-rule.ts";
import { readSelector, type LabelMatcher } from "../policy/read-selector.ts";
import type { ApiObject } from "../api-object.ts";

/** Where a webhook is reached (admissionregistration.k8s.io/v1 WebhookClientConfig, and that of conversions). */
export interface ClientConfig {
  readonly url?: string;
  readonly service?: {
    readonly namespace: string;
    readonly name: string;
    readonly path?: string;
    readonly port?: number;
  };
  /** Base64 of PEM. */
  readonly caBundle?: string;
}

/** A webhook of a configuration, read once. */
export interface Webhook {
  readonly name: string;
  /** Tells it apart from all others: two of a configuration may have the same name. */
  readonly id: string;
  readonly mutating: boolean;
  readonly clientConfig: ClientConfig;
  readonly rules: readonly ResourceRule[];
  readonly failurePolicy: string;
  readonly matchPolicy: string;
  /** Absent: everything is selected. */
  readonly namespaceSelector: LabelMatcher | undefined;
  readonly objectSelector: LabelMatcher | undefined;
  readonly conditions: readonly MatchCondition[];
  readonly sideEffects: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly reviewVersions: readonly string[];
  readonly reinvocable: boolean;
}

/** Reads the webhooks of a configuration. `compile` is given each match condition. */
export function readWebhooks(
  configuration: ApiObject,
  options: { mutating: boolean; compile: (expression: string) => MatchCondition["program"] },
): Webhook[] {
  const list = Array.isArray(configuration.webhooks) ? configuration.webhooks.filter(isJsonObject) : [];
  const seen = new Map<string, number>();
  return list.map((webhook) => {
    const name = String(webhook.name);
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    const id = `${configuration.metadata.name ?? ""}/${name}/${count}`;
    return { ...readWebhook(webhook, options), id };
  });
}

function readWebhook(
  webhook: JsonObject,
  options: { mutating: boolean; compile: (expression: string) => MatchCondition["program"] },
): Omit<Webhook, "id"> {
  const { mutating, compile } = options;
  const conditions = (webhook.matchConditions ?? []) as { name: string; expression: string }[];
  return {
    name: String(webhook.name),
    mutating,
    clientConfig: webhook.clientConfig ?? {},
    rules: (webhook.rules ?? []) as ResourceRule[],
    failurePolicy: String(webhook.failurePolicy ?? "Fail"),
    matchPolicy: String(webhook.matchPolicy ?? "Exact"),
    namespaceSelector: readSelector(webhook.namespaceSelector),
    objectSelector: readSelector(webhook.objectSelector),
    conditions: conditions.map(({ name, expression }) => ({
      name,
      expression,
      program: compile(expression),
    })),
    sideEffects: webhook.sideEffects === undefined ? undefined : String(webhook.sideEffects),
    timeoutSeconds: typeof webhook.timeoutSeconds === "number" ? webhook.timeoutSeconds : undefined,
    reviewVersions: (webhook.admissionReviewVersions ?? []) as string[],
    reinvocable: webhook.reinvocationPolicy === "IfNeeded",
  };
}
