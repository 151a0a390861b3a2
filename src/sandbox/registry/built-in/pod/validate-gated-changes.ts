import { equalJson } from "../../../../base/json.ts";
import type { NodeSelectorTerm, PodSpec } from "../../../../k8s/core/v1.ts";
import { eachItem, invalidField } from "../../../admission/field-problem.ts";
import { sortedByKey } from "../../../admission/label-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { internalValue } from "./internal-value.ts";

/**
 * Where a gated Pod may go may still be narrowed down: such changes are checked here and taken back in `munged`, so that what is left is what may
 * not change. Follows ValidatePodUpdate of k8s.io/kubernetes/pkg/apis/core/validation/validation.go.
 */
export function validateGatedChanges(munged: PodSpec, before: PodSpec): InvalidField[] {
  const errors: InvalidField[] = [];
  if (!equalJson(munged.nodeSelector ?? {}, before.nodeSelector ?? {})) {
    errors.push(...validateSelector(munged, before));
    if (before.nodeSelector) munged.nodeSelector = before.nodeSelector;
    else delete munged.nodeSelector;
  }
  if (!equalJson(munged.affinity?.nodeAffinity, before.affinity?.nodeAffinity)) {
    errors.push(...validateAffinity(munged, before));
    restoreAffinity(munged, before);
  }
  return errors;
}

function validateSelector(munged: PodSpec, before: PodSpec): InvalidField[] {
  const { nodeSelector = {} } = munged;
  const shown = munged.nodeSelector ? sortedByKey(nodeSelector) : null;
  const problem = "only additions to spec.nodeSelector are allowed (no mutations or deletions)";
  return Object.entries(before.nodeSelector ?? {})
    .filter(([key, value]) => nodeSelector[key] !== value)
    .map(() => invalidField("spec.nodeSelector", shown, problem));
}

function validateAffinity(munged: PodSpec, before: PodSpec): InvalidField[] {
  const at = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";
  const [now, then] = [termsOf(munged) ?? [], termsOf(before)];
  if (!then) return [];
  const shown = (term: NodeSelectorTerm) => internalValue("NodeSelectorTerm", term);
  if (then.length > 0 && then.length !== now.length) {
    const problem = "no additions/deletions to non-empty NodeSelectorTerms list are allowed";
    const selector = munged.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    return [invalidField(at, internalValue("NodeSelector", selector)?.NodeSelectorTerms ?? null, problem)];
  }
  return eachItem(then, at, (term, path, index) => {
    const next = now[index];
    if (next && onlyAdds(next, term)) return [];
    return [
      invalidField(path, next ? shown(next) : null, "only additions are allowed (no mutations or deletions)"),
    ];
  });
}

function termsOf({ affinity }: PodSpec): NodeSelectorTerm[] | undefined {
  return affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}

/** Follows validateNodeSelectorTermHasOnlyAdditions. */
function onlyAdds(next: NodeSelectorTerm, term: NodeSelectorTerm): boolean {
  const keys = ["matchExpressions", "matchFields"] as const;
  const empty = keys.every((key) => !term[key]?.length);
  if (empty) return keys.every((key) => !next[key]?.length);
  return keys.every((key) => {
    const old = term[key] ?? [];
    return old.length === 0 || equalJson((next[key] ?? []).slice(0, old.length), old);
  });
}

function restoreAffinity(munged: PodSpec, before: PodSpec): void {
  const old = before.affinity?.nodeAffinity;
  const { affinity } = munged;
  if (!affinity) {
    if (old) munged.affinity = { nodeAffinity: old };
  } else if (!before.affinity && !affinity.podAffinity && !affinity.podAntiAffinity) delete munged.affinity;
  else {
    const { nodeAffinity: _, ...rest } = affinity;
    munged.affinity = old ? { ...rest, nodeAffinity: old } : rest;
  }
}
