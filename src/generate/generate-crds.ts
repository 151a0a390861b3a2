import { hasErrors, type Diagnostic } from "../base/diagnostic.ts";
import type { CrdVersion, CustomResourceDefinition } from "../kube/crd.ts";
import { plainMetadata } from "./crd/plain-metadata.ts";
import { truncateDescriptions } from "./crd/truncate-descriptions.ts";
import { checkTagNames } from "./crd/apply-tags.ts";
import type { WrittenSchema } from "./crd/write-context.ts";
import { writeCrd, type WriteReport } from "./crd/write-crd.ts";
import { hasRules } from "../kube/schema/has-rules.ts";
import type { KindVersion } from "./model/kind.ts";
import { readVersions } from "./read-versions.ts";
import { fitCrd } from "./size/fit-crd.ts";
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
  /** Bytes of annotations that a client-side apply of a definition may take: descriptions are left out until it does. Default: they are only counted. */
  readonly maxCrdSize?: number;
  /** Whether metadata below the root has name, namespace, labels, annotations and finalizers, which are pruned otherwise; default true. */
  readonly embeddedMetadata?: boolean;
  /** Names of the feature gates that are on: properties and kinds behind others are left out. */
  readonly featureGates?: readonly string[];
  /** Whether a gate behind which nothing is may be given; default false. */
  readonly allowUnknownGates?: boolean;
}

/**
 * The CustomResourceDefinitions of the kinds that the files define by `resource<T>({...})`, sorted by name; versions of a kind are one definition.
 * Everything that is wrong comes as diagnostics with file, line and column; definitions are returned only where nothing is.
 */
export async function generateCrds(
  options: GenerateOptions,
): Promise<{ crds: CustomResourceDefinition[]; diagnostics: Diagnostic[] }> {
  const session = openSession(options);
  const crds = await writeCrds(session, options);
  const { diagnostics } = session.problems;
  return { crds: hasErrors(diagnostics) ? [] : crds, diagnostics };
}

/** As {@link generateCrds}, in a session that others share; problems are left there. */
export async function writeCrds(
  session: Session,
  options: Omit<GenerateOptions, keyof SessionOptions>,
): Promise<CustomResourceDefinition[]> {
  const {
    files,
    allowFloats = false,
    builtInDescriptions = false,
    featureGates = [],
    allowUnknownGates,
  } = options;
  const { problems, kept } = session;
  const context = typeContext(session, { allowFloats, builtInDescriptions });
  const kinds = new Map<string, KindVersion[]>();
  for (const version of readVersions(context, { files, featureGates, allowUnknownGates, kept })) {
    const name = `${version.definition.kind}.${version.definition.group}`;
    kinds.set(name, [...(kinds.get(name) ?? []), version]);
  }
  const written: WrittenSchema[] = [];
  const crds = [...kinds].flatMap(([name, from]) =>
    kept.get(`definition of ${name}`, {
      make: () => writeDefinition(from, { problems, written }, options),
      from,
    }),
  );
  await checkRulesOf(written, !hasErrors(problems.diagnostics));
  checkTagNames(
    context.orphans.flatMap((doc) => doc.tags),
    { problems },
  );
  context.comments.reportLeftOver(problems);
  return crds.sort((a, b) => ((a.metadata?.name ?? "") < (b.metadata?.name ?? "") ? -1 : 1));
}

function writeDefinition(
  versions: readonly KindVersion[],
  report: WriteReport,
  options: Partial<GenerateOptions>,
): CustomResourceDefinition[] {
  const crd = writeCrd(versions, report);
  if (!crd) return [];
  crd.spec.versions = crd.spec.versions.map((version) => finish(version, options));
  const [{ position } = {}] = versions;
  const { problems } = report;
  return position ? [fitCrd(crd, { maxCrdSize: options.maxCrdSize, position, problems })] : [crd];
}

/** The checker of CEL rules is loaded where there are any. */
async function checkRulesOf(written: readonly WrittenSchema[], sound: boolean): Promise<void> {
  const withRules = written.filter(({ schema }) => hasRules(schema));
  if (withRules.length === 0) return;
  const { checkWrittenRules } = await import("./crd/check-written-rules.ts");
  for (const schema of withRules) checkWrittenRules(schema, sound);
}

/** What is done with a version's schema once nothing is wrong with it any more. */
function finish(
  version: CrdVersion,
  { maxDescriptionLength, embeddedMetadata = true }: Partial<GenerateOptions>,
): CrdVersion {
  let schema = version.schema?.openAPIV3Schema;
  if (!schema || (embeddedMetadata && maxDescriptionLength === undefined)) return version;
  if (!embeddedMetadata) schema = plainMetadata(schema);
  if (maxDescriptionLength !== undefined) schema = truncateDescriptions(schema, maxDescriptionLength);
  return { ...version, schema: { ...version.schema, openAPIV3Schema: schema } };
}
