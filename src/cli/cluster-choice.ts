import { UsageError } from "./usage-error.ts";

/** What `--cluster` says. A name that was left out is the default: "kind" for kind, the current context for context. */
export type ClusterChoice =
  | { readonly kind: "sandbox" }
  | { readonly kind: "kind"; readonly name: string }
  | { readonly kind: "context"; readonly name: string | undefined };

/** @throws UsageError */
export function parseClusterChoice(text: string): ClusterChoice {
  const [, kind, name] = /^(sandbox|kind|context)(?::(.+))?$/.exec(text) ?? [];
  if (kind === "sandbox" && name === undefined) return { kind };
  if (kind === "kind") return { kind, name: name ?? "kind" };
  if (kind === "context") return { kind, name };
  throw new UsageError(
    `cannot read --cluster "${text}": expected sandbox, kind, kind:NAME, context or context:NAME`,
  );
}
