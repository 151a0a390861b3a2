import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** What the compiler says of files, by their path: the first error of each. As strict as it can be, in one program. */
export function typeErrors(files: ReadonlyMap<string, string>): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "kubewright-types-"));
  try {
    for (const [path, text] of [...files, ...configuration]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    return errorsIn(compile(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const configuration = [
  ["package.json", '{ "type": "module" }'],
  [
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        module: "nodenext",
        target: "es2023",
        noEmit: true,
        allowImportingTsExtensions: true,
        verbatimModuleSyntax: true,
        isolatedModules: true,
        erasableSyntaxOnly: true,
        skipLibCheck: true,
        types: ["node"],
        paths: { kubewright: [join(root, "src/index.ts")], "kubewright/k8s/*": [join(root, "src/k8s/*.ts")] },
      },
      include: ["**/*.ts"],
    }),
  ],
] as const;

function compile(folder: string): string {
  const compiler = join(root, "node_modules/typescript-native/bin/tsc");
  try {
    return execFileSync(process.execPath, [compiler, "-p", folder, "--pretty", "false"], {
      encoding: "utf8",
      cwd: folder,
      maxBuffer: 1 << 28,
    });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

function errorsIn(output: string): Map<string, string> {
  const errors = new Map<string, string>();
  for (const line of output.split("\n")) {
    const [, path, text] = /^(\S.*?)\(\d+,\d+\): (error .*)$/.exec(line) ?? [];
    if (path !== undefined && text !== undefined && !errors.has(path)) errors.set(path, text);
  }
  return errors;
}
