import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { createBuildah } from "../../src/cluster/engine/buildah.ts";
import type {
  ContainerEngine,
  EngineOptions,
  ImageBuild,
} from "../../src/cluster/engine/container-engine.ts";
import { createDocker } from "../../src/cluster/engine/docker.ts";
import { createPodman } from "../../src/cluster/engine/podman.ts";
import { temporaryFolder } from "../cli/run-cli.ts";
import { contract } from "./contract.ts";
import { dockerEnvironment, storeEnvironment } from "./engine-environment.ts";
import { memoryEngine } from "./memory-engine.ts";

const stores = mkdtempSync(join(tmpdir(), "kubewright-contract-"));
afterAll(() => rmSync(stores, { recursive: true, force: true }));

/** An engine and the lines that it has written. */
interface Engine {
  readonly engine: ContainerEngine;
  readonly lines: readonly string[];
}

const dockerfile = "ARG BASE_IMAGE\nFROM ${BASE_IMAGE}\nCOPY main.js /main.js\n";

function request(
  image: string,
  { folder = temporaryFolder(), ...options }: Partial<ImageBuild> = {},
): ImageBuild {
  writeFileSync(join(folder, "Dockerfile.host"), dockerfile);
  writeFileSync(join(folder, "main.js"), "console.log(1)");
  return {
    folder,
    file: "Dockerfile.host",
    image,
    platforms: [],
    args: { BASE_IMAGE: "scratch" },
    push: false,
    ...options,
  };
}

const image = "localhost/kubewright-contract:v1";
const failed = (text: string) => ({ code: "COMMAND_FAILED", message: expect.stringMatching(text) as string });

const cases = {
  async "says its version"({ engine }: Engine) {
    expect(await engine.version()).toMatch(/^\d+\.\d+/);
  },
  async "builds from a Dockerfile with arguments, and again, with lines while it does"({
    engine,
    lines,
  }: Engine) {
    await engine.build(request(image));
    expect(lines.join("\n")).toContain("COPY main.js /main.js");
    await engine.build(request(image));
  },
  async "says the command, the exit code and the last lines of a build that fails"({ engine }: Engine) {
    const broken = request(image);
    rmSync(join(broken.folder, "main.js"));
    await expect(engine.build(broken)).rejects.toMatchObject(
      failed(`^".*b(uil)?[ud].*" ended with exit code \\d+:\\n[^]*main\\.js`),
    );
  },
  async "says how to log in where an image cannot be sent"({ engine }: Engine) {
    await expect(engine.push("127.0.0.1:1/kubewright/absent:v1")).rejects.toMatchObject({
      ...failed('^".*push.*" ended with exit code \\d+:\\n.'),
      hint: expect.stringContaining(`log in: ${engine.name} login`) as string,
    });
  },
};

const forPlatforms = {
  async "builds for several platforms under one name, also where the name is that of an image or of an older build"({
    engine,
  }: Engine) {
    const platforms = ["linux/amd64", "linux/arm64"];
    await engine.build(request(image));
    await engine.build(request(image, { platforms }));
    await engine.build(request(image, { platforms }));
    await engine.build(request(image));
  },
};

const drivers = { docker: createDocker, podman: createPodman, buildah: createBuildah };
const environments = { docker: dockerEnvironment, podman: storeEnvironment, buildah: storeEnvironment };

for (const program of ["docker", "podman", "buildah"] as const) {
  const open = (
    create: (options: EngineOptions) => ContainerEngine,
    env: Record<string, string> = {},
  ): { driver: Engine } => {
    const lines: string[] = [];
    const engine = create({ signal: new AbortController().signal, env, onLine: (line) => lines.push(line) });
    return { driver: { engine, lines } };
  };
  await contract<Engine>({
    program,
    double: () => open((options) => memoryEngine(program, options)),
    async real() {
      const bench = open(drivers[program], await environments[program](join(stores, program)));
      // a build needs more than a program that starts: user namespaces, mounts
      const folder = join(stores, program);
      await bench.driver.engine.build(request("localhost/kubewright-contract:first", { folder }));
      return bench;
    },
    // docker needs its plugin for that
    cases: program === "docker" ? cases : { ...cases, ...forPlatforms },
  });
}
