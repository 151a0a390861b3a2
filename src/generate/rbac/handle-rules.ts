import type { ts } from "ts-morph";
import type { PolicyRule } from "../../kube/rbac.ts";
import type { Session } from "../session.ts";
import type { Need } from "./client-verbs.ts";
import { resolveHandle } from "./resolve-handle.ts";
import { reportUnknown, rulesFor } from "./rule-context.ts";

/** Rules for the handle that a call is given, mostly first. Where the call is not known to be one of ours, another argument is no mistake. */
export function handleRules(
  call: ts.CallExpression,
  needs: readonly Need[],
  options: { session: Session; known: boolean; handle?: ts.Expression | undefined },
): PolicyRule[] {
  const { session, known, handle = call.arguments[0] } = options;
  if (!handle) return [];
  const targets = resolveHandle(handle, session);
  if (targets) return rulesFor(targets, needs, { call, session });
  if (known) reportUnknown(handle, `cannot tell which resource "${handle.getText()}" is`, { call, session });
  return [];
}
