import type { Plan } from "../../files/plan.ts";
import { FileTree } from "../../files/tree.ts";
import { readBuiltInSchemas } from "../../k8s/built-in.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import type { CrdOrigins } from "./crd-origin.ts";
import { importCrds } from "./import-crds.ts";

/** What to import, and where to. */
export interface ImportOptions {
  /** Absolute; paths in the plan are relative to it. */
  readonly root: string;
  /** Folder below the root, "" for the root itself. */
  readonly folder: string;
  readonly crds: readonly CustomResourceDefinition[];
  /** Where they were read from, for messages. */
  readonly origins?: CrdOrigins;
  /** Replaces files that are there already with other content. */
  readonly force: boolean;
}

/**
 * TypeScript sources of definitions, as a plan.
 *
 * @throws UserError FILE_CONFLICT, CRD_INVALID, IMPORT_LOSSY; DiagnosticError
 */
export async function planImport({ root, folder, crds, origins, force }: ImportOptions): Promise<Plan> {
  const tree = new FileTree(root);
  const prefix = folder === "" ? "" : `${folder}/`;
  const files = await importCrds(crds, { builtIns: readBuiltInSchemas(), ...(origins ? { origins } : {}) });
  for (const { path, text } of files)
    tree.write(prefix + path, text, { ownership: "starter", existing: force ? "replace" : "conflict" });
  return tree.plan({ overwriteFlag: "--force" });
}
