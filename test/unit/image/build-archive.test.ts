import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { App } from "../../../src/image/assemble-image.ts";
import { openLocalBase } from "../../../src/image/base/open-base.ts";
import { buildArchive } from "../../../src/image/build-archive.ts";
import { digestOf } from "../../../src/image/digest.ts";
import type { ImageConfig, Index, Manifest } from "../../../src/image/oci.ts";
import { openTarFile } from "../../../src/image/tar/tar-file.ts";
import { temporaryFolder } from "../../cli/run-cli.ts";
import {
  type ImageOptions,
  layoutFiles,
  memoryImage,
  memoryIndex,
  rootfs,
  tarOf,
} from "../../helpers/image/bases.ts";
import { fakeNode } from "../../helpers/image/fake-node.ts";

const app: App = {
  files: [
    { path: "app/main.mjs", content: Buffer.from("console.log('here')") },
    { path: "app/main.js.map", content: Buffer.from("{}") },
  ],
  workingDir: "/app",
  env: { NODE_ENV: "production" },
  labels: { "org.opencontainers.image.title": "op" },
};

interface Options {
  readonly platforms?: readonly string[];
  readonly mtime?: number;
  readonly name?: string;
  readonly app?: App;
}

/** Builds onto a base on this machine. */
async function build(base: string, options: Options = {}) {
  const file = join(temporaryFolder(), "out/image.tar");
  const built = await buildArchive(file, {
    name: "controller:v1",
    platforms: ["linux/amd64"],
    app,
    args: ["/app/main.mjs"],
    mtime: 0,
    openBase: (platform, rest) => openLocalBase(base, { ...rest, platform }),
    ...options,
  });
  return { file, built, bytes: readFileSync(file) };
}

/** Every document of an archive, and the entries of the layers of its first image. */
async function open(file: string) {
  const archive = await openTarFile(file, "archive");
  const json = async <T>(path: string) => JSON.parse((await archive.read(path)).toString()) as T;
  const blob = <T>(digest: string) => json<T>(`blobs/sha256/${digest.slice(7)}`);
  const index = await json<Index>("index.json");
  const rootDigest = index.manifests[0]?.digest ?? "";
  const root = await blob<Index & Manifest>(rootDigest);
  const manifest = root.manifests ? await blob<Manifest>(root.manifests[0]?.digest ?? "") : root;
  const config = await blob<ImageConfig>(manifest.config.digest);
  const table = await json<{ Config: string; RepoTags: string[]; Layers: string[] }[]>("manifest.json");
  const blobs = readdirBlobs(file);
  await archive.close();
  return { index, root, manifest, config, table, blobs };
}

/** Unpacks it with tar, checks that each blob is named by its hash, and lists them. */
function readdirBlobs(file: string): string[] {
  const folder = temporaryFolder();
  execFileSync("tar", ["--extract", "--file", file, "--directory", folder]);
  const names = readdirSync(join(folder, "blobs/sha256")).sort();
  for (const name of names)
    expect(digestOf(readFileSync(join(folder, "blobs/sha256", name)))).toBe(`sha256:${name}`);
  return names;
}

async function archiveOf(files: Record<string, string | Uint8Array>, compress = false): Promise<string> {
  const file = join(temporaryFolder(), "base.tar");
  const tar = await tarOf(files);
  writeFileSync(file, compress ? gzipSync(tar) : tar);
  return file;
}

/** An archive of `docker save`: plain layers under names of their own. */
async function dockerArchive(options: ImageOptions = {}): Promise<string> {
  const { architecture = "amd64", config = {} } = options;
  const layers = options.layers ?? [await tarOf({ "usr/local/bin/node": fakeNode() })];
  const document = {
    architecture,
    os: "linux",
    config,
    rootfs: { type: "layers", diff_ids: options.diffIds ?? layers.map((layer) => digestOf(layer)) },
  };
  const names = layers.map((_, index) => `layer${index}/layer.tar`);
  return archiveOf({
    "config.json": JSON.stringify(document),
    ...Object.fromEntries(layers.map((layer, index) => [names[index], layer])),
    "manifest.json": JSON.stringify([{ Config: "config.json", RepoTags: ["a:b"], Layers: names }]),
  });
}

