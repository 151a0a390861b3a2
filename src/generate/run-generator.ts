import { writePlainYaml } from "../kube/plain-yaml.ts";
import { hasErrors, type Diagnostic } from "../base/diagnostic.ts";
import type { Changes, SourceFiles } from "./cache/source-files.ts";
import { writeCrds, type GenerateOptions } from "./generate-crds.ts";
import { writeRoles, type Role } from "./generate-role.ts";
import { openSession, type Session } from "./session.ts";

/** What to read, and what to make of it. */
export interface RunOptions extends Omit<GenerateOptions, "files" | "readFile"> {
  /** Absolute paths of TypeScript files, and of folders of them. */
  readonly sources: readonly string[];
  /** Name of the role of what asks for no other; without it there is none. */
  readonly roleName?: string;
  /** The namespace of the Role for what is in namespaces; what is not gets a ClusterRole and its binding. Default: all is in a ClusterRole. */
  readonly roleNamespace?: string;
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

/** Runs over the same sources, with the same options. */
export interface Generator {
  /** Reads the sources and writes their manifests. What has not changed since the last run in this process is not read again. */
  run(): Promise<Documents>;
}

/** Begins with reading everything. */
export function openGenerator(options: RunOptions, from: SourceFiles): Generator {
  const texts = new WeakMap<object, string>();
  let session: Session | undefined;
  let isFirst = true;
  return {
    async run() {
      const changes = isFirst ? undefined : from.refresh();
      isFirst = false;
      if (!session || !changes || !takeUp(session, changes))
        session = openSession({ readFile: (path) => from.read(path) });
      const documents = await writeDocuments(session, { options, from, texts });
      // problems are found by reading everything
      if (documents.diagnostics.length > 0 || !session.kept.isUsable) session = undefined;
      return documents;
    },
  };
}

/** Forgets what has changed. False where that is not the whole of it. */
function takeUp({ sources, kept }: Session, { edited, moved }: Changes): boolean {
  if (moved) return false;
  for (const path of edited) {
    if (!/\.[mc]?ts$/.test(path) || !sources.forget(path)) return false;
    kept.forget(path);
  }
  return true;
}

async function writeDocuments(
  session: Session,
  { options, from, texts }: { options: RunOptions; from: SourceFiles; texts: WeakMap<object, string> },
): Promise<Documents> {
  const { sources, roleName, roleNamespace, ...rest } = options;
  // a file may be named, and be in a folder that is named
  const files = [...new Set(sources.flatMap((source) => from.list(source)))];
  const crds = await writeCrds(session, { files, ...rest });
  const roles =
    roleName === undefined
      ? []
      : writeRoles(session, {
          files,
          name: roleName,
          ...(roleNamespace === undefined ? {} : { namespace: roleNamespace }),
        });
  const { diagnostics } = session.problems;
  if (hasErrors(diagnostics)) return { crds: [], diagnostics };
  const written: ManifestText[] = [];
  for (const crd of crds) {
    const text = texts.get(crd) ?? (await documentOf(crd));
    texts.set(crd, text);
    written.push({ name: `${crd.spec.group}_${crd.spec.names.plural}.yaml`, text });
  }
  const bound = roles.flatMap((role) =>
    roleNamespace === undefined ? [role] : [role, ...bindingOf(role, roleNamespace)],
  );
  const role = (await Promise.all(bound.map(documentOf))).join("");
  return { crds: written, ...(role ? { role } : {}), diagnostics };
}

/** Of a ClusterRole of a namespaced operator: there is one only where it is needed, and so is its binding. */
function bindingOf({ kind, metadata }: Role, namespace: string): object[] {
  if (kind !== "ClusterRole") return [];
  const apiGroup = "rbac.authorization.k8s.io";
  return [
    {
      apiVersion: `${apiGroup}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: metadata.name.replace(/-role$/, "") + "-cluster-rolebinding" },
      roleRef: { apiGroup, kind, name: metadata.name },
      subjects: [{ kind: "ServiceAccount", name: "controller-manager", namespace }],
    },
  ];
}

/** The library is loaded for what only it can write. */
async function documentOf(manifest: unknown): Promise<string> {
  const text = writePlainYaml(manifest) ?? (await import("../kube/yaml.ts")).writeYaml(manifest);
  return `---\n${text}`;
}
