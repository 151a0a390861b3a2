import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type BundleResult, createBundler } from "../../../src/dev/bundle.ts";
import { writeProgram } from "../../../src/dev/write-program.ts";
import { temporaryFolder } from "../../cli/run-cli.ts";

function project(files: Record<string, string>) {
  const root = temporaryFolder();
  const file = ".kubewright/main.mjs";
  const bundler = createBundler({ root, entry: "src/main.ts", outfile: file });
  onTestFinished(bundler.close);
  mkdirSync(join(root, "src"));
  const write = (path: string, text: string) => writeFileSync(join(root, path), text);
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    root,
    write,
    build: bundler.build,
    /** Puts a program where it is run from. */
    run: async (text: string) => {
      await writeProgram(text, { root, file });
      return spawnSync(process.execPath, ["--enable-source-maps", join(root, file)], { encoding: "utf8" });
    },
  };
}

const sources = {
  "src/main.ts":
    'import { greet } from "./greet.ts";\nconsole.log(greet("you"), await import("node:path").then((path) => path.sep));\n',
  "src/greet.ts": "export const greet = (name: string): string => `hello ${name}`;\n",
};

/** The text of a build that must be well. */
function textOf(result: BundleResult): string {
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.text;
}

test("makes one file that Node runs; the same sources give the same, other ones another", async () => {
  const { write, build, run } = project(sources);
  const first = textOf(await build());
  expect((await run(first)).stdout).toBe("hello you /\n");
  expect(textOf(await build())).toBe(first);
  write("src/greet.ts", sources["src/greet.ts"].replace("hello", "goodbye"));
  const second = textOf(await build());
  expect((await run(second)).stdout).toBe("goodbye you /\n");
});

test("an error has its place in the sources, all of them are told, and the next build is well again", async () => {
  const { write, build } = project(sources);
  const before = textOf(await build());
  write("src/greet.ts", "export const greet = (\n");
  write("src/main.ts", 'import { greet } from "./greet.ts";\nimport "./missing.ts";\ngreet();\n');
  const result = await build();
  expect(result.ok).toBe(false);
  if (result.ok) return;
  expect(result.diagnostics.map(({ file, line, column }) => `${file}:${line}:${column}`).sort()).toEqual([
    "src/greet.ts:2:1",
    "src/main.ts:2:8",
  ]);
  expect(result.diagnostics.every(({ severity, message }) => severity === "error" && message !== "")).toBe(
    true,
  );
  for (const [path, text] of Object.entries(sources)) write(path, text);
  expect(textOf(await build())).toBe(before);
});

test("an entry that is missing is an error in the project, not in the tool; once it is there it is built", async () => {
  const { root, write, build } = project({});
  expect(await build()).toMatchObject({
    ok: false,
    diagnostics: [{ message: expect.stringContaining("src/main.ts") as string }],
  });
  expect(existsSync(join(root, ".kubewright"))).toBe(false);
  write("src/main.ts", "console.log(1);\n");
  expect(await build()).toMatchObject({ ok: true });
});

test("packages are left to Node: they are the installed ones, not a copy, and are told by name", async () => {
  const { build } = project({
    "src/main.ts":
      'import { operator } from "kubewright";\nimport "kubewright/k8s/apps/v1";\nimport "./other.ts";\nimport { join } from "node:path";\noperator(join);\n',
    "src/other.ts": 'import { resource } from "kubewright";\nexport const made = resource();\n',
  });
  const result = await build();
  expect(textOf(result)).toContain('from "kubewright"');
  expect(result).toMatchObject({ imports: ["kubewright", "kubewright/k8s/apps/v1", "node:path"] });
});

test("a stack of the running operator names the TypeScript source", async () => {
  const { root, build, run } = project({
    "src/main.ts": "interface Gone { a: 1 }\n\nexport type { Gone };\nthrow new Error('here');\n",
  });
  const { stderr } = await run(textOf(await build()));
  expect(stderr).toContain(`${join(root, "src/main.ts")}:4`);
});
