import { writePlainYaml } from "../kube/plain-yaml.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { SourceFiles } from "./cache/source-files.ts";
import { writeCrds, type GenerateOptions } from "./generate-crds.ts";
import { writeRoles } from "./generate-role.ts";
import { openSession } from "./session.ts";

/** What to read, and what to make of it. */
export interface RunOptions extends Omit<GenerateOptions, "files" | "readFile"> {
  /** Absolute paths of TypeScript files, and of folders of them. */
  readonly sources: readonly string[];
  /** Name of the role of what asks for no other; without it there is none. */
  readonly roleName?: string;
}

/** A manifest as text. */
export interface ManifestText {
  /** File name. */
  readonly name: string;
  readonly text: string;
}

/** What came out. There is nothing where there are errors. */
export interface Documents {
  readonly crds: readonly ManifestText[];
  /** Every role that the sources ask for, a document each. */
  readonly role?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the sources and writes their manifests. */
export async function runGenerator(
  { sources, roleName, ...options }: RunOptions,
  from: SourceFiles,
): Promise<Documents> {
  const files = sources.flatMap((source) => from.list(source));
  const session = openSession({ readFile: (path) => from.read(path) });
  const crds = writeCrds(session, { files, ...options });
  const roles = roleName === undefined ? [] : writeRoles(session, { files, name: roleName });
  const { diagnostics } = session.problems;
  if (diagnostics.length > 0) return { crds: [], diagnostics };
  const texts = crds.map(async (crd) => ({
    name: `${crd.spec.group}_${crd.spec.names.plural}.yaml`,
    text: await documentOf(crd),
  }));
  const role = (await Promise.all(roles.map(documentOf))).join("");
  return { crds: await Promise.all(texts), ...(role ? { role } : {}), diagnostics };
}

/** The library is loaded for what only it can write. */
async function documentOf(manifest: unknown): Promise<string> {
  const text = writePlainYaml(manifest) ?? (await import("../kube/yaml.ts")).writeYaml(manifest);
  return `---\n${text}`;
}
