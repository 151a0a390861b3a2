import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import type { Drivers } from "../../src/cli/drivers.ts";
import type { Finding } from "../../src/cli/doctor/finding.ts";
import { readVersion } from "../../src/cli/package.ts";
import type { Kubectl } from "../../src/cluster/kubectl.ts";
import type { ProgramName, ProgramVersion } from "../../src/cluster/program-version.ts";
import { recordingKubectl } from "./recording-kubectl.ts";
import { scaffoldedProject } from "./scaffolded-project.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";

const installed = (version: string): ProgramVersion => ({ state: "installed", version });
const everything: Readonly<Partial<Record<ProgramName, ProgramVersion>>> = {
  npm: installed("11.0.0"),
  git: installed("2.39.5"),
  kind: installed("0.31.0"),
  docker: installed("29.1.0"),
};

interface Machine {
  readonly programs?: Partial<Record<ProgramName, ProgramVersion>>;
  readonly kubectl?: Partial<Kubectl> | UserError;
  readonly cwd?: string;
}

/** What the doctor finds on a machine, by the names of the findings. */
async function look({ programs = everything, kubectl = {}, cwd = temporaryFolder() }: Machine) {
  const drivers: Partial<Drivers> = {
    version: async (name) => programs[name] ?? { state: "absent" },
    kubectl: async () => recordingKubectl(kubectl instanceof UserError ? failing(kubectl) : kubectl),
  };
  const env = { XDG_CACHE_HOME: temporaryFolder() };
  const outcome = await runCli(["doctor", "--output", "json"], { drivers, env, cwd });
  const findings = JSON.parse(outcome.stdout) as Finding[];
  return { ...outcome, of: (name: string) => findings.find((finding) => finding.name === name) };
}

function failing(error: UserError): Partial<Kubectl> {
  const fail = () => Promise.reject(error);
  return { clientVersion: fail, serverVersion: fail, context: fail };
}

const refused = new UserError(
  "COMMAND_FAILED",
  '"kubectl version" ended with exit code 1:\nconnection refused',
);

test("where all is there, all is well", async () => {
  const { code, of } = await look({});
  expect(code).toBe(0);
  expect(of("Node")).toMatchObject({ state: "ok", found: process.versions.node });
  expect(of("kubectl")).toMatchObject({ state: "ok", found: "1.36.3" });
  expect(of("container engine")).toMatchObject({ state: "ok", found: "docker 29.1.0" });
  expect(of("context")).toMatchObject({ state: "ok", found: "kind-test" });
  expect(of("server")).toMatchObject({ state: "ok", found: "Kubernetes 1.36.3" });
  expect(of("PROJECT")).toBeUndefined();
});

test("what only some commands need may be missing; what it is for and how to get it is told", async () => {
  const notFound = new UserError("COMMAND_NOT_FOUND", "cannot run kubectl");
  const { code, of } = await look({ programs: { npm: installed("11.0.0") }, kubectl: notFound });
  expect(code).toBe(0);
  for (const name of ["git", "kind", "kubectl", "container engine"])
    expect(of(name)).toMatchObject({ state: "absent", remedy: expect.stringMatching(/./) as string });
  expect(of("control plane")).toMatchObject({
    state: "absent",
    remedy: "kubewright control-plane --prepare",
  });
  expect(of("context")).toBeUndefined();
});

test.each([
  ["npm, without which no project can be made", { programs: {} }, "npm"],
  ["a kind that is too old", { programs: { ...everything, kind: installed("0.11.1") } }, "kind"],
  ["a cluster that does not answer", { kubectl: { serverVersion: () => Promise.reject(refused) } }, "server"],
  ["a kubeconfig that cannot be read", { kubectl: { context: () => Promise.reject(refused) } }, "kubeconfig"],
] satisfies [string, Machine, string][])(
  "%s is a problem: exit code 1, and a remedy",
  async (_, machine, name) => {
    const { code, stderr, of } = await look(machine);
    expect(of(name)).toMatchObject({ state: "problem", remedy: expect.stringMatching(/./) as string });
    expect(code).toBe(1);
    expect(stderr).toContain(`${name}: not as it must be`);
    expect(stderr).toContain("[DOCTOR_PROBLEMS]");
  },
);

