import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundle } from "../../../src/dev/bundle.ts";
import { temporaryFolder } from "../../cli/run-cli.ts";

function project(files: Record<string, string>) {
  const root = temporaryFolder();
  mkdirSync(join(root, "src"));
  const write = (path: string, text: string) => writeFileSync(join(root, path), text);
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    root,
    write,
    build: () => bundle({ root, entry: "src/main.ts", outfile: ".kubewright/main.mjs" }),
  };
}

const sources = {
  "src/main.ts":
    'import { greet } from "./greet.ts";\nconsole.log(greet("you"), await import("node:path").then((path) => path.sep));\n',
  "src/greet.ts": "export const greet = (name: string): string => `hello ${name}`;\n",
};

test("makes one file that Node runs, and says whether it is another one than before", async () => {
  const { root, write, build } = project(sources);
  expect(await build()).toEqual({ ok: true, changed: true, file: ".kubewright/main.mjs" });
  expect(spawnSync(process.execPath, [join(root, ".kubewright/main.mjs")], { encoding: "utf8" }).stdout).toBe(
    "hello you /\n",
  );
  expect(await build()).toMatchObject({ ok: true, changed: false });
  write("src/greet.ts", sources["src/greet.ts"].replace("hello", "goodbye"));
  expect(await build()).toMatchObject({ ok: true, changed: true });
});

test("an error has its place in the sources, all of them are told, and the last good file stays", async () => {
  const { root, write, build } = project(sources);
  await build();
  const before = readFileSync(join(root, ".kubewright/main.mjs"), "utf8");
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
  expect(readFileSync(join(root, ".kubewright/main.mjs"), "utf8")).toBe(before);
});

test("an entry that is missing is an error in the project, not in the tool", async () => {
  const { root, build } = project({});
  expect(await build()).toMatchObject({
    ok: false,
    diagnostics: [{ message: expect.stringContaining("src/main.ts") as string }],
  });
  expect(existsSync(join(root, ".kubewright"))).toBe(false);
});

test("packages are left to Node: they are the installed ones, not a copy", async () => {
  const { root, build } = project({
    "src/main.ts": 'import { operator } from "kubewright";\nimport "kubewright/k8s/apps/v1";\noperator();\n',
  });
  expect(await build()).toMatchObject({ ok: true });
  const text = readFileSync(join(root, ".kubewright/main.mjs"), "utf8");
  expect(text).toContain('from "kubewright"');
});

test("a stack of the running operator names the TypeScript source", async () => {
  const { root, build } = project({
    "src/main.ts": "interface Gone { a: 1 }\n\nexport type { Gone };\nthrow new Error('here');\n",
  });
  await build();
  const { stderr } = spawnSync(
    process.execPath,
    ["--enable-source-maps", join(root, ".kubewright/main.mjs")],
    { encoding: "utf8" },
  );
  expect(stderr).toContain(`${join(root, "src/main.ts")}:4`);
});
