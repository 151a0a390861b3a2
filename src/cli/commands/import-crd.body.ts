import { isAbsolute, relative, resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import { planImport } from "../../generate/import/plan-import.ts";
import { readCrds, type ReadCrds } from "../../generate/import/read-crds.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import type { Context } from "../context.ts";
import { readCrdTexts } from "../crd/read-crd-texts.ts";
import { UsageError } from "../usage-error.ts";
import { writePlan } from "../write-plan.ts";

export interface ImportCrdInput {
  readonly source?: string;
  readonly cluster: boolean;
  readonly name?: string;
  readonly out?: string;
  readonly force: boolean;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly dryRun: boolean;
}

/** Where `create api` puts the types of a project. */
const typesFolder = "src/api";

export async function runImportCrd(input: ImportCrdInput, context: Context): Promise<void> {
  const { source, cluster, name, force, dryRun } = input;
  if (cluster === (source !== undefined)) {
    throw new UsageError(
      cluster
        ? "--cluster and a source exclude each other"
        : "missing what to import: expected a source, or --cluster",
    );
  }
  const place = placeOf(input.out, context.cwd);
  const texts = await context.progress("reading the CRDs", () => readCrdTexts(input, context));
  const read = texts.map(({ text, source: from, ...rest }) => readCrds(text, from, rest));
  const crds = choose(read, { name, cluster });
  noteOthers(read, context);
  const origins = new Map(read.flatMap((part) => [...part.origins]));
  const plan = await context.progress("writing types", () => planImport({ ...place, crds, origins, force }));
  await writePlan(plan, { dryRun, context });
}

/** Paths are told as from here; a folder somewhere else is a root of its own. */
function placeOf(out: string | undefined, cwd: string): { root: string; folder: string } {
  if (out === undefined) return { root: projectRoot(cwd), folder: typesFolder };
  const inside = relative(cwd, resolve(cwd, out)).replaceAll("\\", "/");
  const elsewhere = inside.startsWith("..") || isAbsolute(inside);
  return elsewhere ? { root: resolve(cwd, out), folder: "" } : { root: cwd, folder: inside };
}

function projectRoot(cwd: string): string {
  try {
    return findProjectRoot(cwd);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "PROJECT_NOT_FOUND") throw error;
    throw new UsageError("missing --out: there is no project here whose folder of types could be meant", {
      hint: "For example: --out src/api",
    });
  }
}

/** The definitions that are asked for. */
function choose(
  read: readonly ReadCrds[],
  { name, cluster }: { name: string | undefined; cluster: boolean },
): readonly CustomResourceDefinition[] {
  const where = cluster ? "the cluster" : "what was given";
  const all = read.flatMap(({ crds }) => crds);
  if (all.length === 0) {
    throw new UserError("CRD_NOT_FOUND", `there is no CustomResourceDefinition in ${where}`, {
      hint: cluster
        ? "Name another cluster with --context or --kubeconfig."
        : "A Helm chart must be rendered first: helm template . | kubewright import crd - --out DIR",
    });
  }
  if (name === undefined) return all;
  const nameOf = ({ spec }: CustomResourceDefinition) => `${spec.names.plural}.${spec.group}`;
  return name.split(",").flatMap((wanted) => {
    const found = all.filter((crd) => nameOf(crd) === wanted.trim());
    if (found.length > 0) return found;
    const guess = nearest(wanted, all.map(nameOf));
    throw new UserError("CRD_NOT_FOUND", `there is no CustomResourceDefinition "${wanted}" in ${where}`, {
      hint: guess ? `Did you mean "${guess}"?` : `There are: ${all.map(nameOf).sort().join(", ")}`,
    });
  });
}

/** Documents that are no definitions are not imported, which is said. */
function noteOthers(read: readonly ReadCrds[], { note }: Context): void {
  const others = read.flatMap((part) => part.others);
  const [first, second, third, ...more] = others;
  const named = [first, second, third].filter((other) => other !== undefined).join(", ");
  if (first !== undefined) note(`left alone: ${named}${more.length > 0 ? ` and ${more.length} more` : ""}`);
}
