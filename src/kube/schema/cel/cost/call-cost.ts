import { sizeOfValue, stringTraversal, traversalCost, regexLength } from "./value-size.ts";
import { EvaluationFailure } from "./cost-meter.ts";
import type { Result } from "../frame.ts";
import { CelError, isList, Opaque } from "../value.ts";
import { nominalFunctions } from "./nominal-functions.ts";

interface Call {
  readonly name: string;
  /** The one overload that the checker chose; undefined where several may apply. */
  readonly overload: string | undefined;
}

/**
 * What a call costs when it is made (k8s.io/apiserver/pkg/cel/library/cost.go, CallCost; cel-go's ext/lists.go; then cel-go's
 * interpreter/runtimecost.go, costCall).
 */
export function callCost(call: Call, args: readonly Result[], result: Result): number {
  return listCost(call, args, result) ?? kubernetesCost(call, args, result) ?? languageCost(call, args) ?? 1;
}

/** cel-go's list functions pay for the list they make, its sets for comparing all with all. */
function listCost({ overload }: Call, args: readonly Result[], result: Result): number | undefined {
  if (overload === undefined) return undefined;
  const making = (factor: number, size: number) => Math.trunc(size * factor) + 1 + 10;
  if (/^(list_slice|lists_range|list_reverse)$/.test(overload)) return making(1, sizeOfValue(result));
  if (/^list_flatten(_int)?$/.test(overload))
    return making(typeof args[1] === "bigint" ? Number(args[1]) : 1, sizeOfValue(args[0]));
  if (overload.startsWith("list_sets_"))
    return (
      1 + sizeOfValue(args[0]) * sizeOfValue(args[1]) * (overload === "list_sets_equivalent_list" ? 2 : 1)
    );
  const compared = /^list_(distinct|.*_sort)$/.test(overload)
    ? args[0]
    : overload.endsWith("_sortByAssociatedKeys")
      ? args[1]
      : undefined;
  // cel-go's tracker takes its argument for a list, whatever it is
  if (compared instanceof CelError)
    throw new EvaluationFailure(
      "internal error: interface conversion: *types.Err is not traits.Lister: missing method Add",
    );
  if (compared === undefined || !isList(compared)) return undefined;
  const [first] = compared;
  const factor = typeof first === "string" || first instanceof Uint8Array ? 2 + stringTraversal : 2;
  return making(factor, compared.length ** 2);
}

const traversing = new Set(
  "url lowerAscii upperAscii substring trim jsonpatch.escapeKey cidr isIP isCIDR quantity isQuantity semver isSemver".split(
    " ",
  ),
);

function kubernetesCost(call: Call, args: readonly Result[], result: Result): number | undefined {
  const { name, overload } = call;
  if (nominalFunctions.has(name)) return 1;
  const [first, second] = args;
  if (first === undefined) return undefined;
  if (traversing.has(name)) return traverse(first, 1);
  switch (name) {
    case "isSorted":
    case "sum":
    case "max":
    case "min":
    case "indexOf":
    case "lastIndexOf":
      return traversalCost(first);
    case "replace":
    case "split":
    case "ip.isCanonical":
      return traverse(first, 2);
    case "join":
      return traverse(result, 2);
    case "find":
    case "findAll":
      return second === undefined ? undefined : regexCost(first, sizeOfValue(second));
    case "ip":
      return overload === "cidr_ip" ? 1 : traverse(first, 1);
    case "containsIP":
    case "containsCIDR":
      return second === undefined ? undefined : containmentCost(call, first, second);
    case "validate":
      return first instanceof Opaque && second !== undefined && first.regexSize !== undefined
        ? regexCost(second, first.regexSize)
        : undefined;
    case "_==_":
      return first instanceof Opaque ? 1 : undefined;
    default:
      return undefined;
  }
}

function containmentCost({ name, overload }: Call, block: Result, other: Result): number {
  const bits = sizeOfValue(block);
  const masking = name === "containsCIDR" ? Math.ceil(bits * stringTraversal) + 1 : 0;
  const parsing = overload?.endsWith("_string") ? traverse(other, 1) : 0;
  return Math.ceil((bits + bits) * stringTraversal) + masking + parsing;
}

function languageCost({ name, overload }: Call, args: readonly Result[]): number | undefined {
  const [first, second] = args;
  if (name === "_==_" || name === "_!=_") return shorter(first, second);
  switch (overload) {
    case "starts_with_string":
    case "ends_with_string":
    case "string_to_bytes":
    case "bytes_to_string":
    case "strings_quote":
    case "string_format":
      return traverse(first, 1);
    case "in_list":
      return sizeOfValue(second);
    case "add_string":
    case "add_bytes":
      return Math.ceil((sizeOfValue(first) + sizeOfValue(second)) * stringTraversal);
    case "matches_string":
      return regexCost(first, sizeOfValue(second));
    case "contains_string":
      return traverse(first, 1) * traverse(second, 1);
    default:
      return overload !== undefined && /^(less|greater)(_equals)?_(string|bytes)$/.test(overload)
        ? shorter(first, second)
        : undefined;
  }
}

function shorter(first: Result | undefined, second: Result | undefined): number {
  return Math.ceil(Math.min(sizeOfValue(first), sizeOfValue(second)) * stringTraversal);
}

function traverse(value: Result | undefined, times: number): number {
  return Math.ceil(sizeOfValue(value) * times * stringTraversal);
}

function regexCost(text: Result | undefined, patternSize: number): number {
  return Math.ceil((1 + sizeOfValue(text)) * stringTraversal) * Math.ceil(patternSize * regexLength);
}
