import { UserError } from "../../base/errors.ts";
import { allowChanges, splitWords, type JudgedChange } from "../../generate/diff/allow-changes.ts";
import { diffCrds } from "../../generate/diff/diff-crds.ts";
import { validateDefinition } from "../../sandbox/registry/custom/validate-definition.ts";
import type { Context } from "../context.ts";
import { parseOperand, readOperands, type CrdOperand } from "../crd/crd-operand.ts";
import { parseFeatureGates } from "../crd/parse-feature-gates.ts";
import { renderCrdChanges, summarize } from "../crd/render-crd-changes.ts";
import { UsageError } from "../usage-error.ts";

export interface CrdDiffInput {
  readonly old?: string;
  readonly new?: string;
  readonly from?: string;
  readonly to?: string;
  readonly allow?: string;
  readonly featureGates?: string;
  readonly failOn?: "breaking" | "tightening" | "nothing";
  readonly output?: "text" | "json";
}

export async function runCrdDiff(input: CrdDiffInput, context: Context): Promise<void> {
  const { allow = "", failOn = "breaking", output = "text" } = input;
  const operands = operandsOf(input, context.cwd);
  const featureGates = parseFeatureGates(input.featureGates);
  const [old, now] = await context.progress("reading the definitions", () =>
    readOperands(operands, { ...context, featureGates }),
  );
  const { changes, unused } = allowChanges(diffCrds(old, now, { validate: validateDefinition }), {
    words: splitWords(allow),
    crds: now,
  });
  for (const word of unused)
    context.note(`warning: --allow "${word}" allows nothing: there is no such change`);
  if (output === "json") printJson(changes, context);
  else printText(changes, context);
  const failing = changes.filter(
    (change) =>
      change.allowed === undefined &&
      (failOn === "tightening" ? change.class !== "compatible" : change.class === failOn),
  );
  if (failing.length > 0) throw changesRefused(failing);
}

function operandsOf({ old, new: now, from, to }: CrdDiffInput, cwd: string): [CrdOperand, CrdOperand] {
  if (from === undefined) {
    if (to !== undefined) throw new UsageError("--to needs --from");
    if (old === undefined || now === undefined)
      throw new UsageError("expected OLD and NEW, or --from", {
        hint: "For example: kubewright crd diff main:config/crd/bases config/crd/bases",
      });
    return [parseOperand(old, cwd), parseOperand(now, cwd)];
  }
  if (now !== undefined) throw new UsageError("with --from there is one path: both sides are read there");
  const place = old ?? "config/crd/bases";
  const path = place.startsWith(".") ? place : `./${place}`; // from here, as the other side is
  return [
    { kind: "git", revision: from, path },
    to === undefined ? { kind: "disk", place } : { kind: "git", revision: to, path },
  ];
}

/** The shape is documented in the guide: fields may be added to it, none are taken away. */
function printJson(changes: readonly JudgedChange[], { print }: Context): void {
  print(JSON.stringify({ summary: summarize(changes), changes }, undefined, 2));
}

function printText(changes: readonly JudgedChange[], { print, color }: Context): void {
  if (changes.length === 0) return print("no change");
  for (const line of renderCrdChanges(changes, color)) print(line);
  const counts = Object.entries(summarize(changes)).filter(([, count]) => count > 0);
  print(counts.map(([level, count]) => `${count} ${level}`).join(", "));
}

function changesRefused(changes: readonly JudgedChange[]): UserError {
  const [first] = changes;
  const places = changes.length === 1 ? "one change is" : `${changes.length} changes are`;
  return new UserError("CRD_CHANGES_REFUSED", `${places} not allowed`, {
    hint: `Take it back, add a version for it, or allow it: --allow ${first?.path ? `${first.path}=` : ""}${first?.rule ?? ""}`,
  });
}
