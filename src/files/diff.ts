import { isUtf8 } from "node:buffer";
import { createTwoFilesPatch } from "diff";
import { actionOf } from "./change-action.ts";
import type { Change, Plan } from "./plan.ts";

/** The plan as a unified diff that `git apply` takes; "" when nothing would change. */
export function renderPlan(plan: Plan): string {
  return plan.changes.map(renderChange).join("");
}

function renderChange(change: Change): string {
  const { path } = change;
  const [before, after] = [textOf(change, change.before), textOf(change, change.after)];
  const oldName = change.before === undefined ? "/dev/null" : `a/${path}`;
  const newName = change.after === undefined ? "/dev/null" : `b/${path}`;
  const header = `diff --git a/${path} b/${path}\n${modeLine(change)}`;
  if (before === undefined || after === undefined)
    return `${header}Binary files ${oldName} and ${newName} differ\n`;
  if (before === after) return header; // an empty file comes or goes: there are no lines to show
  const patch = createTwoFilesPatch(oldName, newName, before, after, undefined, undefined, { context: 3 });
  return header + patch.slice(patch.indexOf("---"));
}

/** The lines of a side; undefined when it is no text. */
function textOf({ encoding = "utf8" }: Change, content = ""): string | undefined {
  if (encoding === "utf8") return content;
  const bytes = Buffer.from(content, "base64");
  return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString("utf8") : undefined;
}

function modeLine(change: Change): string {
  switch (actionOf(change)) {
    case "create":
      return `new file mode ${((change.mode ?? 0o644) & 0o111) === 0 ? "100644" : "100755"}\n`;
    case "delete":
      return "deleted file mode 100644\n";
    case "update":
      return "";
  }
}
