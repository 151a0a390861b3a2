import type { ResourceClaim, ResourceRequirements } from "../../../../k8s/core/v1.ts";
import {
  duplicateField,
  eachItem,
  forbiddenField,
  invalidEach,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { goJson } from "../../../admission/go-text.ts";
import { dnsLabel, labelKeyProblems } from "../../../admission/name-format.ts";
import { compareQuantities, isWholeQuantity } from "../../../admission/quantity-value.ts";
import type { InvalidField } from "../../../status-error.ts";
import {
  isDivisibleByPage,
  isExtendedResource,
  isHugePages,
  isIntegerResource,
  isNativeResource,
  isOvercommitAllowed,
  isStandardContainerResource,
  isStandardResource,
} from "./resource-names.ts";

interface Options {
  readonly at: string;
  readonly claimNames: readonly string[];
  readonly looseHugePages: boolean;
  /** Checks the names of resources. */
  readonly validateName: (name: string, at: string) => InvalidField[];
}

/** Follows validateResourceRequirements of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateResources(requirements: ResourceRequirements, options: Options): InvalidField[] {
  const { at, claimNames } = options;
  const { limits = {}, requests = {}, claims } = requirements;
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  const lonely = names.some(isHugePages) && !names.includes("cpu") && !names.includes("memory");
  return [
    ...Object.entries(limits).flatMap(([name, quantity]) =>
      validateAmount({ name, quantity: String(quantity), list: "limits" }, options),
    ),
    ...Object.entries(requests).flatMap(([name, quantity]) =>
      validateRequest({ name, quantity: String(quantity), limit: limits[name] }, options),
    ),
    ...(lonely ? [forbiddenField(at, "HugePages require cpu or memory")] : []),
    ...validateClaims(claims, { at: `${at}.claims`, claimNames }),
  ];
}

function validateAmount(
  amount: { name: string; quantity: string; list: "limits" | "requests" },
  options: Options,
): InvalidField[] {
  const { name, quantity } = amount;
  const at = `${options.at}.${amount.list}[${name}]`;
  return [
    ...options.validateName(name, at),
    ...validateQuantity({ name, quantity }, at),
    ...(amount.list === "limits" ? validatePages({ name, quantity }, { at, options }) : []),
  ];
}

function validateRequest(
  amount: { name: string; quantity: string; limit: unknown },
  options: Options,
): InvalidField[] {
  const { name, quantity } = amount;
  return [
    ...validateAmount({ name, quantity, list: "requests" }, options),
    ...validateAgainstLimit(amount, options.at),
    ...validatePages(amount, { at: `${options.at}.requests[${name}]`, options }),
  ];
}

function validateAgainstLimit(
  amount: { name: string; quantity: string; limit: unknown },
  at: string,
): InvalidField[] {
  const { name, quantity, limit } = amount;
  const free = isOvercommitAllowed(name);
  if (limit === undefined)
    return free ? [] : [requiredField(`${at}.limits`, "Limit must be set for non overcommitable resources")];
  const order = compareQuantities(quantity, limit);
  if (order === 0 || (free && order < 0)) return [];
  const relation = free ? "less than or equal to" : "equal to";
  return [invalidField(`${at}.requests`, quantity, `must be ${relation} ${name} limit of ${String(limit)}`)];
}

function validatePages(
  amount: { name: string; quantity: string },
  { at, options }: { at: string; options: Options },
): InvalidField[] {
  const { name, quantity } = amount;
  if (!isHugePages(name) || options.looseHugePages || isDivisibleByPage(name, quantity)) return [];
  return [invalidField(at, quantity, `${quantity} is not positive integer multiple of ${name}`)];
}

/** Follows ValidateResourceQuantityValue. */
export function validateQuantity(amount: { name: string; quantity: string }, at: string): InvalidField[] {
  const { name, quantity } = amount;
  return [
    ...(compareQuantities(quantity, "0") < 0
      ? [invalidField(at, quantity, "must be greater than or equal to 0")]
      : []),
    ...(isIntegerResource(name) && !isWholeQuantity(quantity)
      ? [invalidField(at, quantity, "must be an integer")]
      : []),
  ];
}

/** What containers may ask for. Follows validateContainerResourceName. */
export function validateContainerResourceName(name: string, at: string): InvalidField[] {
  const errors = validateResourceName(name, at);
  const wrong = (problem: string) => [...errors, invalidField(at, name, problem)];
  if (!name.includes("/"))
    return isStandardContainerResource(name) ? errors : wrong("must be a standard resource for containers");
  if (isNativeResource(name) || isExtendedResource(name)) return errors;
  return wrong("doesn't follow extended resource name standard");
}

/** What a Pod as a whole may ask for. Follows validatePodResourceName. */
export function validatePodResourceName(name: string, at: string): InvalidField[] {
  const errors = validateResourceName(name, at);
  if (errors.length || isPodResource(name)) return errors;
  return [unsupportedField(at, name, ["cpu", "hugepages-", "memory"])];
}

export function isPodResource(name: string): boolean {
  return name === "cpu" || name === "memory" || isHugePages(name);
}

/** Of what is not only about containers. */
export function validateResourceName(name: string, at: string): InvalidField[] {
  const errors = invalidEach(at, name, labelKeyProblems(name));
  if (errors.length || name.includes("/") || isStandardResource(name)) return errors;
  return [invalidField(at, name, "must be a standard resource type or fully qualified")];
}

/** Follows validateResourceClaimNames. */
function validateClaims(
  claims: readonly ResourceClaim[] | undefined,
  options: { at: string; claimNames: readonly string[] },
): InvalidField[] {
  const seen = new Set<string>();
  return eachItem(claims, options.at, (claim, path) => {
    if (!claim.name) return [requiredField(path)];
    return [
      ...takeClaim(claim, { path, seen }),
      ...findClaim(claim.name, { path, names: options.claimNames }),
    ];
  });
}

function takeClaim(
  { name, request }: ResourceClaim,
  { path, seen }: { path: string; seen: Set<string> },
): InvalidField[] {
  if (seen.has(name)) return [duplicateField(path, name)];
  const errors = request ? invalidEach(`${path}.request`, request, dnsLabel(request)) : [];
  const key = request ? `${name}/${request}` : name;
  if (seen.has(key)) errors.push(duplicateField(path, key));
  else if (!request)
    for (const other of seen) if (other.startsWith(`${name}/`)) errors.push(duplicateField(path, name));
  seen.add(key);
  return errors;
}

function findClaim(
  name: string,
  { path, names }: { path: string; names: readonly string[] },
): InvalidField[] {
  if (names.includes(name)) return [];
  const found = names.length ? `: ${[...new Set(names)].sort().join(", ")}` : " which is empty";
  const detail = `must be one of the names in pod.spec.resourceClaims${found}`;
  return [{ type: "FieldValueNotFound", field: path, message: `Not found: ${goJson(name)}: ${detail}` }];
}
