import type { JsonObject } from "../../../../base/json.ts";
import {
  invalidField,
  invalidTyped,
  nonNegative,
  requiredField,
  supported,
  tooLongField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { goQuoteList } from "../../../admission/go-text.ts";
import { dnsSubdomain, explain } from "../../../admission/name-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { objectAt } from "../defaulting.ts";
import { internalValue } from "../pod/internal-value.ts";
import type { PodValidation } from "../pod/pod-validation.ts";
import { checkTemplate, templateOf } from "./template.ts";
import { validateFailurePolicy } from "./validate-failure-policy.ts";
import { validateSuccessPolicy } from "./validate-success-policy.ts";

interface Place {
  readonly at: string;
  readonly validation: PodValidation;
}

const counts = [
  "parallelism",
  "completions",
  "activeDeadlineSeconds",
  "backoffLimit",
  "ttlSecondsAfterFinished",
  "backoffLimitPerIndex",
  "maxFailedIndexes",
];

/** What holds for Jobs and for those that CronJobs make. Follows validateJobSpec of k8s.io/kubernetes/pkg/apis/batch/validation/validation.go. */
export function validateJobSpec(spec: JsonObject, { at, validation }: Place): InvalidField[] {
  return [
    ...counts.flatMap((key) => nonNegative(`${at}.${key}`, spec[key])),
    ...(spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined
      ? [requiredField(`${at}.backoffLimitPerIndex`, "when maxFailedIndexes is specified")]
      : []),
    ...validateManager(spec.managedBy, `${at}.managedBy`),
    ...validateMode(spec, at),
    ...(objectAt(spec, "podFailurePolicy") ? validateFailurePolicy(spec, `${at}.podFailurePolicy`) : []),
    ...validateSuccess(spec, `${at}.successPolicy`),
    ...validateReplacement(spec, `${at}.podReplacementPolicy`),
    ...checkTemplate(templateOf(spec), { at: `${at}.template`, validation }),
    ...validateRestart(spec, `${at}.template.spec.restartPolicy`),
  ];
}

const pathFormat = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

/** Follows IsDomainPrefixedPath of k8s.io/apimachinery/pkg/util/validation. */
function validateManager(manager: unknown, at: string): InvalidField[] {
  if (typeof manager !== "string") return [];
  const long = Buffer.byteLength(manager) > 63 ? [tooLongField(at, 63)] : [];
  if (manager === "") return [requiredField(at)];
  const slash = manager.indexOf("/");
  const [host, path] = [manager.slice(0, Math.max(0, slash)), manager.slice(slash + 1)];
  if (slash <= 0 || !path)
    return [invalidField(at, manager, 'must be a domain-prefixed path (such as "acme.io/foo")'), ...long];
  return [
    ...dnsSubdomain(host).map((problem) => invalidField(at, host, problem)),
    ...(new RegExp(`^${pathFormat}$`).test(path)
      ? []
      : [invalidField(at, path, explain("Invalid path", { format: pathFormat }))]),
    ...long,
  ];
}

const many = 100_000;
const limited = 10_000;

function validateMode(spec: JsonObject, at: string): InvalidField[] {
  const { completionMode: mode, backoffLimitPerIndex, maxFailedIndexes } = spec;
  const errors = mode === undefined ? [] : supported(`${at}.completionMode`, mode, ["NonIndexed", "Indexed"]);
  if (mode === "Indexed") return [...errors, ...validateIndexed(spec, at)];
  if (mode !== undefined && mode !== "NonIndexed") return errors;
  const needed = "requires indexed completion mode";
  return [
    ...(backoffLimitPerIndex === undefined
      ? []
      : [invalidField(`${at}.backoffLimitPerIndex`, backoffLimitPerIndex, needed)]),
    ...(maxFailedIndexes === undefined
      ? []
      : [invalidField(`${at}.maxFailedIndexes`, maxFailedIndexes, needed)]),
  ];
}

function validateIndexed(spec: JsonObject, at: string): InvalidField[] {
  const { completions, maxFailedIndexes: failed } = spec;
  const parallelism = Number(spec.parallelism ?? 0);
  const failedAt = `${at}.maxFailedIndexes`;
  const errors: InvalidField[] = [];
  if (completions === undefined)
    errors.push(requiredField(`${at}.completions`, "when completion mode is Indexed"));
  if (parallelism > many) {
    const problem = `must be less than or equal to ${many} when completion mode is Indexed`;
    errors.push(invalidField(`${at}.parallelism`, parallelism, problem));
  }
  if (completions !== undefined && failed !== undefined && Number(failed) > Number(completions))
    errors.push(invalidField(failedAt, failed, "must be less than or equal to completions"));
  if (Number(failed ?? 0) > many)
    errors.push(invalidField(failedAt, failed, `must be less than or equal to ${many}`));
  if (Number(completions ?? 0) > many && spec.backoffLimitPerIndex !== undefined)
    errors.push(...validateMany(spec, at));
  return errors;
}

function validateMany({ maxFailedIndexes: failed, parallelism }: JsonObject, at: string): InvalidField[] {
  const failedAt = `${at}.maxFailedIndexes`;
  const problem = `must be less than or equal to ${limited} when completions are above ${many} and used with backoff limit per index`;
  return [
    ...(failed === undefined
      ? [requiredField(failedAt, `must be specified when completions is above ${many}`)]
      : []),
    ...(Number(parallelism ?? 0) > limited ? [invalidField(`${at}.parallelism`, parallelism, problem)] : []),
    ...(Number(failed ?? 0) > limited ? [invalidField(failedAt, failed, problem)] : []),
  ];
}

function validateSuccess(spec: JsonObject, at: string): InvalidField[] {
  const policy = objectAt(spec, "successPolicy");
  if (!policy) return [];
  if (spec.completionMode === "Indexed") return validateSuccessPolicy(spec, at);
  return [invalidField(at, internalValue("SuccessPolicy", policy), "requires indexed completion mode")];
}

function validateReplacement(spec: JsonObject, at: string): InvalidField[] {
  const { podReplacementPolicy: policy } = spec;
  if (policy === undefined) return [];
  return supported(
    at,
    policy,
    objectAt(spec, "podFailurePolicy") ? ["Failed"] : ["Failed", "TerminatingOrFailed"],
  );
}

function validateRestart(spec: JsonObject, at: string): InvalidField[] {
  const policy = objectAt(templateOf(spec), "spec")?.restartPolicy;
  if (policy === "Always" || !policy) return [requiredField(at, 'valid values: "OnFailure", "Never"')];
  if (policy !== "OnFailure" && policy !== "Never")
    return [unsupportedField(at, policy, ["OnFailure", "Never"])];
  if (!objectAt(spec, "podFailurePolicy") || policy === "Never") return [];
  return [invalidTyped(at, policy, 'only "Never" is supported when podFailurePolicy is specified')];
}

/** What an enumeration may be, in the words of Go's `%q`. */
export function validValues(values: readonly string[]): string {
  return `valid values: ${goQuoteList(values)}`;
}