test("a folder with a root file system becomes an image that starts its Node with the bundle, as nobody", async () => {
  const { file, built } = await build(rootfs());
  const { index, manifest, config, table, blobs } = await open(file);
  expect(config).toMatchObject({
    created: "1970-01-01T00:00:00.000Z",
    os: "linux",
    architecture: "amd64",
    config: {
      User: "65532:65532",
      WorkingDir: "/app",
      Entrypoint: ["/usr/local/bin/node", "/app/main.mjs"],
      Labels: { "org.opencontainers.image.title": "op" },
    },
  });
  expect(config.config?.Env).toContain("NODE_ENV=production");
  expect(built.images[0]?.node.version).toBe("24.11.0");
  expect(index.manifests[0]?.annotations).toEqual({
    "io.containerd.image.name": "docker.io/library/controller:v1",
    "org.opencontainers.image.ref.name": "v1",
  });
  expect(index.manifests[0]?.digest).toBe(built.digest);
  expect(table).toEqual([
    {
      Config: `blobs/sha256/${manifest.config.digest.slice(7)}`,
      RepoTags: ["controller:v1"],
      Layers: manifest.layers.map(({ digest }) => `blobs/sha256/${digest.slice(7)}`),
    },
  ]);
  expect(blobs).toHaveLength(4);
});

test("every layer has its entry in the history, also where the base has none or too many", async () => {
  const many = Array.from({ length: 3 }, () => ({ created_by: "x" }));
  const fitting = [{ created_by: "node" }, { created_by: "env", empty_layer: true }];
  const comments = async (history: ImageConfig["history"]) => {
    const base = await archiveOf(layoutFiles(await memoryImage(history ? { history } : {})));
    return (await open((await build(base)).file)).config.history?.map(
      (entry) => entry.created_by ?? entry.comment,
    );
  };
  expect(await comments(undefined)).toEqual(["of the base", "kubewright build"]);
  expect(await comments(many)).toEqual(["of the base", "kubewright build"]);
  expect(await comments(fitting)).toEqual(["node", "env", "kubewright build"]);
});

test("nulls in a configuration, as docker writes them, are as good as nothing", async () => {
  const config = JSON.parse(
    '{"Env":null,"Entrypoint":null,"Cmd":null,"Labels":null,"Volumes":null}',
  ) as ImageOptions["config"];
  const { file } = await build(await dockerArchive({ ...(config ? { config } : {}) }));
  expect((await open(file)).config.config).toEqual({
    User: "65532:65532",
    Env: ["NODE_ENV=production"],
    Entrypoint: ["/usr/local/bin/node", "/app/main.mjs"],
    WorkingDir: "/app",
    Labels: { "org.opencontainers.image.title": "op" },
  });
  for (const wrong of ['{"Env":"A=b"}', '{"Entrypoint":[1]}', "[]"]) {
    const settings = JSON.parse(wrong) as NonNullable<ImageOptions["config"]>;
    await expect(build(await dockerArchive({ config: settings }))).rejects.toMatchObject(
      refused("BASE_INVALID", "its configuration has"),
    );
  }
});

test("files of a folder are root's, have their modes and one time", async () => {
  const { file } = await build(rootfs(), { mtime: 1_700_000_000 });
  const { manifest } = await open(file);
  const folder = temporaryFolder();
  execFileSync("tar", ["--extract", "--file", file, "--directory", folder]);
  const layer = join(folder, "blobs/sha256", manifest.layers[0]?.digest.slice(7) ?? "");
  const listed = execFileSync("tar", ["--list", "--verbose", "--gzip", "--file", layer], {
    encoding: "utf8",
    env: { TZ: "UTC", PATH: process.env.PATH },
  });
  expect(listed).toMatch(/^drwxrwxrwt 0\/0 +0 2023-11-14 22:13 tmp\/$/m);
  expect(listed).toMatch(/^-rwxr-xr-x 0\/0 +1100000 2023-11-14 22:13 usr\/lib\/node\/node$/m);
  expect(listed).toMatch(/ usr\/local\/bin\/node -> \.\.\/\.\.\/lib\/node\/node$/m);
});

