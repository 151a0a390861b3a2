import { UserError } from "../../base/errors.ts";
import type { Context } from "../context.ts";
import type { Finding } from "../doctor/finding.ts";
import { inspectCluster } from "../doctor/inspect-cluster.ts";
import { inspectPrograms } from "../doctor/inspect-programs.ts";
import { inspectProject } from "../doctor/inspect-project.ts";
import { renderFindings } from "../doctor/render-findings.ts";
import { readEngine, readVersion } from "../package.ts";

export interface DoctorInput {
  readonly output?: "text" | "json";
}

export async function runDoctor({ output = "text" }: DoctorInput, context: Context): Promise<void> {
  const findings = await context.progress("looking around", () => inspectAll(context));
  if (output === "json") context.print(JSON.stringify(findings, undefined, 2));
  else renderFindings(findings, context.color).forEach((line) => context.print(line));
  const problems = findings.filter(({ state }) => state === "problem");
  if (problems.length === 0) return;
  const names = problems.map(({ name }) => name).join(", ");
  throw new UserError("DOCTOR_PROBLEMS", `${names}: not as it must be`, {
    hint: "What stands behind → mends it.",
  });
}

async function inspectAll(context: Context): Promise<Finding[]> {
  const { project, findings } = await inspectProject(context);
  const [programs, cluster] = await Promise.all([inspectPrograms(context), inspectCluster(context, project)]);
  return [...inspectSelf(), ...findings, ...programs, ...cluster];
}

function inspectSelf(): Finding[] {
  const { node } = process.versions;
  const wanted = readEngine();
  return [
    { about: "kubewright", name: "version", state: "ok", found: readVersion() },
    isAtLeast(node, wanted)
      ? { about: "kubewright", name: "Node", state: "ok", found: node }
      : {
          about: "kubewright",
          name: "Node",
          state: "problem",
          found: `${node}: expected ${wanted} or newer`,
          remedy: "https://nodejs.org",
        },
    {
      about: "kubewright",
      name: "platform",
      state: "ok",
      found: `${process.platform}-${process.arch}`,
    },
  ];
}

function isAtLeast(version: string, least: string): boolean {
  const [have, want] = [version, least].map((text) => text.split(".").map(Number)) as [number[], number[]];
  for (const [index, part] of want.entries())
    if ((have[index] ?? 0) !== part) return (have[index] ?? 0) > part;
  return true;
}
