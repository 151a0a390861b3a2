import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { createBuildah } from "../../../../src/cluster/engine/buildah.ts";
import type { EngineOptions, ImageBuild } from "../../../../src/cluster/engine/container-engine.ts";
import { createDocker } from "../../../../src/cluster/engine/docker.ts";
import { createPodman } from "../../../../src/cluster/engine/podman.ts";
import { type Reply, stubProgram } from "../stub-program.ts";

const drivers = { docker: createDocker, podman: createPodman, buildah: createBuildah };
const versions = {
  docker: "28.2.2\n",
  podman: "podman version 5.4.0\n",
  buildah: "buildah version 1.39.0 (image-spec 1.1.0)\n",
};

function setUp(name: keyof typeof drivers, replies: Reply[], version: string = versions[name]) {
  const { program, calls } = stubProgram([
    { when: name === "docker" ? "version --format" : "--version", stdout: version },
    ...replies,
  ]);
  const lines: string[] = [];
  const options: EngineOptions = {
    signal: new AbortController().signal,
    program,
    onLine: (line) => lines.push(line),
  };
  return {
    engine: drivers[name](options),
    lines,
    all: () => calls().map(({ args }) => args),
    calls: () => calls().flatMap(({ args }) => (/^(--)?version/.test(args) ? [] : [args])),
  };
}

const request: ImageBuild = {
  folder: tmpdir(),
  file: "Dockerfile.host",
  image: "registry.example.com/team/op:v1",
  platforms: [],
  args: { BASE_IMAGE: "node:24" },
  push: false,
};
const common = "--file Dockerfile.host --build-arg BASE_IMAGE=node:24";

test.each([
  ["docker", `build --tag ${request.image} ${common} .`],
  ["podman", `build --tag ${request.image} ${common} .`],
  ["buildah", `bud --tag ${request.image} ${common} .`],
] as const)("%s builds for its own platform", async (name, line) => {
  const { engine, calls } = setUp(name, [{ when: "" }]);
  await engine.build(request);
  expect(calls()).toEqual([line]);
});

test.each([
  ["docker", ["build", "push registry.example.com/team/op:v1"]],
  ["podman", ["build", "manifest exists", "push registry.example.com/team/op:v1"]],
  ["buildah", ["bud", "manifest exists", "push registry.example.com/team/op:v1"]],
] as const)("%s sends what it has built only when it is told to", async (name, lines) => {
  const { engine, calls } = setUp(name, [
    { when: "manifest exists", exitCode: 1 },
    { when: "build" },
    { when: "bud --tag" },
    { when: "push" },
  ]);
  await engine.build({ ...request, push: true });
  expect(calls().map((call, index) => call.slice(0, lines[index]?.length))).toEqual(lines);
});

const both = { ...request, platforms: ["linux/amd64", "linux/arm64"] };

test("docker sends several platforms while it builds, by buildx", async () => {
  const { engine, calls } = setUp("docker", [{ when: "buildx" }]);
  await engine.build({ ...both, push: true });
  expect(calls()).toEqual([
    "buildx version",
    `buildx build --progress plain --platform linux/amd64,linux/arm64 --tag ${request.image} ${common} --push .`,
  ]);
});

test("docker keeps what it does not send: buildx alone would throw the image away", async () => {
  const { engine, calls } = setUp("docker", [{ when: "buildx" }]);
  await engine.build({ ...request, platforms: ["linux/arm64"] });
  expect(calls().at(-1)).toContain(" --load .");
});

test("docker without buildx cannot build for a platform, and says what can", async () => {
  const { engine, calls } = setUp("docker", [{ when: "buildx", stderr: "unknown command", exitCode: 1 }]);
  await expect(engine.build(both)).rejects.toMatchObject({
    code: "BUILDX_NOT_FOUND",
    message: "cannot build for linux/amd64 and linux/arm64 with docker: it has no buildx",
  });
  expect(calls()).toEqual(["buildx version"]);
});