test("the same input gives the same bytes: elsewhere, at another time, whatever the order and the owner of its files", async () => {
  const name = fc.stringMatching(/^[a-zA-Zä][\w.-]{0,8}$/);
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `data/${parts.join("/x-")}`);
  const files = fc.uniqueArray(fc.tuple(path, fc.string(), fc.constantFrom(0o644, 0o755)), {
    selector: ([at]) => at,
    maxLength: 6,
  });
  const write = (entries: [string, string, number][], time: number) => {
    const root = rootfs();
    for (const [at, text, mode] of entries) {
      mkdirSync(dirname(join(root, at)), { recursive: true, mode: 0o755 });
      if (existsSync(join(root, at))) continue;
      writeFileSync(join(root, at), text);
      chmodSync(join(root, at), mode);
      utimesSync(join(root, at), time, time);
    }
    return root;
  };
  await fc.assert(
    fc.asyncProperty(files, fc.string(), async (entries, code) => {
      const own = { app: { ...app, files: [{ path: "app/main.mjs", content: Buffer.from(code) }] } };
      const first = await build(write(entries, 1_000), own);
      const second = await build(write([...entries].reverse(), 2_000_000), own);
      expect(second.built.digest).toBe(first.built.digest);
      expect(second.bytes.equals(first.bytes)).toBe(true);
      const other = await build(write(entries, 1_000), {
        app: { ...app, files: [{ path: "app/main.mjs", content: Buffer.from(`${code} `) }] },
      });
      expect(other.built.digest).not.toBe(first.built.digest);
    }),
    { numRuns: 6 },
  );
});

test("layers of a base in a layout stay what they are; what it says of itself stays but for how it starts", async () => {
  const image = await memoryImage({
    config: {
      Env: ["PATH=/nodejs/bin:/bin", "NODE_ENV=test", "SSL_CERT_FILE=/certs"],
      Entrypoint: ["/nodejs/bin/node"],
      Cmd: ["-"],
      User: "0",
      Labels: { a: "b" },
      StopSignal: "SIGINT",
    },
  });
  const { file, built } = await build(await archiveOf(layoutFiles(image)));
  const { manifest, config } = await open(file);
  expect(image.blobs.has(manifest.layers[0]?.digest ?? "")).toBe(true);
  expect(manifest.annotations).toEqual({ "org.opencontainers.image.base.digest": image.root.digest });
  expect(config.config).toEqual({
    User: "65532:65532",
    Env: ["PATH=/nodejs/bin:/bin", "SSL_CERT_FILE=/certs", "NODE_ENV=production"],
    Entrypoint: ["/nodejs/bin/node", "/app/main.mjs"],
    WorkingDir: "/app",
    Labels: { a: "b", "org.opencontainers.image.title": "op" },
    StopSignal: "SIGINT",
  });
  expect(config.rootfs.diff_ids).toHaveLength(2);
  expect(built.images[0]?.base.digest).toBe(image.root.digest);
});

test("archive, compressed archive and folder of a layout are one base", async () => {
  const files = layoutFiles(await memoryImage());
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const digests = [];
  for (const base of [await archiveOf(files), await archiveOf(files, true), folder])
    digests.push((await build(base)).built.digest);
  expect(new Set(digests).size).toBe(1);
});

test("several platforms lie under one index, each with its own base; docker's table has the first", async () => {
  const both = await archiveOf(
    layoutFiles(memoryIndex([await memoryImage(), await memoryImage({ architecture: "arm64" })])),
  );
  const { file, built } = await build(both, { platforms: ["linux/arm64", "linux/amd64"] });
  const { root, config, table } = await open(file);
  expect(root.manifests.map(({ platform }) => platform)).toEqual([
    { os: "linux", architecture: "arm64" },
    { os: "linux", architecture: "amd64" },
  ]);
  expect(config.architecture).toBe("arm64");
  expect(table).toHaveLength(1);
  expect(built.images.map(({ platform }) => platform)).toEqual(["linux/arm64", "linux/amd64"]);
  expect((await build(file)).built.images[0]?.node.path).toBe("/nodejs/bin/node"); // what we write, we read
});

