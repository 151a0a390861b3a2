import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFolder, recordingNpm } from "./package-folder.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";

const init = ["init", "cache-operator", "--domain", "example.com"];

function setUp(source = packageFolder()) {
  const cwd = temporaryFolder();
  const npm = recordingNpm();
  const io = { cwd, packageRoot: source, drivers: { npm: async () => npm } };
  return { cwd, npm, io, source, project: join(cwd, "cache-operator") };
}

const dependencyOf = (project: string) =>
  (
    JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    }
  ).dependencies.kubewright;

test("writes a project, installs its dependencies and says what comes next", async () => {
  const { npm, io, source, project } = setUp();
  const { code, stdout } = await runCli(init, io);
  expect(code).toBe(0);
  expect(stdout).toContain("create PROJECT\n");
  expect(stdout.slice(stdout.indexOf("\nNext"))).toMatchInlineSnapshot(`
    "
    Next:
      cd cache-operator
      npx kubewright create api --group cache --version v1alpha1 --kind Memcached
    "
  `);
  expect(npm.calls).toEqual([`pack ${source}`, `install ${project}`]);
});

test("a package that is no registry's goes into the project as an archive", async () => {
  const { io, project } = setUp();
  await runCli(init, io);
  expect(dependencyOf(project)).toBe("file:vendor/kubewright-9.8.7.tgz");
  expect(readFileSync(join(project, "vendor/kubewright-9.8.7.tgz"), "utf8")).toBe("archive");
});

test("an archive that npm installed from a file is packed again", async () => {
  const { io, project } = setUp(packageFolder({ resolved: "file:../kubewright-9.8.7.tgz" }));
  await runCli(init, io);
  expect(dependencyOf(project)).toBe("file:vendor/kubewright-9.8.7.tgz");
});

test.each([
  { resolved: "https://registry.example.com/kubewright/-/kubewright-9.8.7.tgz" },
  { integrity: "sha512-abc" },
])("a package from a registry (%o) is depended on by its version", async (record) => {
  const { npm, io, project } = setUp(packageFolder(record));
  await runCli([...init, "--skip-install"], io);
  expect(dependencyOf(project)).toBe("9.8.7");
  expect(existsSync(join(project, "vendor"))).toBe(false);
  expect(npm.calls).toEqual([]);
});

test("an unbuilt checkout cannot be packed", async () => {
  const { cwd, io, source } = setUp(packageFolder({ built: false }));
  expect(await runCli(init, io)).toEqual({
    code: 1,
    stdout: "",
    stderr: `error: cannot pack "${source}" for the project: it is not built [PACKAGE_NOT_BUILT]\n  hint: Run \`npm run build\` there.\n`,
  });
  expect(readdirSync(cwd)).toEqual([]);
});

test("--dry-run writes nothing and shows each file", async () => {
  const { cwd, npm, io } = setUp();
  const { code, stdout } = await runCli([...init, "--dry-run"], io);
  expect(code).toBe(0);
  expect(stdout).toContain(
    "diff --git a/PROJECT b/PROJECT\nnew file mode 100644\n--- /dev/null\n+++ b/PROJECT\n",
  );
  expect(readdirSync(cwd)).toEqual([]);
  expect(npm.calls.filter((call) => call.startsWith("install"))).toEqual([]);
});

test("a second time changes nothing", async () => {
  const { io } = setUp();
  await runCli([...init, "--skip-install"], io);
  const { code, stdout } = await runCli([...init, "--skip-install"], io);
  expect(code).toBe(0);
  expect(stdout.split("\n")[0]).toBe("nothing to change");
});

test("another build of the package reaches a project by init alone", async () => {
  const { io, npm, project } = setUp();
  await runCli([...init, "--skip-install"], io);
  const newer = recordingNpm("newer");
  const { stdout } = await runCli(init, { ...io, drivers: { npm: async () => newer } });
  expect(stdout.split("\n")[0]).toBe("update vendor/kubewright-9.8.7.tgz");
  expect(readFileSync(join(project, "vendor/kubewright-9.8.7.tgz"), "utf8")).toBe("newer");
  expect([npm.calls.length, newer.calls.at(-1)]).toEqual([1, `install ${project}`]);
});

test("a file of the user's is not overwritten: nothing is written at all", async () => {
  const { cwd, io } = setUp();
  writeFileSync(join(cwd, "Makefile"), "all:\n");
  const { code, stdout, stderr } = await runCli(["init", "--domain", "example.com", "--name", "cache"], io);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain('error: cannot write "Makefile"');
  expect(readdirSync(cwd)).toEqual(["Makefile"]);
});

test("Ctrl-C before the files are written leaves nothing", async () => {
  const { cwd, io } = setUp();
  const controller = new AbortController();
  const npm = recordingNpm();
  const interrupting = {
    ...npm,
    pack: async (folder: string, destination: string) => {
      controller.abort();
      return npm.pack(folder, destination);
    },
  };
  const { code, stderr } = await runCli(init, {
    ...io,
    signal: controller.signal,
    drivers: { npm: async () => interrupting },
  });
  expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
  expect(readdirSync(cwd)).toEqual([]);
});

test("a name that will not do is told before anything is packed", async () => {
  const npm = () => Promise.reject(new Error("nothing may be packed"));
  const io = { cwd: temporaryFolder(), packageRoot: packageFolder(), drivers: { npm } };
  const domain = await runCli(["init", "p", "--domain", "Example.com"], io);
  const name = await runCli(["init", "1p", "--domain", "example.com"], io);
  expect([domain.stderr, name.stderr]).toEqual([
    expect.stringContaining("[DOMAIN_INVALID]"),
    expect.stringContaining("[PROJECT_NAME_INVALID]"),
  ]);
});
