import type { BuildContext, BuildOptions, Message } from "esbuild";
import type { Diagnostic } from "../base/diagnostic.ts";

/** What came of a build. */
export type BundleResult =
  | {
      readonly ok: true;
      /** The program; equal texts run the same code. */
      readonly text: string;
      /** What it imports from packages, as it is written there. */
      readonly imports: readonly string[];
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Builds the same program again and again, and reads only what has changed since. */
export interface Bundler {
  build(): Promise<BundleResult>;
  close(): Promise<void>;
}

/** Bundles the project's own sources into one file that Node runs from `outfile`; packages stay where they are installed. Nothing is written. */
export function createBundler(options: { root: string; entry: string; outfile: string }): Bundler {
  let opened: Promise<BuildContext<ReturnType<typeof settingsOf>>> | undefined;
  return {
    async build() {
      const { context } = await import("esbuild");
      try {
        const { outputFiles, metafile } = await (await (opened ??= context(settingsOf(options)))).rebuild();
        const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
        return {
          ok: true,
          text: outputFiles[0]?.text ?? "",
          imports: [...new Set(imports.filter(({ external }) => external).map(({ path }) => path))],
        };
      } catch (error) {
        const messages = buildErrors(error);
        if (!messages) throw error;
        return { ok: false, diagnostics: messages.map(toDiagnostic) };
      }
    },
    async close() {
      await (await opened)?.dispose();
    },
  };
}

function settingsOf({ root, entry, outfile }: { root: string; entry: string; outfile: string }) {
  return {
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    metafile: true,
    write: false,
    logLevel: "silent",
  } satisfies BuildOptions;
}

/** esbuild rejects with its messages under `errors`. */
export function buildErrors(error: unknown): Message[] | undefined {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors)
    ? (error.errors as Message[])
    : undefined;
}

/** A message of esbuild as ours; its columns start at 0. */
export function toDiagnostic({ text, location }: Message): Diagnostic {
  const diagnostic = { severity: "error", code: "BUILD_FAILED", message: text } as const;
  if (!location) return diagnostic;
  return { ...diagnostic, file: location.file, line: location.line, column: location.column + 1 };
}
