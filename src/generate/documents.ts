import { hasErrors } from "../base/diagnostic.ts";
import { ownPackages } from "./cache/own-code.ts";
import { openResultCache } from "./cache/result-cache.ts";
import { isUnchanged, SourceFiles } from "./cache/source-files.ts";
import type { Documents, Generator, RunOptions } from "./run-generator.ts";

/** What documents are made from, and how. */
export interface DocumentOptions extends RunOptions {
  /** Whether what earlier runs left in the user's cache is used, and something left there; default true. */
  readonly cache?: boolean;
  /** Other files whose change makes a run necessary, and what to do before it. */
  readonly before?: { readonly files: readonly string[]; readonly run: () => Promise<void> };
}

/** What makes documents: {@link generateDocuments}, or a {@link LiveDocuments}. */
export type Generate = (options: DocumentOptions) => Promise<Documents>;

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
  if (cache && !hasErrors(documents.diagnostics)) {
    for (const path of [...(before?.files ?? []), ...ownPackages()]) files.read(path);
    cache.write(files.inputs, documents);
  }
  return documents;
}

/** The manifests of the same sources again and again, in one process. */
export interface LiveDocuments {
  /** As {@link generateDocuments}; the options are those of the first call. Reads again only what has changed since the last call. */
  readonly generate: Generate;
  /** The folders of everything that was read: a change there may change the manifests. */
  folders(): ReadonlySet<string>;
  /** Whether a file has been emptied since it was read, as editors do before they write it. */
  isEmptied(): boolean;
  /** Whether anything is other than it was read. */
  hasChanged(): boolean;
}

/** Begins with reading everything: what the user's cache holds are texts, and the next change needs more. */
export function openLiveDocuments(): LiveDocuments {
  const files = new SourceFiles();
  let generator: Generator | undefined;
  return {
    folders: () => files.folders,
    isEmptied: () => files.isEmptied,
    hasChanged: () => !isUnchanged(files.inputs),
    async generate({ cache: _cache, before, ...options }) {
      for (const path of before?.files ?? []) files.read(path);
      await before?.run();
      const { openGenerator } = await import("./run-generator.ts");
      generator ??= openGenerator(options, files);
      return generator.run();
    },
  };
}
