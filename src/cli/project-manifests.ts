import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeDiagnostic } from "../base/describe-error.ts";
import { throwIfErrors } from "../base/diagnostic.ts";
import type { Plan } from "../files/plan.ts";
import type { Generate } from "../generate/documents.ts";
import { planManifests } from "../generate/plan-manifests.ts";
import { type ManifestSettings, projectFile } from "../project/project.ts";
import type { Context } from "./context.ts";
import type { CrdInput } from "./crd/crd-options.ts";
import { parseFeatureGates } from "./crd/parse-feature-gates.ts";
import { readHeader } from "./read-header.ts";

/** The flags of the command line; a setting of the project stands where there is none. */
type Flags = Omit<CrdInput, "watch" | "dryRun">;

interface Options extends Pick<Context, "note"> {
  readonly flags?: Flags & Pick<Context, "cwd">;
  readonly generate?: Generate;
}

/**
 * What `manifests` would write in a project; warnings go to standard error.
 *
 * @throws UserError what is wrong with PROJECT; DiagnosticError with every error of the sources
 */
export async function planProjectManifests(root: string, { note, flags, generate }: Options): Promise<Plan> {
  const { plan, diagnostics } = await planManifests({
    root,
    sources: ["src"],
    crdDir: "config/crd/bases",
    roleFile: "config/rbac/role.yaml",
    roleName: "manager-role",
    ...manifestOptions(await readSettings(root), { root, flags }),
    ...((await isNamespaced(root)) ? { roleNamespace: "system" } : {}),
    before: { files: [join(root, projectFile)], run: async () => void (await readIt(root)) },
    ...(generate ? { generate } : {}),
  });
  throwIfErrors("the manifests were not written:", diagnostics);
  for (const diagnostic of diagnostics) note(describeDiagnostic(diagnostic));
  return plan;
}

function manifestOptions(
  settings: ManifestSettings,
  { root, flags }: { root: string; flags: Options["flags"] },
) {
  const { maxDescriptionLength = settings.maxDescriptionLength, maxCrdSize = settings.maxCrdSize } =
    flags ?? {};
  const { featureGates = settings.featureGates, year = settings.year, headerFile } = flags ?? {};
  const header =
    headerFile === undefined
      ? readHeader({ headerFile: settings.headerFile, year }, root)
      : readHeader({ headerFile, year }, flags?.cwd ?? root);
  return {
    builtInDescriptions: flags?.builtInDescriptions || (settings.builtInDescriptions ?? false),
    allowFloats: flags?.allowFloats || (settings.allowFloats ?? false),
    embeddedMetadata: (flags?.embeddedMetadata ?? true) && (settings.embeddedMetadata ?? true),
    ...(maxDescriptionLength === undefined ? {} : { maxDescriptionLength }),
    ...(maxCrdSize === undefined ? {} : { maxCrdSize }),
    featureGates: parseFeatureGates(featureGates),
    header,
    ...(flags ? { cache: flags.cache } : {}),
  };
}

/** The reader of YAML takes as long as the rest of a run: it is loaded only when there is something to read. */
async function readSettings(root: string): Promise<ManifestSettings> {
  const isThere = /^["']?manifests\b/m.test(readFileSync(join(root, projectFile), "utf8"));
  return (isThere && (await readIt(root)).manifests) || {};
}

/** Rights in the operator's namespace alone; kustomize puts its name in the place of "system". */
async function isNamespaced(root: string): Promise<boolean> {
  const isThere = /^["']?namespaced\b/m.test(readFileSync(join(root, projectFile), "utf8"));
  return isThere && (await readIt(root)).namespaced === true;
}

async function readIt(root: string) {
  const { readProject } = await import("../project/read-project.ts");
  return readProject(root);
}
