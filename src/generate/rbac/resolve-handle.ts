import type { ts } from "ts-morph";
import { isJsonObject } from "../../base/json.ts";
import { pluralize } from "../../kube/plural.ts";
import { isResourceCall } from "../read/find-resources.ts";
import { readConstant } from "../read/read-constant.ts";
import type { Meaning } from "../read/sources.ts";
import type { Session } from "../session.ts";
import { findBinding } from "./bindings.ts";
import type { Target } from "./rule-context.ts";

/**
 * The resources behind an expression that should be a handle: a built-in one by its import, one of the project by its definition, each of a list that
 * is gone through. Undefined when that cannot be told from the source.
 */
export function resolveHandle(node: ts.Expression, session: Session): readonly Target[] | undefined {
  const { compiler: ts, sources } = session;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return resolveHandle(node.expression, session);
  const whole = withMetadataOnly(node, session);
  if (whole) return resolveHandle(whole, session);
  if (ts.isConditionalExpression(node)) return all([node.whenTrue, node.whenFalse], session);
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const meaning = sources.member(node.expression.text, node.name.text, { node, space: "value" });
    return meaning && resolveMeaning(meaning, session);
  }
  if (!ts.isIdentifier(node)) return undefined;
  const binding = findBinding(node, session);
  if (binding) {
    if (ts.isVariableDeclaration(binding) && binding.initializer)
      return resolveHandle(binding.initializer, session);
    const list = listBehind(binding, session);
    return list && resolveList(list, session);
  }
  const meaning = sources.meaning(node.text, node, "value");
  return meaning && resolveMeaning(meaning, session);
}

function resolveMeaning(meaning: Meaning, session: Session): readonly Target[] | undefined {
  const { compiler: ts } = session;
  if (meaning.kind === "library") return builtIn(meaning.module, meaning.name, session);
  if (meaning.kind !== "declaration" || !ts.isVariableDeclaration(meaning.node)) return undefined;
  const { initializer } = meaning.node;
  if (!initializer) return undefined;
  if (!isResourceCall(initializer, session)) {
    const alias = ts.isIdentifier(initializer) && initializer.text !== meaning.node.name.getText();
    return alias || withMetadataOnly(initializer, session) ? resolveHandle(initializer, session) : undefined;
  }
  const [argument] = initializer.arguments;
  const definition = argument && readConstant(argument, session);
  if (!isJsonObject(definition)) return undefined;
  const { group, kind, plural } = definition;
  if (typeof group !== "string" || typeof kind !== "string") return undefined;
  return [{ group, plural: typeof plural === "string" ? plural : pluralize(kind) }];
}

/** The handle within `onlyMetadata(…)`. */
function withMetadataOnly(
  node: ts.Expression,
  { compiler: ts, sources }: Session,
): ts.Expression | undefined {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const meaning = sources.meaning(node.expression.text, node.expression, "value");
  const ours =
    meaning?.kind === "library" && meaning.module === "kubewright" && meaning.name === "onlyMetadata";
  return ours ? node.arguments[0] : undefined;
}

function builtIn(module: string, name: string, { builtIns }: Session): readonly Target[] | undefined {
  const [, folder, version] = /^kubewright\/k8s\/(.+)\/([^/]+)$/.exec(module) ?? [];
  const group = folder === "core" ? "" : folder;
  const found = builtIns().resources.find(
    (resource) => resource.group === group && resource.version === version && resource.kind === name,
  );
  if (!found) return undefined;
  const hasStatus = found.subresources.includes("status");
  return [{ group: found.group, plural: found.plural, hasStatus }];
}

/** The list that a name goes through: `for (const kind of [A, B])`, `[A, B].map((kind) => …)`. */
function listBehind(binding: ts.Node, { compiler: ts }: Session): ts.Expression | undefined {
  const { parent } = binding;
  if (ts.isVariableDeclarationList(parent) && ts.isForOfStatement(parent.parent))
    return parent.parent.expression;
  if (!ts.isParameter(binding) || !ts.isFunctionLike(parent) || parent.parameters[0] !== binding)
    return undefined;
  const call = parent.parent;
  const iterates =
    ts.isCallExpression(call) &&
    call.arguments[0] === parent &&
    ts.isPropertyAccessExpression(call.expression) &&
    ["map", "flatMap", "forEach", "some", "every", "filter"].includes(call.expression.name.text);
  return iterates ? call.expression.expression : undefined;
}

function resolveList(node: ts.Expression, session: Session): readonly Target[] | undefined {
  const { compiler: ts, sources } = session;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return resolveList(node.expression, session);
  if (ts.isArrayLiteralExpression(node)) return all(node.elements, session);
  if (!ts.isIdentifier(node)) return undefined;
  const meaning = sources.meaning(node.text, node, "value");
  const declaration =
    findBinding(node, session) ?? (meaning?.kind === "declaration" ? meaning.node : undefined);
  return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
    ? resolveList(declaration.initializer, session)
    : undefined;
}

function all(nodes: readonly ts.Expression[], session: Session): readonly Target[] | undefined {
  const found = nodes.map((node) => resolveHandle(node, session));
  return found.every((targets) => targets !== undefined) ? found.flatMap((targets) => targets) : undefined;
}
