import type { Message } from "esbuild";
import type { Diagnostic } from "../base/diagnostic.ts";
import { applyPlan } from "../files/apply.ts";
import { FileTree } from "../files/tree.ts";

/** What came of a build. `changed` says whether the operator would run other code than after the last build. */
export type BundleResult =
  | { readonly ok: true; readonly changed: boolean; readonly file: string }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Bundles the project's own sources into one file that Node runs; packages stay where they are installed. A build
 * that fails leaves the file of the last good one.
 */
export async function bundle(options: {
  root: string;
  entry: string;
  outfile: string;
}): Promise<BundleResult> {
  const { root, entry, outfile } = options;
  const { build } = await import("esbuild");
  try {
    const result = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile,
      bundle: true,
      packages: "external",
      platform: "node",
      format: "esm",
      target: "node20",
      sourcemap: "inline",
      write: false,
      logLevel: "silent",
    });
    const tree = new FileTree(root);
    tree.write(outfile, result.outputFiles[0]?.text ?? "", { ownership: "managed" });
    const plan = tree.plan();
    await applyPlan(plan);
    return { ok: true, changed: plan.changes.length > 0, file: outfile };
  } catch (error) {
    const messages = buildErrors(error);
    if (!messages) throw error;
    return { ok: false, diagnostics: messages.map(toDiagnostic) };
  }
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
