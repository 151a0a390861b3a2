import type { Metafile } from "esbuild";
import { throwIfErrors } from "../base/diagnostic.ts";
import { buildErrors, toDiagnostic } from "./bundle.ts";

/** The operator as one file that needs nothing but Node. */
export interface ReleaseBundle {
  readonly code: string;
  /** Names and lines of the sources, for stack traces; not the sources themselves. */
  readonly map: string;
  /** Every file that something in the bundle comes from, from the project's folder, sorted. */
  readonly inputs: readonly string[];
}

/**
 * Bundles the project's entry with every package that it imports, for production. The same sources and packages give the same bytes.
 *
 * @throws DiagnosticError with each problem and its place
 */
export async function releaseBundle(options: {
  root: string;
  /** From the root: `src/main.ts`. */
  entry: string;
  /** Where the file will lie, from the root; beside it, its map. */
  outfile: string;
  minify: boolean;
}): Promise<ReleaseBundle> {
  const { root, entry, outfile, minify } = options;
  const { build } = await import("esbuild");
  try {
    const result = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      sourcemap: true,
      sourcesContent: false, // stacks need lines alone; the sources would be in the operator's memory
      minify,
      legalComments: "none",
      // packages that are still CommonJS call require for Node's own modules
      banner: {
        js: 'import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);',
      },
      write: false,
      metafile: true,
      logLevel: "silent",
    });
    const textOf = (end: string) => result.outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
    return { code: textOf(".js"), map: textOf(".map"), inputs: inputsOf(result.metafile) };
  } catch (error) {
    const messages = buildErrors(error);
    if (!messages) throw error;
    throwIfErrors("the operator was not built:", messages.map(toDiagnostic));
    throw error;
  }
}

/** What left no byte in the output is not in it. */
function inputsOf({ outputs }: Metafile): string[] {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  return used.map(([path]) => path).sort();
}
