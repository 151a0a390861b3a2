import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { patchCrds } from "../../generate/patch-crds.ts";
import type { ManifestText } from "../../generate/run-generator.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import { parseYaml } from "../../kube/yaml.ts";
import type { Context } from "../context.ts";

/**
 * The CRDs of a folder with the schemas of those that were generated, by file name; versions that stand on one side only are noted.
 *
 * @throws UserError `NO_KINDS` when no file is about one of the kinds
 */
export async function patchFolder(
  folder: string,
  generated: readonly ManifestText[],
  { cwd, note }: Pick<Context, "cwd" | "note">,
): Promise<ManifestText[]> {
  const crds = generated.map(({ name, text }) => parseYaml(text, name)[0] as CustomResourceDefinition);
  const found = new Set<CustomResourceDefinition>();
  const documents = listFiles(resolve(cwd, folder), folder).flatMap((name): ManifestText[] => {
    const file = join(folder, name);
    const patched = patchCrds({ file, text: readFileSync(resolve(cwd, file), "utf8") }, crds);
    patched?.notes.forEach(note);
    patched?.crds.forEach((crd) => found.add(crd));
    return patched ? [{ name, text: patched.text }] : [];
  });
  if (documents.length === 0) {
    throw new UserError("NO_KINDS", `no file in ${folder} defines a kind of the sources`, {
      hint: `Kinds of the sources: ${crds.map(describeKind).join(", ")}.`,
    });
  }
  for (const crd of crds.filter((one) => !found.has(one)))
    note(`no file in ${folder} defines ${describeKind(crd)}: its schema was not written`);
  return Promise.resolve(documents);
}

function describeKind({ spec }: CustomResourceDefinition): string {
  return `${spec.names.kind} of ${spec.group}`;
}

function listFiles(path: string, given: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) throw new UserError("SOURCE_NOT_FOUND", `cannot read "${given}": no such folder`);
  return readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
}
