import type { CallEstimate, CallToEstimate, CostNode } from "./cost-node.ts";
import { estimateKubernetes } from "./estimate-kubernetes.ts";
import { add, fixed, multiply, scale, unknownRange, unlimited, type Range } from "./range.ts";
import { regexLength, stringTraversal } from "./value-size.ts";

/** Estimated cost of a call without that of its arguments: cel-go's lists and sets, Kubernetes' own functions, then the language's. */
export function estimateCall(call: CallToEstimate): CallEstimate {
  return estimateCollections(call) ?? estimateKubernetes(call) ?? estimateLanguage(call);
}

/** cel-go's ext/lists.go and ext/sets.go. */
function estimateCollections({ overload, target, args }: CallToEstimate): CallEstimate | undefined {
  const [first, second] = args;
  if (overload.startsWith("list_sets_") && first && second) {
    const factor = overload === "list_sets_equivalent_list" ? 2 : 1;
    return { cost: add(scale(multiply(sizeOf(first), sizeOf(second)), factor), fixed(1)) };
  }
  if (overload === "lists_range" && first) return making(1, fixed(intOr(first, unlimited)));
  if (!target) return undefined;
  const size = sizeOf(target);
  if (overload === "list_slice" && first && second)
    return making(1, fixed(Math.max(0, intOr(second, size.max) - intOr(first, 0))));
  if (overload === "list_reverse") return making(1, size);
  if (overload === "list_flatten") return making(1, size);
  if (overload === "list_flatten_int" && first) return making(intOr(first, unlimited), size);
  if (overload === "list_distinct") return making(2, multiply(size, size));
  const sorted = overload.endsWith("_sort")
    ? size
    : overload.endsWith("_sortByAssociatedKeys") && first && sizeOf(first);
  if (!sorted) return undefined;
  const text = /^list_(string|bytes)_/.test(overload) ? stringTraversal : 0;
  return making(2 + text, multiply(sorted, sorted));
}

function making(factor: number, size: Range): CallEstimate {
  return { cost: add(scale(size, factor), fixed(1), fixed(10)), size };
}

function sizeOf(node: CostNode): Range {
  return node.size ?? unknownRange;
}

function intOr({ expression }: CostNode, otherwise: number): number {
  return expression?.kind === "literal" && typeof expression.value === "bigint"
    ? Math.max(0, Number(expression.value))
    : otherwise;
}

/** cel-go's checker/cost.go, functionCost. */
function estimateLanguage({ overload, target, args }: CallToEstimate): CallEstimate {
  const [first, second] = args;
  const once = (node: CostNode) => scale(sizeOf(node), stringTraversal);
  switch (overload) {
    case "string_format":
      if (target) return { cost: once(target) };
      break;
    case "string_to_bytes":
      if (first) return resized(first, (size) => ({ min: size.min, max: size.max * 4 }));
      break;
    case "bytes_to_string":
      if (first) return resized(first, (size) => ({ min: Math.trunc(size.min / 4), max: size.max }));
      break;
    case "strings_quote":
      if (first) return resized(first, (size) => ({ min: size.min + 2, max: size.max * 2 + 2 }));
      break;
    case "starts_with_string":
    case "ends_with_string":
      if (first) return { cost: once(first) };
      break;
    case "in_list":
      if (second) return { cost: sizeOf(second) };
      break;
    case "matches_string":
      if (target && first) return { cost: matching(target, first) };
      break;
    case "contains_string":
      if (target && first) return { cost: multiply(once(target), once(first)) };
      break;
    case "add_string":
    case "add_bytes":
    case "add_list":
      if (first && second) return concatenating(overload, add(sizeOf(first), sizeOf(second)));
      break;
  }
  const compares = /^((less|greater)(_equals)?_(string|bytes)|equals|not_equals)$/.test(overload);
  return compares && first && second ? { cost: comparing(first, second) } : { cost: fixed(1) };
}

function resized(argument: CostNode, change: (size: Range) => Range): CallEstimate {
  const { min, max } = change(sizeOf(argument));
  const size = { min: Math.min(min, unlimited), max: Math.min(max, unlimited) };
  return { cost: scale(sizeOf(argument), stringTraversal), size };
}

function matching(text: CostNode, pattern: CostNode): Range {
  const length = add(sizeOf(text), fixed(1));
  return multiply(scale(length, stringTraversal), scale(sizeOf(pattern), regexLength));
}

function concatenating(overload: string, size: Range): CallEstimate {
  return { cost: overload === "add_list" ? fixed(1) : scale(size, stringTraversal), size };
}

function comparing(left: CostNode, right: CostNode): Range {
  const max = Math.min(sizeOf(left).max, sizeOf(right).max);
  return scale({ min: max > 0 ? 1 : 0, max }, stringTraversal);
}
