import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { describeDiagnostic } from "../../base/describe-error.ts";
import { throwIfErrors } from "../../base/diagnostic.ts";
import { UserError } from "../../base/errors.ts";
import { generateDocuments, type Generate } from "../../generate/documents.ts";
import type { Context } from "../context.ts";
import type { CrdInput } from "../crd/crd-options.ts";
import { parseFeatureGates } from "../crd/parse-feature-gates.ts";
import { readHeader } from "../read-header.ts";
import { UsageError } from "../usage-error.ts";
import { openFolder } from "../open-folder.ts";
import { writePlan } from "../write-plan.ts";

export interface GenerateCrdInput extends CrdInput {
  readonly path: string[];
  readonly out?: string;
  readonly patch?: string;
}

export async function runGenerateCrd(input: GenerateCrdInput, context: Context): Promise<void> {
  if (input.patch !== undefined && input.headerFile !== undefined)
    throw new UsageError("--patch and --header-file exclude each other: a patch changes schemas only");
  const sources = input.path.map((item) => findSource(item, context.cwd));
  if (!input.watch) return writeCrds(sources, input, { context, generate: generateDocuments });
  const { out = input.patch ?? "-" } = input;
  if (out === "-") throw new UsageError("--watch writes files: missing --out DIR");
  const { keepGenerating } = await import("../keep-generating.ts");
  await keepGenerating((generate) => writeCrds(sources, input, { context, generate }), {
    trees: sources.filter((path) => statSync(path).isDirectory()),
    context,
  });
}

async function writeCrds(
  sources: readonly string[],
  input: GenerateCrdInput,
  { context, generate }: { context: Context; generate: Generate },
): Promise<void> {
  const {
    path,
    patch,
    out = patch ?? "-",
    featureGates,
    headerFile,
    year,
    dryRun,
    watch: _watch,
    ...options
  } = input;
  const header = readHeader({ headerFile, year }, context.cwd);
  const gates = parseFeatureGates(featureGates);
  const { crds, diagnostics } = await context.progress("reading the sources", () =>
    generate({ sources, ...options, featureGates: gates }),
  );
  throwIfErrors("no CRD was written:", diagnostics);
  for (const diagnostic of diagnostics) context.note(describeDiagnostic(diagnostic));
  if (crds.length === 0) throw noKinds(path);
  const documents =
    patch === undefined
      ? crds.map(({ name, text }) => ({ name, text: header + text }))
      : await (await import("../crd/patch-folder.ts")).patchFolder(patch, crds, context);
  if (out === "-") {
    for (const { text } of documents) context.print(text.trimEnd());
    return;
  }
  const { tree, prefix } = openFolder(out, context.cwd);
  for (const { name, text } of documents) tree.write(prefix + name, text, { ownership: "managed" });
  await writePlan(tree.plan(), { dryRun, context });
}

function findSource(given: string, cwd: string): string {
  const path = resolve(cwd, given);
  if (existsSync(path)) return path;
  throw new UserError("SOURCE_NOT_FOUND", `cannot read "${given}": no such file or folder`);
}

function noKinds(path: readonly string[]): UserError {
  return new UserError("NO_KINDS", `no kind is defined in ${path.join(", ")}`, {
    hint: 'Export one: export const Memcached = resource<Memcached>({ group, version, kind: "Memcached" })',
  });
}
