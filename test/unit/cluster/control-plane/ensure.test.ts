import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createLogger, type LogRecord } from "../../../../src/base/logger.ts";
import { versionFolder } from "../../../../src/cluster/control-plane/cache-folder.ts";
import { ensureControlPlane } from "../../../../src/cluster/control-plane/ensure.ts";
import { createArchive, serveArchive } from "./archive-server.ts";
import { temporaryFolder, writeProgram } from "./folders.ts";

const offline = () => Promise.reject(new TypeError("fetch failed", { cause: new Error("no network") }));
const noGo = "kubewright-no-such-go";

function setting(fetch: typeof globalThis.fetch = offline) {
  const home = temporaryFolder();
  const cache = join(home, "kubewright", "control-plane");
  return { env: { XDG_CACHE_HOME: home }, version: "1.36.3", go: noGo, fetch, cache };
}

/** A go command that notes what it was asked and makes what it should build. */
function fakeGo(failAt = "nothing"): { go: string; log: () => string[] } {
  const folder = temporaryFolder();
  const log = join(folder, "log");
  writeFileSync(
    join(folder, "kubernetes.mod"),
    "module k8s.io/kubernetes\n\ngo 1.26.0\n\nreplace k8s.io/api => ./staging/src/k8s.io/api\n",
  );
  writeFileSync(join(folder, "etcd.mod"), "module etcd\n\ngo 1.24\n");
  const go = writeProgram(
    join(folder, "go"),
    `const { appendFileSync, copyFileSync, readFileSync } = require("node:fs");
    const args = process.argv.slice(2);
    const what = args.at(-1);
    appendFileSync(${JSON.stringify(log)}, args[0] + " " + what + "\\n");
    if (what.includes(${JSON.stringify(failAt)})) { console.error("does not compile"); process.exit(2); }
    if (args[0] === "mod") console.log(JSON.stringify({ GoMod: ${JSON.stringify(folder)} + (what.includes("etcd") ? "/etcd.mod" : "/kubernetes.mod") }));
    if (args[0] === "build") {
      const wanted = what.includes("etcd") ? "require go.etcd.io/etcd/server/v3" : "replace k8s.io/api => k8s.io/api v0.36.3";
      if (!readFileSync("go.mod", "utf8").includes(wanted)) throw new Error("go.mod is wrong");
      if (process.env.CGO_ENABLED !== "0") throw new Error("cgo is on");
      copyFileSync(__filename, args[args.indexOf("-o") + 1]);
    }`,
  );
  return { go, log: () => readFileSync(log, "utf8").trim().split("\n") };
}

test("what was downloaded is kept: the second time nothing is asked for", async () => {
  const { indexUrl, asked } = await serveArchive({ version: "1.36.3", archive: createArchive() });
  const { cache, ...options } = setting(globalThis.fetch);
  const first = await ensureControlPlane({ ...options, indexUrl });
  expect(first).toMatchObject({ source: "download", dir: join(cache, versionFolder("1.36.3")) });
  const requests = asked.length;
  expect(await ensureControlPlane({ ...options, indexUrl })).toMatchObject({
    source: "cache",
    dir: first.dir,
  });
  expect(asked.length).toBe(requests);
  expect(readdirSync(cache)).toEqual([versionFolder("1.36.3")]);
});

test("another patch is kept under its own version, and found again", async () => {
  const { indexUrl } = await serveArchive({ version: "1.36.1", archive: createArchive() });
  const { cache, ...options } = setting(globalThis.fetch);
  expect((await ensureControlPlane({ ...options, indexUrl })).dir).toBe(join(cache, versionFolder("1.36.1")));
  expect(await ensureControlPlane({ ...options, indexUrl })).toMatchObject({ source: "cache" });
});

test("offline it is built by Go, and the reason for no download is told", async () => {
  const records: LogRecord[] = [];
  const { go, log } = fakeGo();
  const { cache, ...options } = setting();
  const logger = createLogger({ write: (record) => records.push(record) });
  const binaries = await ensureControlPlane({ ...options, go, logger });
  expect(binaries).toMatchObject({ source: "build", dir: join(cache, versionFolder("1.36.3")) });
  expect(binaries.controllerManager).toBeUndefined();
  expect(log()).toEqual([
    "version version",
    "mod go.etcd.io/etcd/server/v3@v3.6.5",
    "build go.etcd.io/etcd/server/v3",
    "mod k8s.io/kubernetes@v1.36.3",
    "build k8s.io/kubernetes/cmd/kube-apiserver",
    "build k8s.io/kubernetes/cmd/kubectl",
  ]);
  expect(records.map((record) => record.message)).toContainEqual(
    expect.stringMatching(/^no download: .*no network$/),
  );
  expect(readdirSync(binaries.dir).sort()).toEqual(["etcd", "kube-apiserver", "kubectl"]);
});

test("a controller manager is built without asking for an archive, which does not hold it", async () => {
  const { go, log } = fakeGo();
  const fetch = () => Promise.reject(new Error("should not be asked"));
  const binaries = await ensureControlPlane({ ...setting(), go, fetch, controllerManager: true });
  expect(binaries.controllerManager).toBe(join(binaries.dir, "kube-controller-manager"));
  expect(log()).toContain("build k8s.io/kubernetes/cmd/kube-controller-manager");
});

test("a build that fails leaves nothing behind that looks like a control plane", async () => {
  const { go } = fakeGo("kubectl");
  const { cache, ...options } = setting();
  await expect(ensureControlPlane({ ...options, go })).rejects.toMatchObject({
    code: "COMMAND_FAILED",
    message: expect.stringContaining("does not compile") as string,
  });
  expect(readdirSync(cache)).toEqual([]);
});

test("what a killed process left half-built is cleared away", async () => {
  const { cache, ...options } = setting();
  mkdirSync(join(cache, `.${versionFolder("1.36.3")}-abc`), { recursive: true });
  await ensureControlPlane({ ...options, go: fakeGo().go });
  expect(readdirSync(cache)).toEqual([versionFolder("1.36.3")]);
});

test("a wrong checksum is not healed by building something else", async () => {
  const archive = createArchive();
  const { indexUrl } = await serveArchive({ version: "1.36.3", archive, sent: Buffer.from("evil") });
  const { cache, ...options } = setting(globalThis.fetch);
  await expect(ensureControlPlane({ ...options, indexUrl, go: fakeGo().go })).rejects.toMatchObject({
    code: "CONTROL_PLANE_CHECKSUM",
  });
  expect(readdirSync(cache)).toEqual([]);
});

test("without network and Go it says all that was tried and what to do", async () => {
  const { cache, ...options } = setting();
  await expect(ensureControlPlane(options)).rejects.toMatchObject({
    code: "CONTROL_PLANE_UNAVAILABLE",
    message: expect.stringMatching(/no network\n.*no go command/) as string,
    hint: expect.stringContaining("KUBEBUILDER_ASSETS") as string,
  });
  expect(existsSync(join(cache, versionFolder("1.36.3")))).toBe(false);
});

test("two at once make one build", async () => {
  const { go, log } = fakeGo();
  const options = setting();
  const [a, b] = await Promise.all([
    ensureControlPlane({ ...options, go }),
    ensureControlPlane({ ...options, go }),
  ]);
  expect([a.source, b.source].sort()).toEqual(["build", "cache"]);
  expect(log().filter((line) => line === "version version")).toHaveLength(1);
});

test("a version that is none is refused before anything is touched", async () => {
  await expect(ensureControlPlane({ ...setting(), version: "latest" })).rejects.toMatchObject({
    code: "CONTROL_PLANE_VERSION",
  });
});