test.each([
  ["1.24.0", "1.24.0", "before 1.25, rules in CEL are not enforced"],
  ["1.32.4", "1.36.3", "more than one minor version apart is not supported"],
])("kubectl %s with a server of %s is warned of", async (client, server, why) => {
  const kubectl = { clientVersion: async () => client, serverVersion: async () => server };
  const { code, of } = await look({ kubectl });
  expect(of("server")).toMatchObject({ state: "warning", found: expect.stringContaining(why) as string });
  expect(code).toBe(0);
});

test("a container engine whose daemon does not run is no engine, until another works", async () => {
  const docker = { state: "failed", why: "Cannot connect to the Docker daemon" } as const;
  const without = await look({ programs: { ...everything, docker } });
  expect(without.of("container engine")).toMatchObject({
    state: "warning",
    found: "docker is installed, but does not answer: Cannot connect to the Docker daemon",
  });
  const other = await look({ programs: { ...everything, docker, podman: installed("5.2.0") } });
  expect(other.of("container engine")).toMatchObject({ state: "ok", found: "podman 5.2.0" });
});

test("a context that run would ask about is named as such", async () => {
  const { of } = await look({ kubectl: { context: async () => "production" } });
  expect(of("context")?.found).toBe("production: run asks before it is used, or wants --yes");
});

describe("in a project", () => {
  const install = (cwd: string, version: string) => {
    const folder = join(cwd, "node_modules", "kubewright");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ version }));
  };

  test("a library that is not installed is a problem that npm mends", async () => {
    const { root: cwd } = await scaffoldedProject();
    const { code, of } = await look({ cwd: join(cwd, "src") });
    expect(code).toBe(1);
    expect(of("PROJECT")).toMatchObject({ state: "ok", found: `cache-operator in ${cwd}` });
    expect(of("kubewright in it")).toMatchObject({ state: "problem", remedy: "npm install" });
    expect(of("manifests")).toBeUndefined();
  });

  test("a library of another version than the program is warned of", async () => {
    const { root: cwd } = await scaffoldedProject();
    install(cwd, "99.0.0");
    expect((await look({ cwd })).of("kubewright in it")).toMatchObject({
      state: "warning",
      found: `99.0.0, but this program is ${readVersion()}`,
    });
  });

  test("manifests that no longer say what the sources say are warned of", async () => {
    const { root: cwd } = await scaffoldedProject();
    install(cwd, readVersion());
    expect((await look({ cwd })).of("manifests")).toMatchObject({ state: "ok" });
    writeFileSync(join(cwd, "config/rbac/role.yaml"), "");
    expect((await look({ cwd })).of("manifests")).toMatchObject({
      state: "warning",
      found: "would change: config/rbac/role.yaml",
      remedy: "kubewright manifests",
    });
  });

  test("a PROJECT file that cannot be read is a problem with its place", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "PROJECT"), "version: 3\ndomain: [\n");
    const { code, of } = await look({ cwd });
    expect(code).toBe(1);
    expect(of("PROJECT")).toMatchObject({
      state: "problem",
      found: expect.stringContaining("PROJECT:") as string,
    });
  });
});

test("for a person: a heading for each part, a mark for each finding, and what mends it below", async () => {
  const { stdout, code } = await runCli(["doctor"], {
    cwd: temporaryFolder(),
    env: { XDG_CACHE_HOME: temporaryFolder() },
    drivers: {
      version: async (name) => (name === "npm" ? installed("11.0.0") : { state: "absent" }),
      kubectl: async () => recordingKubectl({ context: async () => undefined }),
    },
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Kubewright\n {2}ok version /);
  expect(stdout).toContain("\nPrograms\n  ok npm ");
  expect(stdout).toMatch(
    /\n {2}- {2}control plane {5}none here yet.*\n +→ kubewright control-plane --prepare\n/,
  );
  expect(stdout).toContain("\nCluster\n");
});
