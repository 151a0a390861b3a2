import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ContainerEngine, EngineName, ImageBuild } from "../../src/cluster/engine/container-engine.ts";
import type { Io } from "../../src/cli/io.ts";
import { layoutFiles, memoryImage, memoryIndex, rootfs, tarOf } from "../helpers/image/bases.ts";
import { fakeNode } from "../helpers/image/fake-node.ts";
import { startRegistry, user } from "../helpers/image/registry.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";
import { scaffoldedProject } from "./scaffolded-project.ts";

/** A project whose operator says one line, and an engine that records what is asked of it. */
async function setUp() {
  const { root } = await scaffoldedProject();
  const library = join(root, "node_modules/kubewright");
  mkdirSync(library, { recursive: true });
  writeFileSync(
    join(library, "package.json"),
    JSON.stringify({ name: "kubewright", version: "9.8.7", type: "module", exports: "./index.js" }),
  );
  writeFileSync(
    join(library, "index.js"),
    'export const unused = "not in the bundle";\nexport const operator = ({ name }) => ({ run: async () => console.log(`this is ${name}`) });\n',
  );
  const asked: (EngineName | undefined)[] = [];
  const builds: ImageBuild[] = [];
  const pushed: string[] = [];
  const engine = async (
    name: EngineName | undefined,
    { onLine }: { onLine: (line: string) => void },
  ): Promise<ContainerEngine> => {
    asked.push(name);
    return {
      name: name ?? "podman",
      version: async () => "5.4.0",
      async build(request) {
        builds.push(request);
        onLine("STEP 1/7");
      },
      async push(image) {
        pushed.push(image);
      },
    };
  };
  const cli = (argv: string[], io: Partial<Io> = {}) =>
    runCli(argv, { cwd: root, drivers: { engine }, ...io });
  return { root, cli, asked, builds, pushed };
}

const request = (root: string): ImageBuild => ({
  folder: root,
  file: "Dockerfile.host",
  image: "controller:latest",
  platforms: [],
  args: {},
  push: false,
});

