import type { ts } from "ts-morph";
import { assign } from "./bind.ts";
import { callExpression } from "./call-expression.ts";
import { arrayLiteral, objectLiteral, templateText } from "./literals.ts";
import type { Machine } from "./machine.ts";
import { selfOf } from "./self-of.ts";
import { data, join, present, valuesOf } from "./store.ts";
import type { Scope, Values } from "./value.ts";

/** All values that an expression may have, whichever way the program takes. */
export function evaluate(machine: Machine, node: ts.Expression, scope: Scope): Values {
  const { compiler: ts } = machine.session;
  if (ts.isIdentifier(node)) return machine.lookUp(node, scope);
  if (ts.isStringLiteralLike(node)) return [machine.store.text(node.text)];
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return callExpression(machine, node, scope);
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
    return access(machine, node, scope);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return functionValue(machine, node, scope);
  if (ts.isObjectLiteralExpression(node)) return [objectLiteral(machine, node, scope)];
  if (ts.isArrayLiteralExpression(node)) return [arrayLiteral(machine, node, scope)];
  if (ts.isTemplateExpression(node)) return templateText(machine, node, scope);
  return wrapped(machine, node, scope);
}

/** What stands around another expression. */
function wrapped(machine: Machine, node: ts.Expression, scope: Scope): Values {
  const { compiler: ts } = machine.session;
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) {
    const values = machine.evaluate(node.expression, scope);
    const isVague = values.every(({ kind }) => kind === "unknown" || kind === "foreign" || kind === "data");
    const typed =
      isVague && (values.length > 0 || machine.store.phase === "settled") ? machine.typed(node.type) : [];
    return typed.length > 0 ? typed : values;
  }
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAwaitExpression(node)
  )
    return machine.evaluate(node.expression, scope);
  if (ts.isConditionalExpression(node)) {
    machine.evaluate(node.condition, scope);
    return join(machine.evaluate(node.whenTrue, scope), machine.evaluate(node.whenFalse, scope));
  }
  if (ts.isBinaryExpression(node)) return binary(machine, node, scope);
  if (ts.isYieldExpression(node)) return yielded(machine, node, scope);
  if (ts.isClassExpression(node)) {
    const { store } = machine;
    return [
      store.value(`class ${store.node(node)} ${scope.id}`, (id) => ({ kind: "class", id, node, scope })),
    ];
  }
  if (node.kind === ts.SyntaxKind.ThisKeyword) return selfOf(scope);
  return parts(machine, node, scope);
}

/** Whatever is in it is run; what comes out is no more than data. */
function parts(machine: Machine, node: ts.Node, scope: Scope): Values {
  const { compiler: ts } = machine.session;
  ts.forEachChild(node, (child) => {
    if (ts.isTypeNode(child)) return;
    if (ts.isExpression(child)) machine.evaluate(child, scope);
    else parts(machine, child, scope);
  });
  return [data];
}

function functionValue(
  machine: Machine,
  node: ts.ArrowFunction | ts.FunctionExpression,
  scope: Scope,
): Values {
  const { store } = machine;
  return [
    store.value(`function ${store.node(node)} ${scope.id}`, (id) => ({ kind: "function", id, node, scope })),
  ];
}

function access(
  machine: Machine,
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  scope: Scope,
): Values {
  const { compiler: ts } = machine.session;
  const isSuper = node.expression.kind === ts.SyntaxKind.SuperKeyword;
  const left = isSuper ? selfOf(scope) : machine.evaluate(node.expression, scope);
  if (ts.isPropertyAccessExpression(node))
    return join(...left.map((value) => machine.member(value, node.name.text, node)));
  const names = machine
    .evaluate(node.argumentExpression, scope)
    .map((value) => (value.kind === "text" && !value.text.includes("\0") ? value.text : "*"));
  const number = ts.isNumericLiteral(node.argumentExpression) ? [node.argumentExpression.text] : undefined;
  const wanted = [...new Set(number ?? names)];
  return join(...left.flatMap((value) => wanted.map((name) => machine.member(value, name, node))));
}

function binary(machine: Machine, node: ts.BinaryExpression, scope: Scope): Values {
  const { compiler: ts, compiler } = machine.session;
  const { left, right, operatorToken } = node;
  const kinds = compiler.SyntaxKind;
  const assigns = [
    kinds.EqualsToken,
    kinds.BarBarEqualsToken,
    kinds.QuestionQuestionEqualsToken,
    kinds.AmpersandAmpersandEqualsToken,
  ];
  if (assigns.includes(operatorToken.kind)) {
    const values = machine.evaluate(right, scope);
    assign(machine, left, { values, scope });
    return operatorToken.kind === kinds.EqualsToken ? values : join(machine.evaluate(left, scope), values);
  }
  const before = machine.evaluate(left, scope);
  const after = machine.evaluate(right, scope);
  switch (operatorToken.kind) {
    case kinds.BarBarToken:
    case kinds.QuestionQuestionToken:
      return join(present(before), after);
    case kinds.AmpersandAmpersandToken:
    case kinds.CommaToken:
      return after;
    case kinds.PlusToken:
      return ts.isNumericLiteral(left) ? [data] : concatenated(machine, before, after);
    default:
      return [data];
  }
}

function concatenated(machine: Machine, before: Values, after: Values): Values {
  if (![...before, ...after].some(({ kind }) => kind === "text")) return [data];
  const text = (value: Values[number]) => (value.kind === "text" ? value.text : "\0");
  const both = before.flatMap((a) => after.map((b) => text(a) + text(b)));
  return both.length > 16 ? [data] : both.map((one) => machine.store.text(one));
}

function yielded(machine: Machine, node: ts.YieldExpression, scope: Scope): Values {
  const values = node.expression ? machine.evaluate(node.expression, scope) : [];
  let around: Scope | undefined = scope;
  while (around && !around.yielded) around = around.parent;
  if (around?.yielded) {
    const items = node.asteriskToken
      ? values.flatMap((value) =>
          value.kind === "list" ? [...value.items, value.rest].flatMap(valuesOf) : [],
        )
      : values;
    machine.store.add(around.yielded, items);
  }
  return [data];
}