test("archives of docker save do, and are compressed the same way each time", async () => {
  const base = await dockerArchive();
  const { built, bytes } = await build(base);
  expect(built.images[0]?.node).toEqual({ path: "/usr/local/bin/node", version: "24.11.0" });
  expect((await build(base)).bytes.equals(bytes)).toBe(true);
});

test("a Node that a higher layer takes away is not there any more", async () => {
  const node = await tarOf({ "nodejs/bin/node": fakeNode() });
  await expect(
    build(await dockerArchive({ layers: [node, await tarOf({ "nodejs/.wh.bin": "" })] })),
  ).rejects.toMatchObject({
    code: "BASE_WITHOUT_NODE",
    message: expect.stringMatching(/^cannot use archive .*: it has no node in \/nodejs\/bin, /) as string,
  });
});

const refused = (code: string, text: string) => ({ code, message: expect.stringContaining(text) as string });

test.each([
  [
    "for another processor",
    fakeNode("24.11.0", "arm64"),
    "PLATFORM_NOT_FOUND",
    "its /usr/local/bin/node is for arm64",
  ],
  ["too old", fakeNode("18.20.4"), "NODE_TOO_OLD", "its Node is 18.20.4, expected 20.19 or newer"],
])("a folder with a Node that is %s is refused", async (_, node, code, text) => {
  await expect(build(rootfs(node))).rejects.toMatchObject(refused(code, text));
});

test("a folder's files that cannot be in a layer are refused by name", async () => {
  const whiteout = rootfs();
  writeFileSync(join(whiteout, "etc/.wh.passwd"), "");
  await expect(build(whiteout)).rejects.toMatchObject(
    refused("BASE_INVALID", '"etc/.wh.passwd" has the name of a whiteout'),
  );
  const pipe = rootfs();
  execFileSync("mkfifo", [join(pipe, "etc/pipe")]);
  await expect(build(pipe)).rejects.toMatchObject(refused("BASE_INVALID", '"etc/pipe" is neither'));
  await expect(build("./nowhere")).rejects.toMatchObject(refused("BASE_NOT_FOUND", "./nowhere"));
});

test("a layer that leads out of itself, by an entry or a hard link, is refused", async () => {
  const outside = await tarOf({ "../../etc/cron.d/job": "x" });
  await expect(build(await dockerArchive({ layers: [outside] }))).rejects.toMatchObject(
    refused("ARCHIVE_INVALID", 'it has an entry "../../etc/cron.d/job", which leads out of it'),
  );
  const image = await memoryImage({ layers: [await tarOf({ "a/../../b": "x" })] });
  await expect(build(await archiveOf(layoutFiles(image)))).rejects.toMatchObject(
    refused("ARCHIVE_INVALID", "layer 1 of archive"),
  );
});

test("layers that are not what the configuration says are refused", async () => {
  const wrong = [digestOf("other")];
  await expect(build(await dockerArchive({ diffIds: wrong }))).rejects.toMatchObject(
    refused("DIGEST_MISMATCH", "has the diff_id"),
  );
  await expect(
    build(await archiveOf(layoutFiles(await memoryImage({ diffIds: wrong })))),
  ).rejects.toMatchObject(refused("DIGEST_MISMATCH", "the configuration says"));
  await expect(build(await dockerArchive({ diffIds: [] }))).rejects.toMatchObject(
    refused("BASE_INVALID", "its configuration has 0 layers, its manifest 1"),
  );
});

