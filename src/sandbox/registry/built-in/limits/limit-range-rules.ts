import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../../../base/json.ts";
import {
  duplicateField,
  forbiddenField,
  invalidEach,
  invalidField,
  requiredField,
} from "../../../admission/field-problem.ts";
import { labelKeyProblems } from "../../../admission/name-format.ts";
import { compareQuantities } from "../../../admission/quantity-value.ts";
import { sortedByKey } from "../../../admission/label-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, fill, objectAt, objectsAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { isOvercommitAllowed } from "../pod/resource-names.ts";
import { validateContainerResourceName, validateResourceName } from "../pod/validate-resources.ts";
import { textAt } from "../read.ts";
import { inUnits, sixDecimals } from "./compare-amounts.ts";

/** Follows k8s.io/kubernetes/pkg/apis/core and pkg/registry/core/limitrange. Where several resources are wrong, the first one by name is told of first; a real server takes any. */
export const limitRangeRules: KindRules = {
  createOnUpdate: true,
  bareUpdate: true,
  defaults(object) {
    const limits = objectsAt(objectAt(object, "spec"), "limits");
    for (const limit of limits) if (limit.type === "Container") defaultLimit(limit);
  },
  prepareForCreate({ metadata }) {
    metadata.name ||= randomUUID();
  },
  validate(object) {
    const limits = objectsAt(objectAt(object, "spec"), "limits");
    const types = limits.map((limit) => textAt(limit, "type"));
    return limits.flatMap((limit, index) => [
      ...validateType(types, index),
      ...validateLimit(limit, `spec.limits[${index}]`),
    ]);
  },
};

/** Limits follow the maximum, requests the limits and then the minimum. */
function defaultLimit(limit: JsonObject): void {
  const [limits, requests] = [ensureObject(limit, "default"), ensureObject(limit, "defaultRequest")];
  fill(limits, objectAt(limit, "max") ?? {});
  fill(requests, limits);
  fill(requests, objectAt(limit, "min") ?? {});
  for (const [key, amounts] of Object.entries({ default: limits, defaultRequest: requests }))
    if (Object.keys(amounts).length === 0) Reflect.deleteProperty(limit, key);
    else limit[key] = sortedByKey(amounts);
}

function validateType(types: readonly string[], index: number): InvalidField[] {
  const type = types[index] ?? "";
  const at = `spec.limits[${index}].type`;
  const problems = labelKeyProblems(type);
  const known = type.includes("/") || ["Pod", "Container", "PersistentVolumeClaim"].includes(type);
  return [
    ...(problems.length || known
      ? invalidEach(at, type, problems)
      : [invalidField(at, type, "must be a standard limit type or fully qualified")]),
    ...(types.indexOf(type) < index ? [duplicateField(at, type)] : []),
  ];
}

function validateLimit(limit: JsonObject, at: string): InvalidField[] {
  const type = textAt(limit, "type");
  const ofPods = type === "Pod";
  const names = (key: string) =>
    Object.keys(sortedByKey(objectAt(limit, key) ?? {})).flatMap((name) =>
      (ofPods || type === "Container" ? validateContainerResourceName : validateResourceName)(
        name,
        `${at}.${key}[${name}]`,
      ),
    );
  const refused = (key: string) =>
    Object.keys(objectAt(limit, key) ?? {}).length
      ? [forbiddenField(`${at}.${key}`, "may not be specified when `type` is 'Pod'")]
      : [];
  const storage = ["min", "max"].some((key) => objectAt(limit, key)?.storage !== undefined);
  const detail = "either minimum or maximum storage value is required, but neither was provided";
  return [
    ...names("max"),
    ...names("min"),
    ...["default", "defaultRequest"].flatMap(ofPods ? refused : names),
    ...(type === "PersistentVolumeClaim" && !storage ? [requiredField(`${at}.limits`, detail)] : []),
    ...names("maxLimitRequestRatio"),
    ...validateAmounts(limit, { at, ofPods }),
  ];
}

function validateAmounts(limit: JsonObject, options: { at: string; ofPods: boolean }): InvalidField[] {
  const { at, ofPods } = options;
  const keys = ["max", "min", "maxLimitRequestRatio", ...(ofPods ? [] : ["default", "defaultRequest"])];
  const names = sortedByKey(
    Object.assign({}, ...keys.map((key) => objectAt(limit, key) ?? {})) as JsonObject,
  );
  return Object.keys(names).flatMap((name) => {
    const amount = (key: string) => {
      const value = keys.includes(key) ? objectAt(limit, key)?.[name] : undefined;
      return value === undefined ? undefined : String(value);
    };
    return validateAmount(name, {
      at: (key) => `${at}.${key}[${name}]`,
      min: amount("min"),
      max: amount("max"),
      limit: amount("default"),
      request: amount("defaultRequest"),
      ratio: amount("maxLimitRequestRatio"),
    });
  });
}

interface Amounts {
  at(key: string): string;
  readonly min: string | undefined;
  readonly max: string | undefined;
  readonly limit: string | undefined;
  readonly request: string | undefined;
  readonly ratio: string | undefined;
}

function validateAmount(name: string, { at, min, max, limit, request, ratio }: Amounts): InvalidField[] {
  const greater = (a: string | undefined, b: string | undefined) =>
    a !== undefined && b !== undefined && compareQuantities(a, b) > 0;
  const wrong = (key: string, value: string | undefined, detail: string) => [
    invalidField(at(key), value, detail),
  ];
  const differ = limit !== undefined && request !== undefined && compareQuantities(limit, request) !== 0;
  return [
    ...(greater(min, max) ? wrong("min", min, `min value ${min} is greater than max value ${max}`) : []),
    ...(greater(min, request)
      ? wrong("defaultRequest", request, `min value ${min} is greater than default request value ${request}`)
      : []),
    ...(greater(request, max)
      ? wrong("defaultRequest", request, `default request value ${request} is greater than max value ${max}`)
      : []),
    ...(greater(request, limit)
      ? wrong(
          "defaultRequest",
          request,
          `default request value ${request} is greater than default limit value ${limit}`,
        )
      : []),
    ...(greater(min, limit)
      ? wrong("default", min, `min value ${min} is greater than default value ${limit}`)
      : []),
    ...(greater(limit, max)
      ? wrong("default", max, `default value ${limit} is greater than max value ${max}`)
      : []),
    ...(ratio === undefined ? [] : validateRatio(ratio, { at: at("maxLimitRequestRatio"), min, max })),
    ...(!isOvercommitAllowed(name) && differ
      ? wrong(
          "defaultRequest",
          request,
          `default value ${limit} must equal to defaultRequest value ${request} in ${name}`,
        )
      : []),
  ];
}

function validateRatio(
  ratio: string,
  { at, min, max }: { at: string; min: string | undefined; max: string | undefined },
): InvalidField[] {
  const errors =
    compareQuantities(ratio, "1") < 0 ? [invalidField(at, ratio, `ratio ${ratio} is less than 1`)] : [];
  if (min === undefined || max === undefined) return errors;
  const { values, milli } = inUnits([ratio, min, max]);
  const [allowed = 0, least = 0, most = 0] = values;
  const bound = most / least;
  if ((milli ? allowed / 1000 : allowed) <= bound) return errors;
  const detail = `ratio ${ratio} is greater than max/min = ${sixDecimals(bound)}`;
  return [...errors, invalidField(at, ratio, detail)];
}
