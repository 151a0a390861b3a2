import type { Diagnostic } from "../base/diagnostic.ts";
import type { CustomResourceDefinition } from "../kube/crd.ts";
import { applyKindMarkers } from "./crd/kind-markers.ts";
import { truncateDescriptions } from "./crd/truncate-descriptions.ts";
import { writeCrd } from "./crd/write-crd.ts";
import type { KindVersion } from "./model/kind.ts";
import { findResources } from "./read/find-resources.ts";
import { readResource } from "./read/read-resource.ts";
import { openSession, typeContext, type Session, type SessionOptions } from "./session.ts";

/** What to generate from. */
export interface GenerateOptions extends SessionOptions {
  /** Absolute paths of TypeScript files. */
  readonly files: readonly string[];
  /** Whether floating-point numbers may be used; default false, as in controller-gen. */
  readonly allowFloats?: boolean;
  /** Whether built-in types come with upstream's documentation of their fields; default false, which keeps definitions small. */
  readonly builtInDescriptions?: boolean;
  /** The longest description in bytes, an ellipsis not counted; 0 takes all away. Default: as long as they are. */
  readonly maxDescriptionLength?: number;
}

/**
 * The CustomResourceDefinitions of the kinds that the files define by `resource<T>({...})`, sorted by name; versions of a kind are one definition.
 * Everything that is wrong comes as diagnostics with file, line and column; definitions are returned only where nothing is.
 */
export async function generateCrds(
  options: GenerateOptions,
): Promise<{ crds: CustomResourceDefinition[]; diagnostics: Diagnostic[] }> {
  const session = openSession(options);
  const crds = writeCrds(session, options);
  const { diagnostics } = session.problems;
  return Promise.resolve({ crds: diagnostics.length > 0 ? [] : crds, diagnostics });
}

/** As {@link generateCrds}, in a session that others share; problems are left there. */
export function writeCrds(
  session: Session,
  options: Omit<GenerateOptions, keyof SessionOptions>,
): CustomResourceDefinition[] {
  const { files, allowFloats = false, builtInDescriptions = false, maxDescriptionLength } = options;
  const { sources, problems } = session;
  const context = typeContext(session, { allowFloats, builtInDescriptions });
  const kinds = new Map<string, KindVersion[]>();
  for (const file of files) {
    for (const call of findResources(sources.file(file), context)) {
      const read = readResource(call, context);
      const version = read && applyKindMarkers(read, problems);
      if (!version || version.definition.skip) continue;
      const name = `${version.definition.kind}.${version.definition.group}`;
      kinds.set(name, [...(kinds.get(name) ?? []), version]);
    }
  }
  const crds = [...kinds.values()].flatMap((versions) => writeCrd(versions, problems) ?? []);
  context.comments.reportLeftOver(problems);
  if (maxDescriptionLength !== undefined)
    crds.forEach((crd) => shortenDescriptions(crd, maxDescriptionLength));
  return crds.sort((a, b) => ((a.metadata?.name ?? "") < (b.metadata?.name ?? "") ? -1 : 1));
}

function shortenDescriptions({ spec }: CustomResourceDefinition, maxBytes: number): void {
  for (const { schema } of spec.versions)
    if (schema?.openAPIV3Schema)
      schema.openAPIV3Schema = truncateDescriptions(schema.openAPIV3Schema, maxBytes);
}
