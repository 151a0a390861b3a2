import type { Diagnostic } from "../base/diagnostic.ts";
import { readBuiltInSchemas } from "../k8s/built-in.ts";
import { normalizeRules, type PolicyRule } from "../kube/rbac.ts";
import { readRules } from "./rbac/read-rules.ts";
import { loadCompiler } from "./read/compiler.ts";
import { Problems } from "./read/problems.ts";
import { Sources } from "./read/sources.ts";

/** rbac/v1 ClusterRole. */
export interface ClusterRole {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "ClusterRole";
  readonly metadata: { readonly name: string };
  readonly rules: readonly PolicyRule[];
}

/** The least role for what the files do: their controllers' kinds, what these own and watch, each call of a client on a handle, and `@rbac` tags. */
export function generateRole(options: { files: readonly string[]; name: string }): {
  role: ClusterRole;
  diagnostics: Diagnostic[];
} {
  const compiler = loadCompiler();
  const problems = new Problems();
  const sources = new Sources(compiler);
  const context = { compiler, sources, problems, builtIns: readBuiltInSchemas().resources };
  const rules = options.files.flatMap((file) => readRules(sources.file(file), context));
  const role: ClusterRole = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: options.name },
    rules: normalizeRules(rules),
  };
  return { role, diagnostics: problems.diagnostics };
}
