import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { recordedCallsFile, type RecordedCall } from "../../kube/recorded-calls.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import type { Context } from "../context.ts";
import { planProjectManifests } from "../project-manifests.ts";
import { compareRoles, type Finding } from "../rbac/compare-roles.ts";
import { readCalls } from "../rbac/read-calls.ts";
import { grantsOf, readGrants } from "../rbac/read-grants.ts";
import { renderComparison } from "../rbac/render-comparison.ts";

export interface RbacCheckInput {
  readonly calls?: string;
  readonly failOn?: "any" | "missing" | "nothing";
  readonly output?: "text" | "json";
}

const roleFile = "config/rbac/role.yaml";

/** Roles of the scaffold for what the library does beside the code: to elect a leader, and to ask who reads metrics. */
const beside = [
  "Role leader-election-role",
  "ClusterRole leader-election-role",
  "ClusterRole metrics-auth-role",
];

export async function runRbacCheck(
  { calls: callsFile, failOn = "any", output = "text" }: RbacCheckInput,
  context: Context,
): Promise<void> {
  const root = findProjectRoot(context.cwd);
  const plan = await context.progress("reading the sources", () => planProjectManifests(root, context));
  const { account, grants } = readGrants(root);
  const calls = callsOf(root, { callsFile, account, context });
  const wanted = plan.changes.find(({ path }) => path === roleFile)?.after ?? readRole(root);
  const comparison = compareRoles({ code: grantsOf(wanted, roleFile), granted: grants, calls, beside });
  if (output === "json")
    context.print(JSON.stringify({ version: 1, calls: calls.length, ...comparison }, undefined, 2));
  else {
    for (const line of renderComparison(comparison, context.color)) context.print(line);
    if (calls.length === 0) context.note("No calls were recorded: only code and roles are compared.");
  }
  throwIfFailed(comparison.findings, failOn);
}

function callsOf(
  root: string,
  { callsFile, account, context }: { callsFile: string | undefined; account: string; context: Context },
): RecordedCall[] {
  if (callsFile !== undefined)
    return readCalls(resolve(context.cwd, callsFile), { name: callsFile, account });
  const file = join(root, recordedCallsFile);
  return existsSync(file) ? readCalls(file, { name: recordedCallsFile, account }) : [];
}

function readRole(root: string): string {
  const file = join(root, roleFile);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function throwIfFailed(findings: readonly Finding[], failOn: "any" | "missing" | "nothing"): void {
  const failed = findings.filter(
    ({ problem }) => failOn === "any" || (failOn === "missing" && problem === "missing"),
  );
  if (failed.length === 0) return;
  const counts = ["missing", "unused", "wider"]
    .map((problem) => ({ problem, count: failed.filter((finding) => finding.problem === problem).length }))
    .filter(({ count }) => count > 0);
  throw new UserError(
    "RBAC_MISMATCH",
    `the operator's roles are not what it needs: ${counts.map(({ problem, count }) => `${count} ${problem}`).join(", ")}`,
    { hint: "`kubewright manifests` writes config/rbac/role.yaml anew; roles beside it are yours." },
  );
}