test("build bundles the operator into one file that runs by itself, and has the engine make an image of it", async () => {
  const { root, cli, builds, asked } = await setUp();
  expect(await cli(["build"])).toEqual({
    code: 0,
    stdout:
      "create dist/main.js\ncreate dist/main.js.map\nbuilt controller:latest\ncreate dist/sbom.cdx.json\n",
    stderr: "building controller:latest with podman 5.4.0\nSTEP 1/7\n",
  });
  expect(asked).toEqual([undefined]);
  expect(builds).toEqual([request(root)]);
  rmSync(join(root, "node_modules"), { recursive: true });
  const alone = join(root, "dist/alone.mjs");
  const code = readFileSync(join(root, "dist/main.js"), "utf8");
  writeFileSync(alone, code);
  expect(execFileSync(process.execPath, [alone], { encoding: "utf8" })).toBe("this is cache-operator\n");
  expect(code).not.toContain("not in the bundle");
  expect(code).toMatch(/\/\/# sourceMappingURL=main\.js\.map\n$/);
  const map = JSON.parse(readFileSync(join(root, "dist/main.js.map"), "utf8")) as { sources: string[] };
  expect(map.sources).toContain("../src/main.ts");
  expect(map).not.toHaveProperty("sourcesContent");
});

test("the same sources give the same bytes; names stay with --no-minify", async () => {
  const { root, cli } = await setUp();
  await cli(["build", "--bundle-only"]);
  expect((await cli(["build", "--bundle-only"])).stdout).toBe("nothing to change\n");
  const minified = readFileSync(join(root, "dist/main.js"), "utf8");
  await cli(["build", "--bundle-only", "--no-minify"]);
  const plain = readFileSync(join(root, "dist/main.js"), "utf8");
  expect(plain.length).toBeGreaterThan(minified.length);
  expect(plain).toContain("var operator =");
});

test("name, base, platforms and Dockerfile reach the engine that is asked for", async () => {
  const { root, cli, builds, asked } = await setUp();
  writeFileSync(join(root, "Dockerfile.own"), "FROM scratch\n");
  const options = [
    "--image",
    "registry.example.com/op:v1",
    "--engine",
    "buildah",
    "--file",
    "Dockerfile.own",
  ];
  const more = ["--platform", "amd64, linux/arm64,linux/amd64", "--base", "node:24", "--push"];
  const { code, stdout } = await cli(["build", ...options, ...more]);
  expect(code).toBe(0);
  expect(stdout).toContain("built and pushed registry.example.com/op:v1\n");
  expect(asked).toEqual(["buildah"]);
  expect(builds).toEqual([
    {
      folder: root,
      file: "Dockerfile.own",
      image: "registry.example.com/op:v1",
      platforms: ["linux/amd64", "linux/arm64"],
      args: { BASE_IMAGE: "node:24" },
      push: true,
    },
  ]);
});

test("$IMG names the image for people without make", async () => {
  const { cli, builds, pushed } = await setUp();
  const env = { IMG: "registry.example.com/op:v2" };
  await cli(["build"], { env });
  expect(builds[0]?.image).toBe(env.IMG);
  expect(await cli(["push"], { env })).toMatchObject({ code: 0, stdout: `pushed ${env.IMG}\n` });
  await cli(["push", "--image", "other:v1"], { env });
  expect(pushed).toEqual([env.IMG, "other:v1"]);
});

test.each([
  [["--image", "No Such Name"], 1, "cannot read image"],
  [["--platform", "windows/amd64"], 2, '--platform has "windows/amd64"'],
  [["--engine", "kaniko"], 2, "kaniko"],
  [["--file", "none"], 1, "there is no none in the project"],
  [["--oci", "a.tar", "--push"], 2, "--oci uses no engine: leave --push out"],
  [["--oci", "a.tar", "--engine", "podman"], 2, "--oci uses no engine: leave --engine out"],
  [["--oci", "a.tar", "--base", "No Name"], 1, "cannot read image"],
  [
    ["--oci", "a.tar", "--base", "amd64=a,arm64=b", "--platform", "amd64"],
    2,
    "--base has one for linux/arm64",
  ],
  [
    ["--oci", "a.tar", "--base", "amd64=a", "--platform", "amd64,arm64"],
    2,
    "--base has none for linux/arm64",
  ],
  [["--oci", "a.tar", "--base", "amd64=a,linux/amd64=b"], 2, "--base has two for linux/amd64"],
  [["--bundle-only", "--sbom", "a.json"], 2, "--bundle-only makes no image: leave --sbom out"],
  [["--bundle-only", "--push"], 2, "--bundle-only makes no image: leave --push out"],
  [["--bundle-only", "--image", "a:b"], 2, "--bundle-only makes no image: leave --image out"],
])("build %j is refused before anything is written", async (options, code, message) => {
  const { root, cli, builds } = await setUp();
  const outcome = await cli(["build", ...options]);
  expect(outcome).toMatchObject({ code, stderr: expect.stringContaining(message) as string });
  expect(builds).toEqual([]);
  expect(existsSync(join(root, "dist"))).toBe(false);
});

test("a mistake in the sources is told with its place, and no image is made", async () => {
  const { root, cli, builds } = await setUp();
  writeFileSync(join(root, "src/main.ts"), 'import { x } from "./nowhere.ts";\nx();\n');
  const { code, stderr } = await cli(["build"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/the operator was not built:\nsrc\/main\.ts:1:19: error: .*nowhere/);
  expect(builds).toEqual([]);
});

test("--oci writes an archive onto a folder, with what it is made of beside it, and the same bytes again", async () => {
  const { root, cli, builds } = await setUp();
  const base = rootfs();
  const argv = [
    "build",
    "--oci",
    "dist/image.tar",
    "--base",
    base,
    "--image",
    "op:v1",
    "--platform",
    "linux/amd64",
  ];
  const first = await cli(argv);
  expect(first.stdout).toMatch(
    /^create dist\/main\.js\ncreate dist\/main\.js\.map\nwrote dist\/image\.tar: op:v1 sha256:[0-9a-f]{64}\ncreate dist\/image\.cdx\.json\n$/,
  );
  expect(first.stderr).toMatch(/^linux\/amd64: 0\.0 MB compressed, Node 24\.11\.0 of directory /m);
  const bytes = readFileSync(join(root, "dist/image.tar"));
  await cli(argv);
  expect(readFileSync(join(root, "dist/image.tar")).equals(bytes)).toBe(true);
  await cli(argv, { env: { SOURCE_DATE_EPOCH: "1700000000" } });
  expect(readFileSync(join(root, "dist/image.tar")).equals(bytes)).toBe(false);
  const sbom = JSON.parse(readFileSync(join(root, "dist/image.cdx.json"), "utf8")) as {
    metadata: { timestamp: string };
    components: { name: string; version?: string }[];
  };
  expect(sbom.metadata.timestamp).toBe("2023-11-14T22:13:20.000Z");
  expect(sbom.components.map(({ name, version }) => `${name} ${version}`)).toEqual([
    `${base} undefined`,
    "node 24.11.0",
    "kubewright 9.8.7",
  ]);
  expect(builds).toEqual([]);
});

test("--oci pulls a base from a registry with docker's credentials, for each platform", async () => {
  const { root, cli } = await setUp();
  const both = memoryIndex([await memoryImage(), await memoryImage({ architecture: "arm64" })]);
  const { host } = await startRegistry({ images: { "team/node:24": both }, access: "password for a token" });
  const folder = temporaryFolder();
  const env = { DOCKER_CONFIG: folder };
  const argv = ["build", "--oci", "image.tar", "--base", `${host}/team/node:24`, "--platform", "amd64,arm64"];
  expect(await cli(argv, { env })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`docker login ${host}`) as string,
  });
  expect(existsSync(join(root, "image.tar"))).toBe(false);
  const auth = Buffer.from(`${user.username}:${user.password}`).toString("base64");
  writeFileSync(join(folder, "config.json"), JSON.stringify({ auths: { [host]: { auth } } }));
  const { code, stderr } = await cli(argv, { env });
  expect(code).toBe(0);
  expect(stderr).toMatch(/^linux\/amd64: .*\nlinux\/arm64: .* Node 24\.11\.0 of image 127\.0\.0\.1/m);
  expect(existsSync(join(root, "image.cdx.json"))).toBe(true);
});

test("--oci takes a base of its own for each platform, in the order of --base", async () => {
  const { root, cli } = await setUp();
  const layout = join(temporaryFolder(), "amd64.tar");
  writeFileSync(layout, await tarOf(layoutFiles(await memoryImage())));
  const base = `arm64=${rootfs(fakeNode("24.11.0", "arm64"))},linux/amd64=${layout}`;
  const { code, stderr } = await cli([
    "build",
    "--oci",
    "image.tar",
    "--base",
    base,
    "--sbom",
    "made-of.json",
  ]);
  expect([code, stderr.match(/^linux\/\w+/gm)]).toEqual([0, ["linux/arm64", "linux/amd64"]]);
  expect(existsSync(join(root, "made-of.json"))).toBe(true);
});

test.each(["yesterday", "-1", "1.5"])("$SOURCE_DATE_EPOCH %j is refused", async (epoch) => {
  const { cli } = await setUp();
  const outcome = await cli(["build", "--bundle-only"], { env: { SOURCE_DATE_EPOCH: epoch } });
  expect(outcome).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("$SOURCE_DATE_EPOCH is") as string,
  });
});
