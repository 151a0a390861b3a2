import { join } from "node:path";
import { applyPlan } from "../../../src/files/apply.ts";
import { type InitOptions, planInit } from "../../../src/scaffold/plan-init.ts";
import { temporaryFolder, writeInto } from "../files/temporary-folder.ts";

export function initOptions(root: string): InitOptions {
  return { root, domain: "example.com", library: { spec: "0.1.0" }, cliVersion: "0.1.0", year: 2026 };
}

/** The root of a new project named `operator`, with these files in the folder before. */
export async function newProject(
  files: Record<string, string> = {},
  options: Partial<InitOptions> = {},
): Promise<string> {
  const root = join(temporaryFolder(), "operator");
  for (const [path, content] of Object.entries(files)) writeInto(root, path, content);
  await applyPlan(planInit({ ...initOptions(root), ...options }));
  return root;
}
