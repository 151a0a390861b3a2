import { readdirSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { throwIfErrors } from "../../base/diagnostic.ts";
import { UserError } from "../../base/errors.ts";
import { FileTree } from "../../files/tree.ts";
import { generateCrds } from "../../generate/generate-crds.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import { writeYaml } from "../../kube/yaml.ts";
import type { Context } from "../context.ts";
import { describeDiagnostic } from "../describe-error.ts";
import { writePlan } from "../write-plan.ts";

export interface GenerateCrdInput {
  readonly path: string[];
  readonly out?: string;
  readonly maxDescriptionLength?: number;
  readonly dryRun: boolean;
}

export async function runGenerateCrd(
  { path, out = "-", dryRun, ...options }: GenerateCrdInput,
  context: Context,
): Promise<void> {
  const files = path.flatMap((item) => listSources(resolve(context.cwd, item), item));
  const { crds, diagnostics } = await context.progress("reading the sources", () =>
    generateCrds({ files, ...options }),
  );
  throwIfErrors("no CRD was written:", diagnostics);
  for (const diagnostic of diagnostics) context.note(describeDiagnostic(diagnostic));
  if (crds.length === 0) throw noKinds(path);
  if (out === "-") {
    for (const crd of crds) context.print(documentOf(crd).trimEnd());
    return;
  }
  const { tree, prefix } = openFolder(out, context.cwd);
  for (const crd of crds)
    tree.write(`${prefix}${crd.spec.group}_${crd.spec.names.plural}.yaml`, documentOf(crd), {
      ownership: "managed",
    });
  await writePlan(tree.plan(), { dryRun, context });
}

/** Paths are told as from here, also in a diff for `git apply`; a folder somewhere else is a root of its own. */
function openFolder(out: string, cwd: string): { tree: FileTree; prefix: string } {
  const inside = relative(cwd, resolve(cwd, out)).replaceAll("\\", "/");
  const elsewhere = inside.startsWith("..") || isAbsolute(inside);
  if (elsewhere || inside === "") return { tree: new FileTree(resolve(cwd, out)), prefix: "" };
  return { tree: new FileTree(cwd), prefix: `${inside}/` };
}

function documentOf(crd: CustomResourceDefinition): string {
  return `---\n${writeYaml(crd)}`;
}

/** A file as it is; of a folder every TypeScript file below it that is not a declaration or a test. */
function listSources(path: string, given: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UserError("SOURCE_NOT_FOUND", `cannot read "${given}": no such file or folder`);
  if (!stat.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter(
      (name) =>
        /\.m?ts$/.test(name) && !/\.(d|test)\.m?ts$/.test(name) && !/(^|[\\/])node_modules[\\/]/.test(name),
    )
    .sort()
    .map((name) => join(path, name));
}

function noKinds(path: readonly string[]): UserError {
  return new UserError("NO_KINDS", `no kind is defined in ${path.join(", ")}`, {
    hint: 'Export one: export const Memcached = resource<Memcached>({ group, version, kind: "Memcached" })',
  });
}
