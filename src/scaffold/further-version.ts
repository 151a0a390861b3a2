import type { FileTree } from "../files/tree.ts";
import { UserError } from "../base/errors.ts";
import type { ProjectResource } from "../project/project.ts";
import { kindNames } from "./kind-names.ts";
import { addToKustomization } from "./kustomization.ts";

/** A version of a kind that the project has in another one. */
export interface FurtherVersion {
  readonly next: ProjectResource;
  /** The version whose types it begins with. */
  readonly from: ProjectResource;
  /** Every version that the project had of the kind. */
  readonly others: readonly ProjectResource[];
  /** Whether objects are stored in the new version from now on; else they stay where they are. */
  readonly storage: boolean;
  readonly force: boolean;
}

/**
 * Writes another version of a kind: its types and its sample are those of the version before, so that objects of both are the same but for their apiVersion, which
 * is what a server converts by itself. One of the versions says that it is stored.
 *
 * @throws UserError `VERSION_UNSUPPORTED` when a source does not say its version in so many words, `FILE_CONFLICT`
 */
export function writeFurtherVersion(tree: FileTree, version: FurtherVersion): void {
  const { next, from, others, storage, force } = version;
  const text = withStorage(readTypes(tree, from), { resource: from, isStored: false });
  const line = versionLine(text, from);
  const types = text.replace(line, line.replace(from.version, next.version));
  const existing = force ? "replace" : "conflict";
  tree.write(next.path, storage ? withStorage(types, { resource: next, isStored: true }) : types, {
    ownership: "starter",
    existing,
  });
  const stored = others.find((other) => isStored(readTypes(tree, other))) ?? from;
  for (const other of others)
    tree.write(
      other.path,
      withStorage(readTypes(tree, other), { resource: other, isStored: !storage && other === stored }),
      {
        ownership: "shared",
        reason: "says which version is stored",
      },
    );
  const [sample, before] = [samplePath(next), tree.read(`config/samples/${samplePath(from)}`)];
  if (before === undefined) return;
  const apiVersion = /^(apiVersion: [^\n]*\/)\S+$/m;
  tree.write(`config/samples/${sample}`, before.replace(apiVersion, `$1${next.version}`), {
    ownership: "starter",
    existing,
  });
  addToKustomization(tree, "config/samples/Kustomization", [sample]);
}

function samplePath({ group, version, kind }: ProjectResource): string {
  return `${group}_${version}_${kindNames(kind).lower}.yaml`;
}

function readTypes(tree: FileTree, { path, kind, version }: ProjectResource): string {
  const text = tree.read(path);
  if (text !== undefined) return text;
  throw new UserError(
    "VERSION_UNSUPPORTED",
    `cannot create another version of kind "${kind}": "${path}", where PROJECT has its version "${version}", is not there`,
  );
}

const storageLine = /^[ \t]*storage: (?:true|false),?[ \t]*\r?\n/m;

function isStored(text: string): boolean {
  return /^[ \t]*storage: true\b/m.test(text);
}

/** The source with `storage: true` after its version, or without. */
function withStorage(
  text: string,
  { resource, isStored: wanted }: { resource: ProjectResource; isStored: boolean },
): string {
  if (wanted && isStored(text)) return text;
  const plain = text.replace(storageLine, "");
  const line = versionLine(plain, resource);
  return wanted ? plain.replace(line, line.replace(/^([ \t]*)version: .*$/m, "$&\n$1storage: true,")) : plain;
}

/** `  version: "v1alpha1",`, a line of its own, as it is scaffolded. */
function versionLine(text: string, { path, kind, version }: ProjectResource): string {
  const lines = text.match(new RegExp(`^[ \\t]*version: ["']${version}["'],[ \\t]*\\r?$`, "gm")) ?? [];
  const [line] = lines;
  if (line !== undefined && lines.length === 1) return line;
  throw new UserError(
    "VERSION_UNSUPPORTED",
    `cannot create another version of kind "${kind}": ${path} has ${lines.length} lines that say \`version: "${version}",\`, expected one`,
    {
      hint: "Write `version` on a line of its own in resource({...}), or copy the file by hand and set `storage: true` in one of them.",
    },
  );
}
