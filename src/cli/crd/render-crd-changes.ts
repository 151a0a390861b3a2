import type { JudgedChange } from "../../generate/diff/allow-changes.ts";
import type { Colors } from "../context.ts";

/** Changes by definition and version, the worst first, as lines for people. Changes of the documentation are counted only. */
export function renderCrdChanges(changes: readonly JudgedChange[], color: Colors): string[] {
  const groups = new Map<string, JudgedChange[]>();
  for (const change of changes) {
    const title = change.version === undefined ? change.crd : `${change.crd} ${change.version}`;
    groups.set(title, [...(groups.get(title) ?? []), change]);
  }
  return [...groups].flatMap(([title, group]) => [color.bold(title), ...renderGroup(group, color)]);
}

/** `1 breaking, 2 tightening, 3 compatible`; what was allowed is told apart. */
export function summarize(changes: readonly JudgedChange[]): Record<Level, number> {
  const counts = { breaking: 0, tightening: 0, compatible: 0, allowed: 0 };
  for (const change of changes) counts[levelOf(change)]++;
  return counts;
}

/** A class, or that a change of one is allowed. */
export type Level = "breaking" | "tightening" | "compatible" | "allowed";

const order: readonly Level[] = ["breaking", "tightening", "allowed", "compatible"];

function renderGroup(changes: readonly JudgedChange[], color: Colors): string[] {
  const documentation = changes.filter(({ rule }) => rule === "documentation-changed");
  const others = changes.filter(({ rule }) => rule !== "documentation-changed");
  const sorted = order.flatMap((level) => others.filter((change) => levelOf(change) === level));
  const lines = sorted.flatMap((change) => renderChange(change, color));
  if (documentation.length === 0) return lines;
  const [what, have] =
    documentation.length === 1
      ? [documentation[0]?.path || "the kind", "has"]
      : [`${documentation.length} fields`, "have"];
  return [...lines, `  ${paint("compatible", color)} ${what} ${have} other documentation`];
}

function renderChange(change: JudgedChange, color: Colors): string[] {
  const { path, rule, reason, before, after, allowed } = change;
  const values = before === undefined && after === undefined ? "" : `: ${show(before)} → ${show(after)}`;
  const place = path || "the kind";
  return [
    `  ${paint(levelOf(change), color)} ${place} ${color.dim(rule)}${values}`,
    `             ${color.dim(reason)}`,
    ...(allowed === undefined
      ? []
      : [`             ${color.dim(`allowed by "${allowed}"; it is ${change.class}`)}`]),
  ];
}

function levelOf(change: JudgedChange): Level {
  return change.allowed === undefined ? change.class : "allowed";
}

function paint(level: Level, color: Colors): string {
  const text = level.padEnd(10);
  if (level === "breaking") return color.red(text);
  return level === "tightening" ? color.yellow(text) : color.green(text);
}

function show(value: unknown): string {
  if (value === undefined) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}
