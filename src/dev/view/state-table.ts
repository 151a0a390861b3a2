import type { Condition } from "../../kube/condition.ts";
import { fit } from "./live-region.ts";
import type { ControllerView, ObjectRow, ViewState } from "./view-state.ts";

/** Colours of a terminal; each may return its text as it is. */
export type Paint = Readonly<
  Record<"bold" | "dim" | "red" | "green" | "yellow" | "cyan", (text: string) => string>
>;

interface Column {
  readonly title: string;
  readonly text: (row: ObjectRow) => string;
  readonly paint?: (row: ObjectRow, paint: Paint) => (text: string) => string;
  readonly least: number;
}

const columnsOf: readonly Column[] = [
  { title: "KIND", text: ({ kind }) => kind, least: 8 },
  {
    title: "NAME",
    text: ({ namespace, name }) => (namespace ? `${namespace}/${name}` : name),
    least: 16,
  },
  {
    title: "CONDITIONS",
    text: ({ conditions, deleting }) =>
      [...(deleting ? ["deleting"] : []), ...conditions.map(conditionText)].join(" ") || "-",
    paint: ({ conditions, deleting }, paint) => paintOf(conditions, deleting, paint),
    least: 16,
  },
  { title: "RUNS", text: ({ runs }) => String(runs), least: 5 },
  {
    title: "LAST",
    text: ({ lastRun }) => (lastRun ? `${Math.round(lastRun.milliseconds)} ms` : "-"),
    least: 8,
  },
];

/**
 * A view as lines for a terminal: how busy the operator is, its custom resources with their conditions, the last error of each. At most half of the rows
 * are taken; what has no place is counted.
 */
export function stateTable(
  state: ViewState,
  { columns, rows, paint }: { columns: number; rows: number; paint: Paint },
): string[] {
  const width = Math.max(20, columns);
  const room = Math.max(3, Math.floor(rows / 2) - 3);
  const { objects, problems, notice } = state;
  // what went wrong is worth its place
  const sorted = objects.toSorted((a, b) => Number(b.error !== undefined) - Number(a.error !== undefined));
  const shown = sorted.slice(0, room);
  const widths = widthsOf(shown, width);
  const rest = objects.length - shown.length;
  return [
    paint.dim("─".repeat(width)),
    headLine(state, { width, paint }),
    ...(state.controllers.length > 1
      ? state.controllers.map((one) => paint.dim(fit(`  ${one.name}: ${busyText([one])}`, width)))
      : []),
    ...(shown.length > 0
      ? [
          paint.dim(
            cells(
              columnsOf.map(({ title }) => title),
              widths,
            ),
          ),
        ]
      : []),
    ...shown.flatMap((row) => rowLines(row, { widths, width, paint })),
    ...(rest > 0 ? [paint.dim(fit(`and ${rest} more`, width))] : []),
    ...problems.slice(0, 2).map((problem) => paint.yellow(fit(problem, width))),
    ...(notice === undefined ? [] : [paint.yellow(fit(notice, width))]),
  ];
}

function headLine(state: ViewState, { width, paint }: { width: number; paint: Paint }): string {
  const { operator = "the operator", state: at, controllers, objects } = state;
  const count = `${objects.length} object${objects.length === 1 ? "" : "s"}`;
  const text = `${operator}  ${at}  ${busyText(controllers)}  ${count}`;
  const keys = "q ends";
  const line = `${fit(text, Math.max(10, width - keys.length - 1))} ${keys}`;
  return at === "running" ? paint.bold(line) : paint.yellow(line);
}

function busyText(controllers: readonly Omit<ControllerView, "kind">[]): string {
  const sum = (field: "queued" | "running" | "runs" | "failures" | "rate") =>
    controllers.reduce((total, one) => total + one[field], 0);
  const failed = sum("failures");
  return `queue ${sum("queued")}  at work ${sum("running")}  ${sum("rate").toFixed(1)}/s  ${sum("runs")} runs${failed > 0 ? `, ${failed} failed` : ""}`;
}

function rowLines(
  row: ObjectRow,
  { widths, width, paint }: { widths: readonly number[]; width: number; paint: Paint },
): string[] {
  const line = columnsOf
    .map(({ text, paint: painted }, index) => {
      const cell = fit(text(row), widths[index] ?? 0);
      return painted ? painted(row, paint)(cell) : cell;
    })
    .join(" ");
  return [line, ...(row.error === undefined ? [] : [paint.red(fit(`  ${row.error}`, width))])];
}

function cells(texts: readonly string[], widths: readonly number[]): string {
  return texts.map((text, index) => fit(text, widths[index] ?? 0)).join(" ");
}

/** Each column as wide as it needs to be; names and conditions give way where there is no place. */
function widthsOf(rows: readonly ObjectRow[], width: number): number[] {
  const wanted = columnsOf.map(({ title, text, least }) =>
    Math.max(title.length, least, ...rows.map((row) => Math.min(60, text(row).length))),
  );
  for (const index of [2, 1, 0]) {
    const over = wanted.reduce((sum, one) => sum + one + 1, -1) - width;
    const one = wanted[index] ?? 0;
    if (over > 0) wanted[index] = Math.max(4, one - over);
  }
  return wanted;
}

function conditionText({ type, status, reason }: Condition): string {
  const mark = { True: "✓", False: "✗", Unknown: "?" }[status];
  return status === "True" || !reason ? `${mark}${type}` : `${mark}${type}(${reason})`;
}

function paintOf(
  conditions: readonly Condition[],
  deleting: boolean,
  paint: Paint,
): (text: string) => string {
  if (deleting) return paint.yellow;
  const main = conditions.find(({ type }) => type === "Ready" || type === "Available") ?? conditions[0];
  if (!main) return paint.dim;
  return main.status === "True" ? paint.green : paint.yellow;
}
