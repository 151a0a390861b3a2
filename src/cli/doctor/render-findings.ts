import type { Colors } from "../context.ts";
import type { Finding, FindingState } from "./finding.ts";

const marks: Readonly<Record<FindingState, string>> = { ok: "ok", absent: "-", warning: "!", problem: "x" };
const headings: Readonly<Record<Finding["about"], string>> = {
  kubewright: "Kubewright",
  project: "Project",
  programs: "Programs",
  cluster: "Cluster",
};

/** Lines for a person: a heading for each part, a line for each finding, what mends it below. */
export function renderFindings(findings: readonly Finding[], color: Colors): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const paint: Readonly<Record<FindingState, (text: string) => string>> = {
    ok: color.green,
    absent: color.dim,
    warning: color.yellow,
    problem: color.red,
  };
  return findings.flatMap(({ about, name, state, found, remedy }, index) => [
    ...(findings[index - 1]?.about === about ? [] : [color.bold(headings[about])]),
    `  ${paint[state](marks[state].padEnd(2))} ${name.padEnd(width)}  ${indent(found, width + 7)}`,
    ...(remedy === undefined ? [] : [`     ${" ".repeat(width)}  ${color.dim(`→ ${remedy}`)}`]),
  ]);
}

function indent(text: string, columns: number): string {
  return text.trimEnd().replaceAll("\n", `\n${" ".repeat(columns)}`);
}
