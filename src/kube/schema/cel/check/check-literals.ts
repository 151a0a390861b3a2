import { childrenOf, type CallNode, type Expression, type ListNode, type MapNode } from "../ast.ts";
import { evaluate } from "../evaluate.ts";
import { library } from "../library.ts";
import { compilePattern } from "../../pattern.ts";
import { CelError } from "../value.ts";
import type { CheckError } from "./check-context.ts";
import type { Checked } from "./check.ts";
import { checkFormat } from "./check-format.ts";
import { errorType, formatType, sameType, unwrapOptional, type Type } from "./type.ts";

/**
 * What the API server refuses of literals although their types are right: instants, spans and patterns that cannot be read, literals of
 * mixed types, format clauses that do not fit (cel-go's cel/validator.go and ext/formatting.go).
 */
export function checkLiterals(checked: Checked): CheckError[] {
  const nodes = descendants(checked.expression);
  const calls = nodes.filter((node) => node.kind === "call");
  const constants = ["duration", "timestamp", "matches"].flatMap((name) =>
    calls.filter((call) => call.name === name).flatMap((call) => checkConstant(call)),
  );
  const exempt = new Set(
    calls.filter((call) => call.name === "format").flatMap((call) => childrenOf(call).flatMap(descendants)),
  );
  const mixed = nodes
    .filter((node) => !exempt.has(node))
    .flatMap((node) =>
      node.kind === "list" ? mixedList(node, checked) : node.kind === "map" ? mixedMap(node, checked) : [],
    );
  return [...constants, ...mixed, ...calls.flatMap((call) => checkFormat(call, checked))];
}

function descendants(expression: Expression): Expression[] {
  return [expression, ...childrenOf(expression).flatMap(descendants)];
}

function checkConstant(call: CallNode): CheckError[] {
  const [argument] = call.args;
  if (argument?.kind !== "literal") return [];
  const right =
    call.name === "matches"
      ? typeof argument.value === "string" && typeof compilePattern(argument.value) !== "string"
      : hasValue(call);
  return right ? [] : [{ offset: argument.offset, message: `invalid ${call.name} argument` }];
}

function hasValue(call: CallNode): boolean {
  try {
    evaluate(call, { functions: library, lookup: () => undefined });
    return true;
  } catch (error) {
    if (error instanceof CelError) return false;
    throw error;
  }
}

function mixedList(node: ListNode, checked: Checked): CheckError[] {
  const [first, ...rest] = node.items;
  const expected = first && elementType(first.value, first.optional, checked);
  const odd = rest.find(
    (item) => expected && !alike(expected, elementType(item.value, item.optional, checked)),
  );
  if (!expected || !odd) return [];
  return [mismatch(odd.value, expected, elementType(odd.value, odd.optional, checked))];
}

function mixedMap(node: MapNode, checked: Checked): CheckError[] {
  const [first, ...rest] = node.entries;
  if (!first) return [];
  const key = typeOf(first.key, checked);
  const value = elementType(first.value, first.optional, checked);
  return rest.flatMap((entry) => {
    const ownKey = typeOf(entry.key, checked);
    const own = elementType(entry.value, entry.optional, checked);
    return [
      ...(alike(key, ownKey) ? [] : [mismatch(entry.key, key, ownKey)]),
      ...(alike(value, own) ? [] : [mismatch(entry.value, value, own)]),
    ];
  });
}

function elementType(expression: Expression, optional: boolean, checked: Checked): Type {
  const type = typeOf(expression, checked);
  return optional ? (unwrapOptional(type) ?? type) : type;
}

function typeOf(expression: Expression, { types }: Checked): Type {
  return types.get(expression.id) ?? errorType;
}

function alike(a: Type, b: Type): boolean {
  return sameType(a, b, { anyParameter: true });
}

function mismatch({ offset }: Expression, expected: Type, found: Type): CheckError {
  return { offset, message: `expected type '${formatType(expected)}' but found '${formatType(found)}'` };
}
