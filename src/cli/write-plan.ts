import { applyPlan } from "../files/apply.ts";
import type { Plan } from "../files/plan.ts";
import type { Colors, Context } from "./context.ts";

/** Applies a plan and lists what was done; for a dry run, prints it as a diff instead. */
export async function writePlan(plan: Plan, options: { dryRun: boolean; context: Context }): Promise<void> {
  const { dryRun, context } = options;
  if (dryRun) return printDiff(plan, context);
  for (const { action, path } of await applyPlan(plan, { signal: context.signal })) {
    context.print(`${actionWord(action, context.color)} ${path}`);
  }
  if (plan.changes.length === 0) context.print("nothing to change");
}

/** The plan as a unified diff on standard output; nothing when it changes nothing. */
export async function printDiff(
  plan: Plan,
  { print, color }: Pick<Context, "print" | "color">,
): Promise<void> {
  if (plan.changes.length === 0) return;
  const { renderPlan } = await import("../files/diff.ts"); // only who wants a diff loads what makes it
  const text = renderPlan(plan);
  for (const line of text.split("\n").slice(0, -1)) print(paint(line, color));
}

function actionWord(action: "create" | "update" | "delete", color: Colors): string {
  switch (action) {
    case "create":
      return color.green("create");
    case "update":
      return color.yellow("update");
    case "delete":
      return color.red("delete");
  }
}

function paint(line: string, color: Colors): string {
  if (/^(diff |new file|deleted file|--- |\+\+\+ )/.test(line)) return color.bold(line);
  if (line.startsWith("@@")) return color.cyan(line);
  if (line.startsWith("+")) return color.green(line);
  return line.startsWith("-") ? color.red(line) : line;
}
