import type { ts } from "ts-morph";
import type { BuiltInResource } from "../../k8s/built-in.ts";
import { pluralize } from "../../kube/plural.ts";
import type { PolicyRule } from "../../kube/rbac.ts";
import type { Compiler } from "../read/compiler.ts";
import { readDocTags } from "../read/doc-comment.ts";
import { positionOf, type Problems } from "../read/problems.ts";
import { readConstant } from "../read/read-constant.ts";
import type { Sources } from "../read/sources.ts";
import { cacheVerbs, clientVerbs } from "./client-verbs.ts";
import { parseRbacTag } from "./rbac-tag.ts";

/** What reading rules needs. */
export interface RuleContext {
  readonly compiler: Compiler;
  readonly sources: Sources;
  readonly problems: Problems;
  readonly builtIns: readonly BuiltInResource[];
}

interface Target {
  readonly group: string;
  readonly plural: string;
}

/** The rules that a file's controllers and client calls need, and those that its comments ask for. */
export function readRules(source: ts.SourceFile, context: RuleContext): PolicyRule[] {
  const rules: PolicyRule[] = [...taggedRules(source, context)];
  const visit = (node: ts.Node): void => {
    if (context.compiler.isCallExpression(node)) rules.push(...callRules(node, context));
    context.compiler.forEachChild(node, visit);
  };
  visit(source);
  return rules;
}

function taggedRules(source: ts.SourceFile, { problems }: RuleContext): PolicyRule[] {
  return readDocTags(source)
    .filter((tag) => tag.name === "rbac" || tag.name.startsWith("+kubebuilder:rbac"))
    .flatMap((tag) => {
      const rule = parseRbacTag(tag);
      if (typeof rule !== "string") return [rule];
      const hint = "For example: @rbac groups=apps,resources=deployments,verbs=get;list;watch";
      problems.error(tag.position, {
        code: "RBAC_INVALID",
        message: `cannot read the @rbac tag: ${rule}`,
        hint,
      });
      return [];
    });
}

function callRules(call: ts.CallExpression, context: RuleContext): PolicyRule[] {
  const { compiler: ts, sources } = context;
  const [argument] = call.arguments;
  if (ts.isIdentifier(call.expression)) {
    const meaning = sources.meaning(call.expression.text, call, "value");
    const ours =
      meaning?.kind === "library" && meaning.module === "kubewright" && meaning.name === "controller";
    return ours && argument ? controllerRules(argument, call, context) : [];
  }
  if (!ts.isPropertyAccessExpression(call.expression) || !argument) return [];
  const { name, expression } = call.expression;
  if (name.text === "owns" || name.text === "watches") {
    if (!isControllerChain(expression, context)) return [];
    return rulesFor(argument, [{ verbs: cacheVerbs }], context);
  }
  const method = Object.hasOwn(clientVerbs, name.text) ? clientVerbs[name.text] : undefined;
  return method && isClient(expression, context) ? rulesFor(argument, [method], context) : [];
}

/** The kind itself, its status and finalizers; events, which every handler may record. */
function controllerRules(
  argument: ts.Expression,
  call: ts.CallExpression,
  context: RuleContext,
): PolicyRule[] {
  const own = rulesFor(
    argument,
    [
      { verbs: cacheVerbs },
      { verbs: ["get", "patch", "update"], subresource: "status" },
      { verbs: ["update"], subresource: "finalizers" },
    ],
    context,
  );
  const finalizes = chainMethods(call, context).includes("finalize")
    ? rulesFor(argument, [{ verbs: ["patch"] }], context)
    : [];
  return [
    ...own,
    ...finalizes,
    { apiGroups: ["events.k8s.io"], resources: ["events"], verbs: ["create", "patch"] },
  ];
}

function rulesFor(
  argument: ts.Expression,
  needs: readonly { readonly verbs: readonly string[]; readonly subresource?: string }[],
  context: RuleContext,
): PolicyRule[] {
  const target = resolveHandle(argument, context);
  if (!target) {
    context.problems.error(positionOf(argument), {
      code: "RBAC_UNKNOWN",
      message: `cannot tell which resource "${argument.getText()}" is: the role would lack it`,
      hint: "Name the handle itself, or add an @rbac tag to the function and pass the handle as a constant.",
    });
    return [];
  }
  return needs.map(({ verbs, subresource }) => ({
    apiGroups: [target.group],
    resources: [subresource ? `${target.plural}/${subresource}` : target.plural],
    verbs: [...verbs],
  }));
}

/** The resource behind a handle: a built-in one by its import, one of the project by its definition. */
function resolveHandle(node: ts.Expression, context: RuleContext): Target | undefined {
  const { compiler: ts, sources, builtIns } = context;
  if (!ts.isIdentifier(node)) return undefined;
  const meaning = sources.meaning(node.text, node, "value");
  if (meaning?.kind === "library") {
    const path = /^kubewright\/k8s\/(.+)\/([^/]+)$/.exec(meaning.module);
    const group = path?.[1] === "core" ? "" : path?.[1];
    const found = builtIns.find(
      (resource) =>
        resource.group === group && resource.version === path?.[2] && resource.kind === meaning.name,
    );
    return found && { group: found.group, plural: found.plural };
  }
  if (meaning?.kind !== "declaration" || !ts.isVariableDeclaration(meaning.node)) return undefined;
  const { initializer } = meaning.node;
  if (!initializer || !ts.isCallExpression(initializer) || !initializer.arguments[0]) return undefined;
  const definition = readConstant(initializer.arguments[0], context) as {
    group?: string;
    kind?: string;
    plural?: string;
  };
  if (
    typeof definition !== "object" ||
    typeof definition.group !== "string" ||
    typeof definition.kind !== "string"
  )
    return undefined;
  return { group: definition.group, plural: definition.plural ?? pluralize(definition.kind) };
}

/** Methods called one after another on what a call returns: `controller(X).owns(Y).finalize(f)`. */
function chainMethods(call: ts.CallExpression, { compiler: ts }: RuleContext): string[] {
  const names: string[] = [];
  for (
    let node: ts.Node = call;
    ts.isPropertyAccessExpression(node.parent) && ts.isCallExpression(node.parent.parent);
    node = node.parent.parent
  ) {
    names.push(node.parent.name.text);
  }
  return names;
}

function isControllerChain(node: ts.Expression, context: RuleContext): boolean {
  const { compiler: ts, sources } = context;
  let inner: ts.Expression = node;
  while (ts.isCallExpression(inner) && ts.isPropertyAccessExpression(inner.expression))
    inner = inner.expression.expression;
  if (ts.isIdentifier(inner)) {
    const meaning = sources.meaning(inner.text, inner, "value");
    return (
      meaning?.kind === "declaration" &&
      ts.isVariableDeclaration(meaning.node) &&
      meaning.node.initializer !== undefined &&
      isControllerChain(meaning.node.initializer, context)
    );
  }
  return (
    ts.isCallExpression(inner) && ts.isIdentifier(inner.expression) && inner.expression.text === "controller"
  );
}

/** Something called client: the handler's, passed on under its name, or a property of that name. */
function isClient(node: ts.Expression, { compiler: ts }: RuleContext): boolean {
  if (ts.isIdentifier(node)) return node.text.toLowerCase().endsWith("client");
  return ts.isPropertyAccessExpression(node) && node.name.text.toLowerCase().endsWith("client");
}
