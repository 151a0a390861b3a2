import type { ExplainedView } from "../../dev/view/explain-object.ts";
import type { EventRow, ObjectDetail, TreeNode } from "../../dev/view/view-state.ts";
import type { ExplainedCall, ExplainedRun, Explanation } from "../../index.ts";
import type { FieldChange } from "../../kube/field-changes.ts";
import type { TracedCall, TracedRun } from "../../kube/operator-report.ts";
import type { Colors } from "../context.ts";

const shownRuns = 3;
const shownCalls = 20;
const shownEvents = 10;

/** What is known of an object, for a person: lines. `now` is milliseconds. */
export function renderExplanation(
  { explanations, object }: ExplainedView,
  { color, now }: { color: Colors; now: number },
): string[] {
  const told = explanations as readonly Explanation[];
  const runs = object?.runs ?? [];
  return [
    ...told.flatMap((explanation) => controllerLines(explanation, { color, isTraced: runs.length > 0 })),
    ...(object ? objectLines(object, { color, now }) : []),
    ...section(
      "runs",
      runs.slice(0, shownRuns).flatMap((run) => tracedLines(run, color)),
      color,
    ),
  ];
}

function controllerLines(
  { controller, queue, waitsFor, causes, runs, tasks = [], writeLoops = [] }: Explanation,
  { color, isTraced }: { color: Colors; isTraced: boolean },
): string[] {
  const { state, ahead, since, until, retries } = queue;
  const more = [
    ...(ahead ? [`${ahead} go first`] : []),
    ...(since ? [`since ${since}`] : []),
    ...(until ? [`until ${until}`] : []),
    ...(retries > 0 ? [`${retries} failures in a row`] : []),
  ];
  return [
    `${color.bold(`controller ${controller}`)}: ${state}${more.length > 0 ? ` (${more.join(", ")})` : ""}`,
    ...waitsFor.map((text) => `  waits for ${text}`),
    ...causes.map(({ message }) => `  queued because ${message}`),
    ...tasks.map(
      ({ type, name, state: at, until: next }) => `  ${type} ${name}: ${at}${next ? ` until ${next}` : ""}`,
    ),
    ...writeLoops.map(({ message }) => color.yellow(`  writes go round in circles: ${message}`)),
    ...(isTraced
      ? []
      : section(
          "runs",
          runs.slice(0, shownRuns).flatMap((run) => runLines(run, color)),
          color,
        )),
  ];
}

function objectLines(
  { row, tree, events }: ObjectDetail,
  { color, now }: { color: Colors; now: number },
): string[] {
  const { conditions } = row;
  const where = row.namespace ? `${row.namespace}/${row.name}` : row.name;
  const age = row.created ? `, ${ageOf(row.created, now)} old` : "";
  return [
    `${color.bold(`${row.kind} ${where}`)} (${row.apiVersion}${age})${row.deleting ? color.yellow(" is being deleted") : ""}`,
    ...section(
      "conditions",
      conditions.map(({ type, status, reason, message, lastTransitionTime }) =>
        [
          `${type}=${status}`,
          reason,
          message,
          color.dim(lastTransitionTime ? `for ${ageOf(lastTransitionTime, now)}` : ""),
        ]
          .filter(Boolean)
          .join("  "),
      ),
      color,
    ),
    ...section(
      "children",
      tree.children.flatMap((child) => treeLines(child, { color, depth: 0 })),
      color,
    ),
    ...section(
      "events",
      events.slice(0, shownEvents).map((event) => eventLine(event, { color, now })),
      color,
    ),
  ];
}

function treeLines(
  { kind, name, health, deleting, children }: TreeNode,
  at: { color: Colors; depth: number },
): string[] {
  const { color, depth } = at;
  const paint = { good: color.green, bad: color.red, waiting: color.yellow };
  const state = health ? `  ${paint[health.state](health.text)}` : "";
  return [
    `${"  ".repeat(depth)}${kind}/${name}${state}${deleting ? color.yellow("  being deleted") : ""}`,
    ...children.flatMap((child) => treeLines(child, { color, depth: depth + 1 })),
  ];
}

