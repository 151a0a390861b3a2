import type { ts } from "ts-morph";
import type { Session } from "../session.ts";
import { cacheVerbs, type Need } from "./client-verbs.ts";
import { chainedCalls, type ChainedCall } from "./controller-chain.ts";
import { isElsewhere } from "./elsewhere.ts";
import { handleRules } from "./handle-rules.ts";
import { holdsObject } from "./holds-object.ts";
import type { ScopedRule } from "./rbac-tag.ts";
import { usesContext } from "./uses-context.ts";

/**
 * What a controller needs: its kind; the status of that, where something of it writes one; its finalizers, where children name it as what they block the
 * deletion of; events, where a handler may record them. What cannot be seen from here may do all of it.
 */
export function controllerRules(call: ts.CallExpression, session: Session): ScopedRule[] {
  if (isElsewhere(call, session)) return [];
  const chain = chainedCalls(call, session);
  const needs: Need[] = [
    { verbs: cacheVerbs },
    // admission asks for it of whoever writes an owner reference with blockOwnerDeletion
    { verbs: ["update"], subresource: "finalizers" },
  ];
  if (mayUse(chain, "status", session))
    needs.push({ verbs: ["get", "patch", "update"], subresource: "status" });
  if (chain.some((link) => holdsObject(link, session))) needs.push({ verbs: ["patch"] });
  const owns = isUnseen(chain) || has(chain, "owns", "dependent", "dependents", "finalize");
  const rules = handleRules(call, needs, { session, known: true }).map((rule): ScopedRule => {
    const certain = owns || !rule.resources?.[0]?.endsWith("/finalizers");
    return { rule, ...(certain ? {} : { ifOwners: true }) };
  });
  return [...rules, ...(mayUse(chain, "events", session) ? [{ rule: events }] : [])];
}

const events = { apiGroups: ["events.k8s.io"], resources: ["events"], verbs: ["create", "patch"] };

/** Which argument of a method of the builder is a handler. */
const handlerPlaces: Readonly<Record<string, number>> = { reconcile: 0, finalize: 0, daemon: 1, timer: 2 };

/** Whether a handler uses a part of its context. Dependents write a condition. */
function mayUse(chain: readonly ChainedCall[], part: "status" | "events", session: Session): boolean {
  if (isUnseen(chain) || (part === "status" && has(chain, "dependent", "dependents", "external")))
    return true;
  const handlers = chain.map((link) => link.arguments[handlerPlaces[link.name] ?? -1]);
  return handlers.some((handler) => handler && usesContext(handler, part, session));
}

/** What has neither a handler nor dependents here gets them elsewhere. */
function isUnseen(chain: readonly ChainedCall[]): boolean {
  return !has(chain, ...Object.keys(handlerPlaces), "dependent", "dependents", "external");
}

function has(chain: readonly ChainedCall[], ...names: string[]): boolean {
  return chain.some(({ name }) => names.includes(name));
}
