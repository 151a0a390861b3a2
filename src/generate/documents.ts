import { ownPackages } from "./cache/own-code.ts";
import { openResultCache } from "./cache/result-cache.ts";
import { SourceFiles } from "./cache/source-files.ts";
import type { Documents, RunOptions } from "./run-generator.ts";

/** What documents are made from, and how. */
export interface DocumentOptions extends RunOptions {
  /** Whether what earlier runs left in the user's cache is used, and something left there; default true. */
  readonly cache?: boolean;
  /** Other files whose change makes a run necessary, and what to do before it. */
  readonly before?: { readonly files: readonly string[]; readonly run: () => Promise<void> };
}

/** The manifests of sources. Where nothing has changed since a run that was well, neither the compiler is loaded nor a source parsed. */
export async function generateDocuments(options: DocumentOptions): Promise<Documents> {
  const { cache: isCached = true, before, ...rest } = options;
  const cache = isCached ? openResultCache({ ...rest, before: before?.files }) : undefined;
  const known = cache?.read() as Documents | undefined;
  if (known) return known;
  await before?.run();
  const files = new SourceFiles();
  const { openGenerator } = await import("./run-generator.ts");
  const documents = await openGenerator(rest, files).run();
  if (cache && documents.diagnostics.length === 0) {
    for (const path of [...(before?.files ?? []), ...ownPackages()]) files.read(path);
    cache.write(files.inputs, documents);
  }
  return documents;
}
