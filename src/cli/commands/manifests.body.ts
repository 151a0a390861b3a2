import { UserError } from "../../base/errors.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import type { Context } from "../context.ts";
import { parseFeatureGates } from "../parse-feature-gates.ts";
import { readHeader } from "../read-header.ts";
import { planProjectManifests } from "../project-manifests.ts";
import { printDiff, writePlan } from "../write-plan.ts";

export interface ManifestsInput {
  readonly check: boolean;
  readonly builtInDescriptions: boolean;
  readonly maxDescriptionLength?: number;
  readonly maxCrdSize?: number;
  readonly featureGates?: string;
  readonly allowFloats: boolean;
  readonly embeddedMetadata: boolean;
  readonly headerFile?: string;
  readonly year?: string;
  readonly cache: boolean;
  readonly dryRun: boolean;
}

export async function runManifests(
  { check, dryRun, featureGates, headerFile, year, ...options }: ManifestsInput,
  context: Context,
): Promise<void> {
  const root = findProjectRoot(context.cwd);
  const header = readHeader({ headerFile, year }, context.cwd);
  const gates = parseFeatureGates(featureGates);
  const plan = await context.progress("reading the sources", () =>
    planProjectManifests(root, {
      note: context.note,
      checkProject: true,
      ...options,
      featureGates: gates,
      header,
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
