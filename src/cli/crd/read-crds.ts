import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join, posix, relative, resolve } from "node:path";
import { throwIfErrors } from "../../base/diagnostic.ts";
import { UserError } from "../../base/errors.ts";
import { generateCrds } from "../../generate/generate-crds.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import type { Context } from "../context.ts";
import { crdDocuments } from "./crd-documents.ts";
import { isSource } from "../is-source.ts";

interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** How sources are read; manifests are what they are. */
interface SourceOptions {
  readonly builtInDescriptions?: boolean;
  readonly featureGates?: readonly string[];
}

const manifest = /\.(ya?ml|json)$/;

/**
 * The definitions at a place on disk: of manifests, or of TypeScript sources.
 *
 * @throws UserError SOURCE_NOT_FOUND, CRD_NOT_FOUND, CRD_INVALID, YAML_INVALID
 */
export async function readCrds(
  place: string,
  { cwd, note, ...rest }: Pick<Context, "cwd" | "note"> & SourceOptions,
): Promise<CustomResourceDefinition[]> {
  const path = resolve(cwd, place);
  if (!existsSync(path))
    throw new UserError("SOURCE_NOT_FOUND", `cannot read "${place}": no such file or folder`);
  const folder = statSync(path).isDirectory();
  const names = folder ? readdirSync(path, { recursive: true, encoding: "utf8" }).sort() : [path];
  const sources = names.filter((name) => !folder || isSource(name)).map((name) => resolve(path, name));
  const texts = names
    .filter((name) => manifest.test(name) && !/(^|[\\/])node_modules[\\/]/.test(name))
    .map((name): TextFile => {
      const file = resolve(path, name);
      return { path: relative(cwd, file), text: readFileSync(file, "utf8") };
    });
  return chooseCrds(place, {
    texts,
    sources: sources.filter((name) => /\.m?ts$/.test(name)),
    note,
    ...rest,
  });
}

/**
 * The definitions at a place of a revision, as {@link readCrds}. Sources may import from anywhere in the repository, as it was then.
 *
 * @throws UserError SOURCE_NOT_FOUND, CRD_NOT_FOUND, CRD_INVALID, YAML_INVALID, COMMAND_FAILED
 */
export async function readGitCrds(
  { revision, path: given }: { revision: string; path: string },
  { drivers, note, featureGates = [] }: Pick<Context, "drivers" | "note"> & SourceOptions,
): Promise<CustomResourceDefinition[]> {
  const git = await drivers.git();
  const place = `${revision}:${given}`;
  const path = /^\.\.?(\/|$)/.test(given) ? posix.join(await git.prefix(), given) : given;
  const inside = path.replace(/\/+$/, "") || ".";
  const files = await git.files(revision, inside, /\.(ya?ml|json|m?ts)$/);
  if (files.length === 0)
    throw new UserError(
      "SOURCE_NOT_FOUND",
      `cannot read "${place}": no such file or folder in that revision`,
    );
  const sources = files.filter((file) => isSource(file.path));
  const texts = files.filter((file) => manifest.test(file.path));
  if (sources.length === 0) return chooseCrds(place, { texts, sources: [], note });
  const root = await git.root();
  const all = await git.files(revision, ".", /\.[cm]?ts$/);
  const byPath = new Map(all.map((file) => [join(root, file.path), file.text]));
  return chooseCrds(place, {
    texts,
    sources: sources.map((file) => join(root, file.path)),
    readFile: (name) => byPath.get(name),
    note,
    featureGates,
  });
}

/** Manifests if there are any, else what the sources say; not both, which may differ. */
async function chooseCrds(
  place: string,
  options: Pick<Context, "note"> &
    SourceOptions & {
      texts: readonly TextFile[];
      sources: readonly string[];
      readFile?: (path: string) => string | undefined;
    },
): Promise<CustomResourceDefinition[]> {
  const { texts, sources, readFile, note, builtInDescriptions = false, featureGates = [] } = options;
  const written = texts.flatMap(({ path, text }) =>
    mayHoldCrds(text) ? crdDocuments(text, { file: path, note }) : [],
  );
  if (written.length > 0) return written;
  const { crds, diagnostics } = await generateCrds({
    files: sources,
    allowFloats: true, // whether they may be written is not asked here
    builtInDescriptions,
    featureGates,
    allowUnknownGates: true, // of two sides, one may not have it
    ...(readFile ? { readFile } : {}),
  });
  throwIfErrors(`the sources in ${place} have mistakes:`, diagnostics);
  if (crds.length > 0) return crds;
  throw new UserError("CRD_NOT_FOUND", `"${place}" holds no CustomResourceDefinition`, {
    hint: "Name a file or folder of manifests, such as config/crd/bases, or of the TypeScript sources of the types.",
  });
}

/** Other manifests need not even be YAML that can be read: templates of charts, say. */
function mayHoldCrds(text: string): boolean {
  return text.includes("CustomResourceDefinition");
}
