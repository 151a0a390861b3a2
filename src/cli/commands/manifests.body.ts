import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { Generate } from "../../generate/documents.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import type { Context } from "../context.ts";
import type { CrdInput } from "../crd/crd-options.ts";
import { planProjectManifests } from "../project-manifests.ts";
import { UsageError } from "../usage-error.ts";
import { printDiff, writePlan } from "../write-plan.ts";

export interface ManifestsInput extends CrdInput {
  readonly check: boolean;
}

export async function runManifests(input: ManifestsInput, context: Context): Promise<void> {
  const root = findProjectRoot(context.cwd);
  if (!input.watch) return writeManifests(root, input, { context });
  if (input.check) throw new UsageError("--check is for one run, --watch for many: give one of them");
  const { keepGenerating } = await import("../keep-generating.ts");
  await keepGenerating((generate) => writeManifests(root, input, { context, generate }), {
    trees: [join(root, "src")],
    context,
  });
}

async function writeManifests(
  root: string,
  { check, dryRun, watch: _watch, ...flags }: ManifestsInput,
  { context, generate }: { context: Context; generate?: Generate },
): Promise<void> {
  const plan = await context.progress("reading the sources", () =>
    planProjectManifests(root, {
      note: context.note,
      flags: { ...flags, cwd: context.cwd },
      ...(generate ? { generate } : {}),
    }),
  );
  if (!check) return writePlan(plan, { dryRun, context });
  await printDiff(plan, context);
  if (plan.changes.length === 0) return;
  const paths = plan.changes.map((change) => change.path).join(", ");
  throw new UserError(
    "MANIFESTS_STALE",
    `the manifests do not say what the sources say: ${paths} would change`,
    {
      hint: "Run `kubewright manifests` and commit what it writes.",
    },
  );
}
