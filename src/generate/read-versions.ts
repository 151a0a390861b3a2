import type { KeptResults } from "./cache/kept-results.ts";
import { applyFeatureGates, unknownGates, type FeatureGates } from "./crd/feature-gates.ts";
import { applyFileMarkers, isSkipped, type FileMarkers } from "./crd/file-markers.ts";
import { applyKindMarkers } from "./crd/kind-markers.ts";
import { reportLostTags } from "./crd/report-lost-tags.ts";
import { propertySchema } from "./crd/write-schema.ts";
import type { KindVersion } from "./model/kind.ts";
import type { Property, Tag } from "./model/type.ts";
import { findResources } from "./read/find-resources.ts";
import { readFileMarkers } from "./read/read-file-markers.ts";
import { readResource } from "./read/read-resource.ts";
import type { TypeContext } from "./read/type-context.ts";

/** What decides which versions are read, and what is in them. */
export interface VersionOptions {
  /** Absolute paths of TypeScript files. */
  readonly files: readonly string[];
  /** Names of the feature gates that are on. */
  readonly featureGates: readonly string[];
  readonly allowUnknownGates?: boolean | undefined;
  /** What an earlier run has read. */
  readonly kept: KeptResults;
}

/** The versions of kinds that the files define and that a definition is to be written of, with what markers and feature gates make of them. */
export function readVersions(
  context: TypeContext,
  { files, featureGates, allowUnknownGates = false, kept }: VersionOptions,
): KindVersion[] {
  const gates: FeatureGates = { on: new Set(featureGates), known: new Set() };
  const markers = fileMarkers(context);
  const versions = files.flatMap((file) => {
    const known = new Set<string>();
    const make = () => ({
      versions: readFile(file, { markers, gates: { ...gates, known }, context }),
      known,
    });
    const read = kept.get(`kinds of ${file}`, { make });
    for (const name of read.known) gates.known.add(name);
    return read.versions;
  });
  const { problems } = context;
  for (const name of allowUnknownGates ? [] : unknownGates(gates))
    problems.general({
      code: "FEATURE_GATE_UNKNOWN",
      message: `nothing is behind the feature gate "${name}"`,
      hint:
        gates.known.size > 0
          ? `Gates in the sources: ${[...gates.known].sort().join(", ")}.`
          : "Put a property behind it: @featureGate Name",
    });
  return versions;
}

function readFile(
  file: string,
  { markers, gates, context }: { markers: FileMarkers; gates: FeatureGates; context: TypeContext },
): KindVersion[] {
  const { sources, problems } = context;
  const leaveOut = (property: Property) => void propertySchema(property, { problems, origins: new Map() });
  if (isSkipped(file, markers)) return [];
  return findResources(sources.file(file), context).flatMap((call) => {
    const { account } = context.comments;
    account.begin();
    const read = readResource(call, context);
    if (!read) return [];
    if (account.isWhole) reportLostTags(account, read, problems);
    const marked = applyKindMarkers(applyFileMarkers(read, file, markers), problems);
    const version = applyFeatureGates(marked, { gates, problems, leaveOut });
    return version ?? [];
  });
}

/** The markers above each file's first statement, read when they are first asked for. */
function fileMarkers({ compiler, sources, problems }: TypeContext): FileMarkers {
  const known = new Map<string, readonly Tag[]>();
  return {
    problems,
    of(file) {
      const tags = known.get(file) ?? readFileMarkers(compiler, sources.file(file));
      known.set(file, tags);
      return tags;
    },
  };
}
