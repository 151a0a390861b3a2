import type { Diagnostic } from "../base/diagnostic.ts";
import { normalizeRules, type PolicyRule } from "../kube/rbac.ts";
import { readRules } from "./rbac/read-rules.ts";
import { openSession, type Session, type SessionOptions } from "./session.ts";

/** rbac/v1 ClusterRole. */
export interface ClusterRole {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "ClusterRole";
  readonly metadata: { readonly name: string };
  readonly rules: readonly PolicyRule[];
}

/** What to infer a role from. */
export interface RoleOptions extends SessionOptions {
  /** Absolute paths of TypeScript files. */
  readonly files: readonly string[];
  readonly name: string;
}

/** The least role for what the files do: their controllers' kinds, what these own and watch, each call of a client on a handle, and `@rbac` tags. */
export function generateRole(options: RoleOptions): { role: ClusterRole; diagnostics: Diagnostic[] } {
  const session = openSession(options);
  const role = writeRole(session, options);
  return { role, diagnostics: session.problems.diagnostics };
}

/** As {@link generateRole}, in a session that others share; problems are left there. */
export function writeRole(
  session: Session,
  { files, name }: Pick<RoleOptions, "files" | "name">,
): ClusterRole {
  const rules = files.flatMap((file) => readRules(session.sources.file(file), session));
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name },
    rules: normalizeRules(rules),
  };
}