test("a store of docker that cannot hold several platforms is told of --push", async () => {
  const { engine } = setUp("docker", [
    { when: "buildx version" },
    {
      when: "buildx build",
      stderr: "docker exporter does not currently support exporting manifest lists",
      exitCode: 1,
    },
  ]);
  await expect(engine.build(both)).rejects.toMatchObject({
    hint: expect.stringContaining("--push") as string,
  });
});

test.each(["podman", "buildah"] as const)(
  "%s makes the list anew: a second build would add to the first one's",
  async (name) => {
    const { engine, calls } = setUp(name, [{ when: "" }]);
    await engine.build({ ...both, push: true });
    expect(calls()).toEqual([
      `manifest exists ${request.image}`,
      `manifest rm ${request.image}`,
      `${name === "podman" ? "build" : "bud"} --platform linux/amd64,linux/arm64 --manifest ${request.image} ${common} .`,
      `manifest exists ${request.image}`,
      `manifest push --all ${request.image} docker://${request.image}`,
    ]);
  },
);

test.each([
  ["podman", "image exists", `untag ${request.image} ${request.image}`],
  ["buildah", "inspect", `rmi ${request.image}`],
] as const)(
  "%s takes the name from an image, which no list could have beside it",
  async (name, asked, removed) => {
    const { engine, calls } = setUp(name, [{ when: "manifest exists", exitCode: 1 }, { when: "" }]);
    await engine.build(both);
    expect(calls()[1]).toContain(asked);
    expect(calls()[2]).toBe(removed);
  },
);

test.each([
  ["docker", "19.03.15", "cannot use docker 19.03.15: expected 20.10 or newer"],
  ["podman", "podman version 3.0.1", "cannot use podman 3.0.1: expected 3.4 or newer"],
  [
    "buildah",
    "buildah version 1.19.6 (image-spec 1.0.1)",
    "cannot use buildah 1.19.6: expected 1.23 or newer",
  ],
  ["podman", "hello", 'cannot use podman that says "hello": expected 3.4 or newer'],
] as const)("%s %s is refused before anything is done with it", async (name, version, message) => {
  const { engine, calls } = setUp(name, [], version);
  await expect(engine.build(request)).rejects.toMatchObject({ code: "ENGINE_TOO_OLD", message });
  expect(calls()).toEqual([]);
});

test("the version is looked at once", async () => {
  const { engine, all } = setUp("podman", [{ when: "build" }]);
  await engine.build(request);
  await engine.build(request);
  expect(await engine.version()).toBe("5.4.0");
  expect(all().filter((line) => line.includes("version"))).toEqual(["--version"]);
});

test("lines come as they are written, those of a push too, and not those of questions", async () => {
  const { engine, lines } = setUp("podman", [
    { when: "manifest exists", stderr: "no such list", exitCode: 1 },
    { when: "build", stdout: "STEP 1/2\n", stderr: "warning\n" },
    { when: "push", stdout: "Copying blob\n" },
  ]);
  await engine.build({ ...request, push: true });
  expect(lines.sort()).toEqual(["Copying blob", "STEP 1/2", "warning"]);
});

test("a failure tells the command, the exit code and what was written last", async () => {
  const { engine } = setUp("buildah", [{ when: "bud", stderr: "STEP 1\nno such image\n", exitCode: 125 }]);
  await expect(engine.build(request)).rejects.toThrow(
    /bud --tag .*" ended with exit code 125:\nSTEP 1\nno such image$/,
  );
});

test.each([
  ["registry.example.com/team/op:v1", "docker login registry.example.com"],
  ["localhost:5000/op", "docker login localhost:5000"],
  ["team/op:v1", "docker login"],
])("a registry that refuses %s: the hint says where to log in", async (image, command) => {
  const { engine } = setUp("docker", [{ when: "push", stderr: "denied", exitCode: 1 }]);
  await expect(engine.push(image)).rejects.toMatchObject({ hint: `Check the name, and log in: ${command}` });
});