test("archives with something missing, changed or hostile are refused with what is wrong", async () => {
  const image = await memoryImage();
  const files = layoutFiles(image);
  const blob = `blobs/sha256/${image.root.digest.slice(7)}`;
  const { [blob]: _, ...without } = files;
  const index = (descriptor: object) => ({
    ...files,
    "index.json": JSON.stringify({ schemaVersion: 2, manifests: [descriptor] }),
  });
  const cases: [Record<string, string | Uint8Array>, string, string][] = [
    [without, "ARCHIVE_INVALID", "it has no file"],
    [{ ...files, [blob]: "{}" }, "DIGEST_MISMATCH", "has the digest"],
    [
      index({ ...image.root, digest: "sha256:../../../etc/passwd" }),
      "BASE_INVALID",
      "no manifests with a mediaType, digest and size",
    ],
    [
      index({ ...image.root, digest: "md5:d41d8cd98f00b204e9800998ecf8427e" }),
      "BASE_INVALID",
      "no manifests",
    ],
    [index({ ...image.root, size: -1 }), "BASE_INVALID", "no manifests"],
    [{ ...files, "index.json": "[]" }, "BASE_INVALID", "a manifest is not a JSON object"],
    [{ ...files, "index.json": '{"schemaVersion":1}' }, "BASE_INVALID", "schemaVersion 1: expected 2"],
    [{ "hello.txt": "x" }, "BASE_INVALID", "neither an index.json"],
    [{ "manifest.json": "[]" }, "BASE_INVALID", "lists no image"],
    [{ "manifest.json": '[{"Config":1}]' }, "BASE_INVALID", "no Config and Layers"],
    [
      { "manifest.json": '[{"Config":"../../etc/passwd","Layers":[]}]' },
      "ARCHIVE_INVALID",
      "leads out of it",
    ],
    [
      { "manifest.json": '[{"Config":"none.json","Layers":[]}]' },
      "ARCHIVE_INVALID",
      'it has no file "none.json"',
    ],
  ];
  for (const [content, code, text] of cases)
    await expect(build(await archiveOf(content)), text).rejects.toMatchObject(refused(code, text));
  const foreign = await memoryImage({
    layerType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
  });
  await expect(build(await archiveOf(layoutFiles(foreign)))).rejects.toMatchObject(
    refused("BASE_INVALID", "a layer of type"),
  );
});

test("what is no archive, and a compressed one that is cut off, are refused", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "page.html"), "<html>".repeat(200));
  await expect(build(join(folder, "page.html"))).rejects.toMatchObject(
    refused("ARCHIVE_INVALID", "no tar header at byte 0"),
  );
  const whole = readFileSync(await archiveOf(layoutFiles(await memoryImage()), true));
  writeFileSync(join(folder, "cut.tar.gz"), whole.subarray(0, whole.length / 2));
  await expect(build(join(folder, "cut.tar.gz"))).rejects.toMatchObject(
    refused("ARCHIVE_INVALID", "unexpected end of file"),
  );
});

test("a build that fails leaves the archive of the last one, and nothing else", async () => {
  const { file, bytes } = await build(rootfs());
  const folder = temporaryFolder();
  cpSync(file, join(folder, "image.tar"));
  const openBase = () => Promise.reject(new Error("no base"));
  await expect(
    buildArchive(join(folder, "image.tar"), {
      name: "a",
      platforms: ["linux/amd64"],
      app,
      args: [],
      mtime: 0,
      openBase,
    }),
  ).rejects.toThrow("no base");
  expect(readFileSync(join(folder, "image.tar")).equals(bytes)).toBe(true);
  expect(readdirSync(folder)).toEqual(["image.tar"]);
});

test.each([
  ["controller", "docker.io/library/controller:latest", "controller:latest"],
  ["team/op:v1", "docker.io/team/op:v1", "team/op:v1"],
  ["localhost:5000/op", "localhost:5000/op:latest", "localhost:5000/op:latest"],
  ["registry.example.com/team/op:v1", "registry.example.com/team/op:v1", "registry.example.com/team/op:v1"],
])("what loads the archive calls it %s as users do", async (name, full, tagged) => {
  const { index, table } = await open((await build(rootfs(), { name })).file);
  expect(index.manifests[0]?.annotations?.["io.containerd.image.name"]).toBe(full);
  expect(table[0]?.RepoTags).toEqual([tagged]);
});
