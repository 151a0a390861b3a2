import type { ts } from "ts-morph";
import type { PolicyRule } from "../../kube/rbac.ts";
import type { Session } from "../session.ts";
import {
  cacheVerbs,
  clientVerbs,
  dependentVerbs,
  functionNeeds,
  functionRules,
  subresourceVerbs,
} from "./client-verbs.ts";
import { isController, isControllerCall } from "./controller-chain.ts";
import { controllerRules } from "./controller-rules.ts";
import { isElsewhere, isOtherClient } from "./elsewhere.ts";
import { handleRules } from "./handle-rules.ts";
import { isClient } from "./is-client.ts";
import { resolveHandle } from "./resolve-handle.ts";
import { reportUnknown, rulesFor } from "./rule-context.ts";
import type { ScopedRule } from "./rbac-tag.ts";
import { reportTaken, takenMethod } from "./taken-methods.ts";
import { taggedRules } from "./tagged-rules.ts";

/** What a file says of roles. */
export interface FileRules {
  readonly rules: readonly ScopedRule[];
  /** Whether it makes owner references itself. */
  readonly namesOwners: boolean;
}

/** The rules that a file's controllers and client calls need, and those that its comments ask for. */
export function readRules(source: ts.SourceFile, session: Session): FileRules {
  const rules: ScopedRule[] = [];
  const visit = (node: ts.Node): void => {
    if (isControllerCall(node, session)) rules.push(...controllerRules(node, session));
    else if (session.compiler.isCallExpression(node))
      rules.push(...callRules(node, session).map((rule) => ({ rule })));
    reportStartOnRead(node, session);
    reportTaken(node, session);
    session.compiler.forEachChild(node, visit);
  };
  visit(source);
  const namesOwners =
    /\b(?:ownerReferences|blockOwnerDeletion|\w*[oO]wnerReference|\w*[cC]ontrollerReference)\b/;
  return {
    rules: [...taggedRules(source, session), ...rules],
    namesOwners: namesOwners.test(source.text),
  };
}

function callRules(call: ts.CallExpression, session: Session): PolicyRule[] {
  const { compiler: ts } = session;
  const taken = takenMethod(call.expression, session);
  if (taken) return methodRules(call, taken, { session, known: true });
  if (!ts.isPropertyAccessExpression(call.expression)) return helperRules(call, session);
  const { name, expression: receiver } = call.expression;
  if (isOtherClient(receiver, session)) return [];
  if (name.text === "owns" || name.text === "watches") {
    const known = isController(receiver, session);
    if (known && isElsewhere(call, session)) return [];
    return handleRules(call, [{ verbs: cacheVerbs }], { session, known });
  }
  if (name.text === "dependent" || name.text === "dependents") {
    const known = isController(receiver, session);
    return handleRules(call, [{ verbs: dependentVerbs }], { session, known, handle: call.arguments[1] });
  }
  return methodRules(call, name.text, { session, known: isClient(receiver, session) });
}

/** A call of what has the name of a client's method, and is `known` to be one. */
function methodRules(
  call: ts.CallExpression,
  name: string,
  { session, known }: { session: Session; known: boolean },
): PolicyRule[] {
  if (name === "subresource" && known) return subresourceRules(call, session);
  if (name === "request" && known) {
    reportUnknown(call, "cannot tell what this request needs", { call, session });
    return [];
  }
  const need = Object.hasOwn(clientVerbs, name) ? clientVerbs[name] : undefined;
  return need ? handleRules(call, [need], { session, known }) : [];
}

/** `operator({ cache: { startOnRead: true } })`: kinds that are read are watched then, whichever they are. */
function reportStartOnRead(node: ts.Node, session: Session): void {
  const { compiler: ts } = session;
  if (!ts.isPropertyAssignment(node) || node.name.getText() !== "startOnRead") return;
  const isOn = node.initializer.kind === ts.SyntaxKind.TrueKeyword;
  const around = node.parent.parent;
  if (!isOn || !ts.isPropertyAssignment(around) || around.name.getText() !== "cache") return;
  const message =
    "cannot tell which kinds are watched when they are read: cached(Kind, { startOnRead: true }) names one";
  reportUnknown(node, message, { call: node, session });
}

/** `cached(Kind, { startOnRead: true })`: it is watched when it is read. */
function cachedRules(call: ts.CallExpression, session: Session): PolicyRule[] {
  const [, options] = call.arguments;
  const isOn = options && /\bstartOnRead\b(?!["']?\s*:\s*false)/.test(options.getText());
  return isOn ? handleRules(call, [{ verbs: cacheVerbs }], { session, known: true }) : [];
}

/** `client.subresource(ServiceAccount, "token")`, whatever is called on it; all verbs, where that cannot be told. */
function subresourceRules(call: ts.CallExpression, session: Session): PolicyRule[] {
  const { compiler: ts } = session;
  const { parent } = call;
  const method = ts.isPropertyAccessExpression(parent) && parent.expression === call ? parent.name.text : "";
  const verbs = Object.hasOwn(subresourceVerbs, method) ? subresourceVerbs[method] : undefined;
  const [, name] = call.arguments;
  if (name && ts.isStringLiteralLike(name)) {
    const all = [...new Set(Object.values(subresourceVerbs).flat())];
    return handleRules(call, [{ verbs: verbs ?? all, subresource: name.text }], { session, known: true });
  }
  reportUnknown(call, "cannot tell which subresource this is", { call, session });
  return [];
}

/** `listPages(client, Kind)`: a function of the runtime that is given a client and what to do with it. */
function helperRules(call: ts.CallExpression, session: Session): PolicyRule[] {
  const { compiler: ts } = session;
  const [client, handle] = call.arguments;
  if (!ts.isIdentifier(call.expression) || !client) return [];
  const meaning = session.sources.meaning(call.expression.text, call.expression, "value");
  if (meaning?.kind !== "library" || meaning.module !== "kubewright") return [];
  const { name } = meaning;
  if (name === "cached") return cachedRules(call, session);
  if (!isClient(client, session)) return [];
  if (name === "untypedClient") {
    reportUnknown(call, "cannot tell what an untyped client needs", { call, session });
    return [];
  }
  const rule = Object.hasOwn(functionRules, name) ? functionRules[name] : undefined;
  const needs = Object.hasOwn(functionNeeds, name) ? functionNeeds[name] : undefined;
  if (rule) return [rule];
  if (!needs || !handle) return [];
  const targets = resolveHandle(handle, session);
  if (targets) return rulesFor(targets, needs, { call, session });
  reportUnknown(handle, `cannot tell which resource "${handle.getText()}" is`, { call, session });
  return [];
}
