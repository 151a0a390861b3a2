import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli, startCli, temporaryFolder } from "./run-cli.ts";
import { scaffoldedProject } from "./scaffolded-project.ts";

const kind = (
  name: string,
  spec: string,
  more = "",
) => `import { resource, type CustomResource } from "kubewright";
${more}
interface Spec { ${spec} }
export interface ${name} extends CustomResource<Spec> {}
export const ${name} = resource<${name}>({ group: "example.com", version: "v1", kind: "${name}" });
`;

/** A folder of sources, and `generate crd src --out crds --watch` in it. */
function watched(files: Readonly<Record<string, string>>) {
  const cwd = temporaryFolder();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  const running = startCli(["generate", "crd", "src", "--out", "crds", "--watch"], { cwd });
  const read = (name: string) => readFileSync(join(cwd, "crds", `example.com_${name}.yaml`), "utf8");
  return { cwd, write, read, ...running };
}

/** Ends a watch and expects that it ends well. */
async function end(running: ReturnType<typeof startCli>) {
  running.interrupt();
  const outcome = await running.ended;
  expect(outcome.code).toBe(0);
  return outcome;
}

describe("generate crd --watch", () => {
  test("writes what a change changes, and only that, until Ctrl-C", async () => {
    const { write, read, ...running } = watched({
      "src/a.ts": kind("A", "a: string"),
      "src/b.ts": kind("B", "b: string"),
    });
    await running.waitFor(/create crds\/example\.com_bs\.yaml\n/);
    write("src/b.ts", kind("B", "changed: string"));
    await running.waitFor(/update crds\/example\.com_bs\.yaml\n/);
    expect(read("bs")).toContain("changed:");
    const { stdout } = await end(running);
    expect(stdout).not.toContain("update crds/example.com_as.yaml");
  });

  test("says what is wrong, leaves everything as it was, and goes on", async () => {
    const { write, read, ...running } = watched({ "src/a.ts": kind("A", "a: any") });
    await running.waitFor(/a\.ts:3:\d+: error: "any" has no schema form/);
    write("src/a.ts", kind("A", "a: string"));
    await running.waitFor(/create crds\/example\.com_as\.yaml\n/);
    write("src/a.ts", kind("A", "b: Nope"));
    await running.waitFor(/cannot find the type "Nope"/);
    expect(read("as")).toContain("a:\n");
    write("src/a.ts", kind("A", "c: string"));
    await running.waitFor(/update crds\/example\.com_as\.yaml\n/);
    await end(running);
  });

  test("sees a new folder, a file that is renamed onto another, and one outside that is imported", async () => {
    const part = (name: string) => `export interface Part { ${name}: string }`;
    const { cwd, write, read, ...running } = watched({
      "src/a.ts": kind("A", "part: Part", 'import type { Part } from "../lib/deep/part.ts";'),
      "lib/deep/part.ts": part("one"),
    });
    await running.waitFor(/create crds\/example\.com_as\.yaml\n/);
    write("src/new/b.ts", kind("B", "b: string"));
    await running.waitFor(/create crds\/example\.com_bs\.yaml\n/);
    write("src/new/.b.ts.tmp", kind("B", "renamed: string"));
    renameSync(join(cwd, "src/new/.b.ts.tmp"), join(cwd, "src/new/b.ts"));
    await running.waitFor(/update crds\/example\.com_bs\.yaml\n/);
    expect(read("bs")).toContain("renamed:");
    write("lib/deep/part.ts", part("two"));
    await running.waitFor(/update crds\/example\.com_as\.yaml\n/);
    expect(read("as")).toContain("two:");
    await end(running);
  });

  test("sees an imported file outside come back, alone or with its folder, and one that was never there", async () => {
    const part = (name: string) => `export interface Part { ${name}: string }`;
    const { cwd, write, read, ...running } = watched({
      "src/a.ts": kind("A", "part: Part", 'import type { Part } from "../lib/deep/part.js";'),
      "lib/deep/part.ts": part("one"),
    });
    await running.waitFor(/create crds\/example\.com_as\.yaml\n/);
    for (const [count, gone] of ["lib/deep/part.ts", "lib"].entries()) {
      rmSync(join(cwd, gone), { recursive: true });
      await running.waitFor(new RegExp(`(a\\.ts:\\d+:\\d+: error: [^]*){${count + 1}}`));
      write("lib/deep/part.ts", part(`back${count}`));
      await running.waitFor(new RegExp(`(update crds/example\\.com_as\\.yaml\\n[^]*){${count + 1}}`));
      expect(read("as")).toContain(`back${count}:`);
    }
    write("src/b.ts", kind("B", "part: Part", 'import type { Part } from "../later/part.js";'));
    await running.waitFor(/b\.ts:\d+:\d+: error: /);
    write("later/part.ts", part("b"));
    await running.waitFor(/create crds\/example\.com_bs\.yaml\n/);
    await end(running);
  });

  test("waits for the text of a file that was emptied first", async () => {
    const { cwd, write, ...running } = watched({
      "src/a.ts": kind("A", "a: string"),
      "src/b.ts": kind("B", "b: string"),
    });
    await running.waitFor(/create crds\/example\.com_bs\.yaml\n/);
    write("src/b.ts", "");
    write("src/b.ts", kind("B", "written: string"));
    await running.waitFor(/update crds\/example\.com_bs\.yaml\n/);
    expect(readFileSync(join(cwd, "crds/example.com_bs.yaml"), "utf8")).toContain("written:");
    await end(running);
  });

  test("writes again what somebody has deleted, at the next change", async () => {
    const { cwd, write, ...running } = watched({
      "src/a.ts": kind("A", "a: string"),
      "src/b.ts": kind("B", "b: string"),
    });
    await running.waitFor(/create crds\/example\.com_bs\.yaml\n/);
    rmSync(join(cwd, "crds"), { recursive: true });
    write("src/b.ts", kind("B", "c: string"));
    await running.waitFor(/(create crds\/example\.com_bs\.yaml\n[^]*){2}/);
    expect(existsSync(join(cwd, "crds/example.com_as.yaml"))).toBe(true);
    await end(running);
  });

  test("of a single file needs a folder to write to", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "a.ts"), kind("A", "a: string"));
    expect(await runCli(["generate", "crd", "a.ts", "--watch"], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--watch writes files: missing --out DIR") as string,
    });
    const running = startCli(["generate", "crd", "a.ts", "--out", "crds", "--watch"], { cwd });
    await running.waitFor(/create crds\/example\.com_as\.yaml\n/);
    writeFileSync(join(cwd, "a.ts"), kind("A", "b: string"));
    await running.waitFor(/update crds\/example\.com_as\.yaml\n/);
    await end(running);
  });

  test("of what is not there ends at once", async () => {
    const outcome = await runCli(["generate", "crd", "nowhere", "--out", "crds", "--watch"], {
      cwd: temporaryFolder(),
    });
    expect(outcome.code).toBe(1);
  });
});

