import { FileTree } from "../../files/tree.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import type { Context } from "../context.ts";
import { renderDeployment } from "../render-deployment.ts";
import { writePlan } from "../write-plan.ts";

export interface BuildInstallerInput {
  readonly image?: string;
  readonly dryRun: boolean;
}

export async function runBuildInstaller(
  { image, dryRun }: BuildInstallerInput,
  context: Context,
): Promise<void> {
  const root = findProjectRoot(context.cwd);
  const manifests = await renderDeployment(await context.drivers.kubectl(), { root, image });
  const tree = new FileTree(root);
  tree.write("dist/install.yaml", `${manifests.trimEnd()}\n`, { ownership: "managed" });
  await writePlan(tree.plan(), { dryRun, context });
}
