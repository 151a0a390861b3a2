import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { CodeBlock } from "./pages.ts";
import { root } from "./source-files.ts";

const compiler = join(root, "node_modules", "typescript-native", "bin", "tsc");

/**
 * What the compiler says against TypeScript examples, as `page:line: message`. Blocks of a page are files of one folder, so that they can import each
 * other: a block with a name under that, others under their line. The package's own entries are taken from src.
 */
export function checkExamples(blocks: readonly CodeBlock[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "kubewright-examples-"));
  try {
    const byFile = new Map(blocks.map((block) => [fileOf(block), block]));
    for (const [file, { code }] of byFile) write(join(folder, file), code);
    write(join(folder, "package.json"), '{ "type": "module" }');
    write(join(folder, "tsconfig.json"), JSON.stringify(configuration));
    const { stdout } = spawnSync(process.execPath, [compiler, "-p", folder, "--pretty", "false"], {
      cwd: folder,
      encoding: "utf8",
    });
    return stdout.split("\n").flatMap((line) => {
      const [, file = "", row, message] = /^(.+?)\((\d+),\d+\): (.*)/.exec(line) ?? [];
      const block = byFile.get(file.replaceAll("\\", "/"));
      if (block) return [`${block.page}:${block.line + Number(row)}: ${message}`];
      // what is wrong in src is said by the compiler's own run
      return message === undefined && line.includes("error") ? [line] : [];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const configuration = {
  extends: join(root, "tsconfig.json"),
  compilerOptions: {
    noUnusedLocals: false,
    noUnusedParameters: false,
    allowImportingTsExtensions: true,
    typeRoots: [join(root, "node_modules", "@types")],
    paths: {
      kubewright: [join(root, "src", "index.ts")],
      "kubewright/testing": [join(root, "src", "testing", "index.ts")],
      "kubewright/schema": [join(root, "src", "kube", "schema", "object-validator.ts")],
      "kubewright/k8s/*": [join(root, "src", "k8s", "*.ts")],
    },
  },
  include: ["**/*.ts"],
  exclude: [],
};

function fileOf({ page, line, name }: CodeBlock): string {
  return `${page.replace(/\.md$/, "")}/${name || `line-${line}.ts`}`;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