describe("manifests --watch", () => {
  test("follows types, roles, and the PROJECT file", async () => {
    const { root } = await scaffoldedProject({ memcached: true });
    const source = join(root, "src/api/v1alpha1/memcached.ts");
    const [types, project] = [readFileSync(source, "utf8"), readFileSync(join(root, "PROJECT"), "utf8")];
    const running = startCli(["manifests", "--watch"], { cwd: root });
    await running.waitFor(/update config\/rbac\/role\.yaml\n/);
    writeFileSync(source, types.replace("@minimum", "@minimun"));
    await running.waitFor(/memcached\.ts:\d+:\d+: error: /);
    writeFileSync(source, types.replace("@maximum 10", "@maximum 20"));
    await running.waitFor(/update config\/crd\/bases\/cache\.example\.com_memcacheds\.yaml\n/);
    writeFileSync(join(root, "PROJECT"), "version: 2\n");
    await running.waitFor(/PROJECT:1:/);
    writeFileSync(join(root, "PROJECT"), project);
    await running.waitFor(/nothing to change\n/);
    await end(running);
  });

  test("and --check do not go together", async () => {
    const { root } = await scaffoldedProject();
    expect(await runCli(["manifests", "--watch", "--check"], { cwd: root })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("give one of them") as string,
    });
  });
});
