import type { CustomResourceDefinition } from "../../kube/crd.ts";
import type { Finding } from "./change.ts";

/** Reports changes of scope and names. The server takes scope and kind as final (validation.go, validateCustomResourceDefinitionSpecUpdate). */
export function diffNames(
  { spec: old }: CustomResourceDefinition,
  { spec: now }: CustomResourceDefinition,
  report: (path: string, finding: Finding) => void,
): void {
  const broken = (path: string, rule: string, reason: string, change: Pick<Finding, "before" | "after">) =>
    void report(path, { rule, class: "breaking", reason, ...change });
  const values = (before: unknown, after: unknown) => ({ before, after });
  if (old.scope !== now.scope)
    broken(
      "scope",
      "scope-changed",
      "the server refuses it: the scope of a kind is final. Made anew, the definition takes all objects with it",
      values(old.scope, now.scope),
    );
  const [a, b] = [old.names, now.names];
  if (a.kind !== b.kind)
    broken(
      "names.kind",
      "kind-changed",
      "the server refuses it: the kind is final, and stored objects and manifests name the old one",
      values(a.kind, b.kind),
    );
  if (a.listKind !== b.listKind && a.kind === b.kind)
    broken(
      "names.listKind",
      "list-kind-changed",
      "lists come under another kind: clients that look it up do not know it",
      values(a.listKind, b.listKind),
    );
  if (a.singular !== b.singular)
    broken(
      "names.singular",
      "singular-changed",
      `commands such as "kubectl get ${a.singular}" fail`,
      values(a.singular, b.singular),
    );
  diffAliases(a.shortNames, b.shortNames, {
    rule: "short-name",
    path: "names.shortNames",
    lost: (name) => `commands such as "kubectl get ${name}" fail`,
    report,
  });
  diffAliases(a.categories, b.categories, {
    rule: "category",
    path: "names.categories",
    lost: (name) => `"kubectl get ${name}" no longer lists them, or fails`,
    report,
  });
  diffPreserve(old.preserveUnknownFields, now.preserveUnknownFields, report);
}

function diffAliases(
  old: readonly string[] = [],
  now: readonly string[] = [],
  options: {
    rule: string;
    path: string;
    lost: (name: string) => string;
    report: (path: string, finding: Finding) => void;
  },
): void {
  const { rule, path, lost, report } = options;
  for (const name of old.filter((known) => !now.includes(known)))
    report(path, { rule: `${rule}-removed`, class: "breaking", reason: lost(name), before: name });
  for (const name of now.filter((known) => !old.includes(known)))
    report(path, {
      rule: `${rule}-added`,
      class: "compatible",
      reason: "one more way to name them",
      after: name,
    });
}

function diffPreserve(before = false, after = false, report: (path: string, finding: Finding) => void): void {
  if (before === after) return;
  report("preserveUnknownFields", {
    rule: "preserve-unknown-fields-changed",
    class: "breaking",
    reason: after
      ? "the server refuses it: use x-kubernetes-preserve-unknown-fields in the schema"
      : "stored fields that no schema names are pruned when an object is read, and gone with its next write",
    before,
    after,
  });
}
