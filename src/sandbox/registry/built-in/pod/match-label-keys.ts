import type { LabelSelector } from "../../../../k8s/meta/v1.ts";
import { eachItem, forbiddenField, invalidField } from "../../../admission/field-problem.ts";
import { validateLabelKey } from "../../../admission/label-problem.ts";
import type { InvalidField } from "../../../status-error.ts";

interface Keys {
  readonly matchLabelKeys: readonly string[];
  readonly mismatchLabelKeys: readonly string[];
  readonly labelSelector: LabelSelector | undefined;
}

/** Follows ValidateMatchLabelKeysAndMismatchLabelKeys of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateMatchLabelKeys(keys: Keys, at: string): InvalidField[] {
  const { matchLabelKeys, mismatchLabelKeys, labelSelector } = keys;
  const both = "exists in both matchLabelKeys and mismatchLabelKeys";
  return [
    ...validateKeys(matchLabelKeys, { at: `${at}.matchLabelKeys`, labelSelector }),
    ...validateKeys(mismatchLabelKeys, { at: `${at}.mismatchLabelKeys`, labelSelector }),
    ...validateOverlap(keys, at),
    ...eachItem(matchLabelKeys, `${at}.matchLabelKeys`, (key, path) =>
      mismatchLabelKeys.includes(key) ? [invalidField(path, key, both)] : [],
    ),
  ];
}

function validateKeys(
  keys: readonly string[],
  { at, labelSelector }: { at: string; labelSelector: LabelSelector | undefined },
): InvalidField[] {
  if (keys.length === 0) return [];
  if (!labelSelector) return [forbiddenField(at, "must not be specified when labelSelector is not set")];
  return eachItem(keys, at, validateLabelKey);
}

/** A key that the selector has twice: the server adds one of these itself. */
function validateOverlap({ matchLabelKeys, labelSelector }: Keys, at: string): InvalidField[] {
  const seen = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  return (labelSelector?.matchExpressions ?? []).flatMap(({ key }) => {
    const index = matchLabelKeys.lastIndexOf(key);
    const doubled = index >= 0 && seen.has(key);
    seen.add(key);
    const problem = "exists in both matchLabelKeys and labelSelector";
    return doubled ? [invalidField(`${at}[${index}]`, key, problem)] : [];
  });
}

/** The older rule, for objects that break the newer one. Follows ValidateMatchLabelKeysInTopologySpread. */
export function validateSpreadKeys(
  keys: readonly string[],
  { at, labelSelector }: { at: string; labelSelector: LabelSelector | undefined },
): InvalidField[] {
  if (keys.length === 0) return [];
  const selected = [
    ...Object.keys(labelSelector?.matchLabels ?? {}),
    ...(labelSelector?.matchExpressions ?? []).map(({ key }) => key),
  ];
  const both = "exists in both matchLabelKeys and labelSelector";
  return [
    ...(labelSelector ? [] : [forbiddenField(at, "must not be specified when labelSelector is not set")]),
    ...eachItem(keys, at, (key, path) => [
      ...validateLabelKey(key, path),
      ...(selected.includes(key) ? [invalidField(path, key, both)] : []),
    ]),
  ];
}
