import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import {
  duplicateField,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../admission/field-problem.ts";
import { validateLabelSelector } from "../../admission/label-problem.ts";
import { dns1035Label, dnsSubdomain } from "../../admission/name-format.ts";
import type { ApiObject } from "../../api-object.ts";
import type { ExpressionCompiler } from "../../policy/compile-expression.ts";
import type { ResourceRule } from "../../policy/match-rule.ts";
import { validateConditions } from "../../policy/validate-conditions.ts";
import { validateRule } from "../../policy/validate-rules.ts";
import type { InvalidField } from "../../status-error.ts";
import { validateClientConfig } from "../../webhook/validate-client-config.ts";
import type { ClientConfig } from "../../webhook/webhook.ts";
import type { KindRules } from "./kind-rules.ts";
import { staticSuffixWarnings } from "./policy/static-suffix.ts";

/** MutatingWebhookConfiguration and ValidatingWebhookConfiguration (k8s.io/kubernetes/pkg/apis/admissionregistration). */
export function webhookConfigurationRules(options: {
  mutating: boolean;
  compiler: ExpressionCompiler;
}): KindRules {
  return {
    generation: "empties",
    bareUpdate: true,
    unconditionalUpdate: false,
    defaults: (object) => webhooksOf(object).forEach((webhook) => setDefaults(webhook, options)),
    validate: (object) => validateWebhooks(object, options.compiler),
    warnings: staticSuffixWarnings,
  };
}

function webhooksOf(object: ApiObject): JsonObject[] {
  return Array.isArray(object.webhooks) ? object.webhooks.filter(isJsonObject) : [];
}

function setDefaults(webhook: JsonObject, options: { mutating: boolean }): void {
  webhook.failurePolicy ??= "Fail";
  webhook.matchPolicy ??= "Equivalent";
  webhook.namespaceSelector ??= {};
  webhook.objectSelector ??= {};
  webhook.timeoutSeconds ??= 10;
  if (options.mutating) webhook.reinvocationPolicy ??= "Never";
  if (Array.isArray(webhook.rules)) for (const rule of webhook.rules.filter(isJsonObject)) rule.scope ??= "*";
  const { service } = isJsonObject(webhook.clientConfig) ? webhook.clientConfig : {};
  if (isJsonObject(service)) service.port ??= 443;
}

function validateWebhooks(object: ApiObject, compiler: ExpressionCompiler): InvalidField[] {
  const names = new Set<unknown>();
  return webhooksOf(object).flatMap((webhook, index) => {
    const at = `webhooks[${index}]`;
    const { name } = webhook;
    const duplicate = Boolean(name) && names.has(name) ? [duplicateField(`${at}.name`, name)] : [];
    names.add(name);
    return [
      ...validateWebhook(webhook, { at, compiler }),
      ...validateReviewVersions(webhook.admissionReviewVersions, `${at}.admissionReviewVersions`),
      ...duplicate,
    ];
  });
}

function validateWebhook(
  webhook: JsonObject,
  options: { at: string; compiler: ExpressionCompiler },
): InvalidField[] {
  const { at, compiler } = options;
  const { name = "", rules = [], timeoutSeconds, clientConfig, matchConditions = [] } = webhook;
  const { failurePolicy, matchPolicy, sideEffects, reinvocationPolicy } = webhook;
  const seconds = typeof timeoutSeconds === "number" ? timeoutSeconds : 10;
  return [
    ...validateName(String(name), `${at}.name`),
    ...(rules as ResourceRule[]).flatMap((rule, index) => validateRule(rule, `${at}.rules[${index}]`)),
    ...oneOf(failurePolicy, { at: `${at}.failurePolicy`, known: ["Fail", "Ignore"] }),
    ...oneOf(matchPolicy, { at: `${at}.matchPolicy`, known: ["Equivalent", "Exact"] }),
    ...(sideEffects === undefined || sideEffects === null
      ? [requiredField(`${at}.sideEffects`, "must specify one of None, NoneOnDryRun")]
      : oneOf(sideEffects, { at: `${at}.sideEffects`, known: ["None", "NoneOnDryRun"] })),
    ...(seconds > 30 || seconds < 1
      ? [
          invalidField(
            `${at}.timeoutSeconds`,
            timeoutSeconds,
            "the timeout value must be between 1 and 30 seconds",
          ),
        ]
      : []),
    ...validateLabelSelector(webhook.namespaceSelector, { at: `${at}.namespaceSelector` }),
    ...validateLabelSelector(webhook.objectSelector, { at: `${at}.objectSelector` }),
    ...oneOf(reinvocationPolicy, { at: `${at}.reinvocationPolicy`, known: ["IfNeeded", "Never"] }),
    ...validateClientConfig(clientConfig as ClientConfig | undefined, `${at}.clientConfig`),
    ...validateConditions(matchConditions as { name?: string; expression?: string }[], {
      at: `${at}.matchConditions`,
      compiler,
    }),
  ];
}

function oneOf(value: unknown, options: { at: string; known: readonly string[] }): InvalidField[] {
  const { at, known } = options;
  return value === undefined || known.includes(String(value)) ? [] : [unsupportedField(at, value, known)];
}

/** IsFullyQualifiedName of k8s.io/apimachinery/pkg/util/validation. */
function validateName(name: string, at: string): InvalidField[] {
  if (name === "") return [requiredField(at)];
  const problems = dnsSubdomain(name);
  if (problems.length) return [invalidField(at, name, problems.join(","))];
  return name.split(".").length < 3
    ? [invalidField(at, name, "should be a domain with at least three segments separated by dots")]
    : [];
}

function validateReviewVersions(versions: unknown, at: string): InvalidField[] {
  const list = Array.isArray(versions) ? versions.map(String) : [];
  if (list.length === 0) return [requiredField(at, "must specify one of v1, v1beta1")];
  const errors = list.flatMap((version, index) =>
    list.indexOf(version) < index
      ? [invalidField(`${at}[${index}]`, version, "duplicate version")]
      : dns1035Label(version).map((problem) => invalidField(`${at}[${index}]`, version, problem)),
  );
  return list.some((version) => version === "v1" || version === "v1beta1")
    ? errors
    : [...errors, invalidField(at, list, "must include at least one of v1, v1beta1")];
}
