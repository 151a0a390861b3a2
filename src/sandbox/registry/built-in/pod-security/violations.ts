import { baselineChecks } from "./baseline-checks.ts";
import type { Check, Subject, Violation } from "./check.ts";
import type { LevelVersion } from "./level.ts";
import { restrictedChecks } from "./restricted-checks.ts";

/** What a Pod does that a level forbids: of baseline first, each by name. Follows k8s.io/pod-security-admission/policy/registry.go. */
export function violationsOf({ level, minor }: LevelVersion, subject: Subject): Violation[] {
  if (level === "privileged") return [];
  const baseline = inVersion(baselineChecks, minor);
  const restricted = level === "restricted" ? inVersion(restrictedChecks, minor) : [];
  const overridden = new Set(restricted.map(({ overrides }) => overrides));
  return [...baseline.filter(({ id }) => !overridden.has(id)), ...restricted].flatMap(
    (check) => check.run(subject) ?? [],
  );
}

/** All that is forbidden, with what exactly. */
export function violationText(violations: readonly Violation[]): string {
  return violations.map(({ reason, detail }) => `${reason} (${detail})`).join(", ");
}

/** Of each check the last one that there was in a version, by name. */
function inVersion(checks: readonly Check[], minor: number): Check[] {
  const last = new Map<string, Check>();
  for (const check of checks) if (check.since <= minor) last.set(check.id, check);
  return [...last.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