function eventLine(
  { time, type, reason, object, message, count }: EventRow,
  { color, now }: { color: Colors; now: number },
): string {
  const head = `${time ? `${ageOf(time, now)} ago` : ""}  ${reason}`;
  const times = count > 1 ? ` (${count} times)` : "";
  return `${type === "Warning" ? color.yellow(head) : head}  ${object}: ${message}${times}`;
}

function tracedLines(
  { time, milliseconds, result, error, causes, calls, moreCalls }: TracedRun,
  color: Colors,
): string[] {
  const left = calls.length - shownCalls + moreCalls;
  return [
    runLine({ time, milliseconds, result, error }, color),
    ...causes.map((cause) => `  because ${cause}`),
    ...calls.slice(0, shownCalls).flatMap(tracedCall),
    ...(calls.length > shownCalls || moreCalls > 0 ? [`  and ${left} more calls`] : []),
  ];
}

function tracedCall({
  verb,
  group,
  resource,
  subresource,
  namespace,
  name,
  answer,
  status,
  milliseconds,
  changes = [],
  moreChanges = 0,
  error,
}: TracedCall): string[] {
  const kind = `${resource}${group ? `.${group}` : ""}${subresource ? `/${subresource}` : ""}`;
  const object = [namespace, name].filter(Boolean).join("/");
  const how = answer === "server" ? `${status ?? ""} in ${(milliseconds ?? 0).toFixed(1)} ms` : answer;
  return [
    `  ${verb} ${kind} ${object}: ${how}${error ? `: ${error}` : ""}`,
    ...changes.slice(0, 8).map((change) => `    ${changeText(change)}`),
    ...(changes.length > 8 || moreChanges > 0
      ? [`    and ${changes.length - Math.min(8, changes.length) + moreChanges} more`]
      : []),
  ];
}

/** A change of a field on one line, long values cut. */
function changeText({ path, before, after }: FieldChange): string {
  if (before === undefined) return path === "." ? "created" : `${path}: + ${valueText(after)}`;
  if (after === undefined) return path === "." ? "deleted" : `${path}: - ${valueText(before)}`;
  return `${path}: ${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function runLines(
  { time, milliseconds, result, error, causes, calls, moreCalls }: ExplainedRun,
  color: Colors,
): string[] {
  return [
    runLine({ time, milliseconds, result, error }, color),
    ...causes.map(({ message }) => `  because ${message}`),
    ...calls.slice(0, shownCalls).map((call) => `  ${callText(call)}`),
    ...(calls.length > shownCalls || moreCalls > 0
      ? [`  and ${calls.length - Math.min(shownCalls, calls.length) + moreCalls} more calls`]
      : []),
  ];
}

function callText({ verb, object, subresource, answer, changed = [], error }: ExplainedCall): string {
  const { kind, namespace, name } = object;
  const what = `${kind}${subresource ? `/${subresource}` : ""} ${[namespace, name].filter(Boolean).join("/")}`;
  return `${verb} ${what}: ${answer}${changed.length > 0 ? `, changed ${changed.join(", ")}` : ""}${error ? `: ${error}` : ""}`;
}

function runLine(
  {
    time,
    milliseconds,
    result,
    error,
  }: {
    time: string;
    milliseconds?: number | undefined;
    result?: string | undefined;
    error?: string | undefined;
  },
  color: Colors,
): string {
  const failed = result === "error" || result === "terminal_error";
  const text = `${time}  ${result ?? "running"}${milliseconds === undefined ? "" : ` in ${milliseconds.toFixed(0)} ms`}${error ? `: ${error}` : ""}`;
  return failed ? color.red(text) : text;
}

function section(title: string, lines: readonly string[], color: Colors): string[] {
  return lines.length === 0 ? [] : [color.dim(title), ...lines.map((line) => `  ${line}`)];
}

/** How long ago something was, in one unit. */
export function ageOf(time: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1_000));
  if (!Number.isFinite(seconds)) return "?";
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
