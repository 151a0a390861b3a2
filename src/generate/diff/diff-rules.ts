import { equalJson } from "../../base/json.ts";
import type { JsonSchema, ValidationRule } from "../../kube/schema/json-schema.ts";
import { harmless, tighten, widen, type Place } from "./place.ts";

/** Reports changes of CEL rules. A rule is the same while its text is, whatever it says to the user. */
export function diffRules(old: JsonSchema, now: JsonSchema, place: Place): void {
  const before = [...(old["x-kubernetes-validations"] ?? [])];
  for (const rule of now["x-kubernetes-validations"] ?? []) {
    const index = before.findIndex((known) => known.rule.trim() === rule.rule.trim());
    const [known] = index === -1 ? [] : before.splice(index, 1);
    if (known) diffRule(known, rule, place);
    else addRule(rule, place);
  }
  for (const { rule } of before)
    widen(place, { rule: "validation-removed", accepted: `what breaks ${rule} is accepted`, before: rule });
}

function addRule({ rule, optionalOldSelf }: ValidationRule, place: Place): void {
  const change = { rule: "validation-added", after: rule };
  if (!comparesOld(rule)) return tighten(place, { ...change, refused: `values that break ${rule}` });
  const also = optionalOldSelf ? ", and new objects too" : "";
  place.report(place.path, {
    ...change,
    class: "tightening",
    reason: `updates that break ${rule} are refused${also}. It is asked at every update where there is an old value, also when the value is not changed`,
  });
}

function diffRule(old: ValidationRule, now: ValidationRule, place: Place): void {
  const { rule } = now;
  if (Boolean(old.optionalOldSelf) !== Boolean(now.optionalOldSelf)) {
    const change = { before: Boolean(old.optionalOldSelf), after: Boolean(now.optionalOldSelf) };
    if (now.optionalOldSelf)
      tighten(place, { rule: "validation-changed", refused: `new values that break ${rule}`, ...change });
    else
      widen(place, {
        rule: "validation-changed",
        accepted: `new values that break ${rule} are accepted`,
        ...change,
      });
  }
  const words = ["message", "messageExpression", "reason", "fieldPath"] as const;
  const changed = words.filter((key) => !equalJson(old[key], now[key]));
  if (changed.length > 0)
    harmless(place, {
      rule: "validation-message-changed",
      reason: `${changed.join(", ")} of ${rule}: what is refused is the same, only the answer says it differently`,
    });
}

function comparesOld(rule: string): boolean {
  return /\boldSelf\b/.test(rule);
}
