import type { Expression } from "../ast.ts";
import { sameType, type Type } from "../check/type.ts";
import type { CallEstimate, CallToEstimate, CostNode } from "./cost-node.ts";
import { add, fixed, multiply, scale, union, unknownRange, unlimited, type Range } from "./range.ts";
import { estimateReplace } from "./estimate-replace.ts";
import { regexLength, stringTraversal } from "./value-size.ts";
import { nominalFunctions } from "./nominal-functions.ts";

const parsing = new Set("cidr isIP isCIDR ip quantity isQuantity semver isSemver".split(" "));
const shrinking = new Set("lowerAscii upperAscii substring trim".split(" "));
const traversing = new Set("isSorted sum max min indexOf lastIndexOf".split(" "));

/** Estimate of a call of Kubernetes' and of strings' functions; undefined for all others (k8s.io/apiserver/pkg/cel/library/cost.go, EstimateCallCost). */
export function estimateKubernetes(call: CallToEstimate): CallEstimate | undefined {
  const { name, overload, target, args } = call;
  const [first, second] = args;
  if (name === "check") return { cost: fixed(350_000) };
  if (nominalFunctions.has(name) || overload === "cidr_ip") return { cost: fixed(1) };
  if (traversing.has(name)) return target && estimateTraversal(call, target);
  if (shrinking.has(name)) return target && keepingSize(sizeOf(target));
  if (name === "url") return args.length === 1 && first ? keepingSize(sizeOf(first)) : undefined;
  if (parsing.has(name)) return first && { cost: scale(sizeOf(first), stringTraversal) };
  if (name === "ip.isCanonical") return first && { cost: scale(sizeOf(first), 2 * stringTraversal) };
  if (name === "replace")
    return target && first && second && estimateReplace(sizeOf(target), sizeOf(first), sizeOf(second));
  if (name === "split") return target && estimateSplit(target, second);
  if (name === "join") return target && estimateJoin(call, target, first);
  if (name === "find" || name === "findAll") return target && first && estimateFind(target, first);
  if (name === "containsIP" || name === "containsCIDR") return first && estimateContainment(call, first);
  if (name === "validate")
    return first && { cost: scale(scale(sizeOf(first), stringTraversal), 128 * regexLength) };
  return name === "_==_" && first && second ? estimateEquality(first, second) : undefined;
}

function sizeOf(node: CostNode): Range {
  return node.size ?? unknownRange;
}

function keepingSize(size: Range): CallEstimate {
  return { cost: scale(size, stringTraversal), size };
}

/** The items of a list, and where in the schema they stand. */
function itemSize({ sizeAt }: CallToEstimate, list: CostNode): { type: Type; size: Range } | undefined {
  const [type] = list.type.parameters;
  return type && { type, size: (list.path && sizeAt([...list.path, "@items"])) ?? unknownRange };
}

function estimateTraversal(call: CallToEstimate, target: CostNode): CallEstimate {
  const item = itemSize(call, target);
  if (!item) return { cost: scale(sizeOf(target), stringTraversal) };
  const isText = item.type.kind === "string" || item.type.kind === "bytes";
  const each = isText ? add(fixed(1), scale(item.size, stringTraversal)) : fixed(1);
  return { cost: multiply(sizeOf(target), each) };
}

function estimateSplit(target: CostNode, limit: CostNode | undefined): CallEstimate {
  const size = sizeOf(target);
  const most = intLiteral(limit?.expression);
  const max = most === undefined ? size.max : most < 0n ? unlimited : Number(most);
  return { cost: scale(size, 2 * stringTraversal), size: { min: 0, max } };
}

function estimateJoin(call: CallToEstimate, target: CostNode, separator: CostNode | undefined): CallEstimate {
  const count = sizeOf(target);
  const item = itemSize(call, target);
  let size = item ? multiply(count, item.size) : fixed(0);
  if (separator) {
    const between = { min: Math.max(0, count.min - 1), max: Math.max(0, count.max - 1) };
    size = add(size, multiply(sizeOf(separator), between));
  }
  return { cost: scale(size, stringTraversal), size };
}

function estimateFind(target: CostNode, pattern: CostNode): CallEstimate {
  const size = sizeOf(target);
  const text = scale(add(size, fixed(1)), stringTraversal);
  return { cost: multiply(text, scale(sizeOf(pattern), regexLength)), size: { min: 0, max: size.max } };
}

/** Addresses are of 4 or 16 bytes. */
function estimateContainment({ name, overload }: CallToEstimate, argument: CostNode): CallEstimate {
  const bytes = { min: 4, max: 16 };
  const parts = [scale(add(bytes, bytes), stringTraversal)];
  if (name === "containsCIDR") parts.push(scale(bytes, stringTraversal), fixed(1));
  if (overload.endsWith("_string")) parts.push(scale(sizeOf(argument), stringTraversal));
  return { cost: add(...parts) };
}

function estimateEquality(left: CostNode, right: CostNode): CallEstimate | undefined {
  if (!sameType(left.type, right.type)) return undefined;
  switch (left.type.name) {
    case "net.IP":
    case "net.CIDR":
    case "kubernetes.Quantity":
    case "kubernetes.Semver":
      return { cost: fixed(1) };
    case "kubernetes.NamedFormat":
      return { cost: scale({ min: 1, max: 64 }, stringTraversal) };
    case "kubernetes.URL": {
      const size = right.size ? union(right.size, right.size) : fixed(1);
      return { cost: scale({ min: 1, max: size.max }, stringTraversal) };
    }
    default:
      return undefined;
  }
}

function intLiteral(expression: Expression | undefined): bigint | undefined {
  return expression?.kind === "literal" && typeof expression.value === "bigint"
    ? expression.value
    : undefined;
}
