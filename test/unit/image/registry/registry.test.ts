import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readImage } from "../../../../src/image/base/read-image.ts";
import { createBlobStore } from "../../../../src/image/blob-store.ts";
import { type Credentials, findCredentials } from "../../../../src/image/registry/credentials.ts";
import { parseReference } from "../../../../src/image/registry/reference.ts";
import { registryImage } from "../../../../src/image/registry/registry.ts";
import { temporaryFolder } from "../../../cli/run-cli.ts";
import { memoryImage, memoryIndex } from "../../../helpers/image/bases.ts";
import { type RegistrySettings, startRegistry, user } from "../../../helpers/image/registry.ts";

async function pull(
  name: string,
  options: { platform?: string; who?: Credentials; signal?: AbortSignal } = {},
) {
  const { platform = "linux/amd64", who, signal = new AbortController().signal } = options;
  const source = registryImage(parseReference(name), {
    name: `image ${name}`,
    credentials: async () => who,
    signal,
  });
  return readImage(source, { platform, store: createBlobStore(temporaryFolder()) });
}

async function setUp(settings: Partial<RegistrySettings> = {}) {
  const amd64 = await memoryImage();
  const arm64 = await memoryImage({ architecture: "arm64" });
  const both = memoryIndex([amd64, arm64]);
  const { host, requests } = await startRegistry({
    images: { "team/node:24": both, "team/node:one": arm64 },
    ...settings,
  });
  return { amd64, arm64, both, host, requests, name: `${host}/team/node:24` };
}

test("the image of the platform is pulled, by tag and by digest", async () => {
  const { name, host, amd64, arm64, both } = await setUp();
  const found = await pull(name);
  expect(found).toMatchObject({ digest: amd64.root.digest, config: { architecture: "amd64" } });
  expect(found.layers).toHaveLength(1);
  expect((await pull(name, { platform: "linux/arm64" })).digest).toBe(arm64.root.digest);
  expect((await pull(`${host}/team/node@${both.root.digest}`)).digest).toBe(amd64.root.digest);
  expect((await pull(`${host}/team/node:24@${amd64.root.digest}`)).digest).toBe(amd64.root.digest);
});

test("a platform that it is not for is refused, with those that it is for", async () => {
  const { name, host } = await setUp();
  await expect(pull(name, { platform: "linux/s390x" })).rejects.toMatchObject({
    code: "PLATFORM_NOT_FOUND",
    message: `cannot use image ${name} for linux/s390x: it is for linux/amd64, linux/arm64`,
  });
  await expect(pull(`${host}/team/node:one`)).rejects.toMatchObject({
    code: "PLATFORM_NOT_FOUND",
    hint: "Give --platform linux/arm64, or a base for linux/amd64.",
  });
});

test.each([
  ["anonymous token", undefined],
  ["password", user],
  ["password for a token", user],
  ["identity token", { identityToken: "idtoken" }],
] as const)("a registry that wants %s gets it, once", async (access, who) => {
  const { name, requests } = await setUp({ access });
  await pull(name, who ? { who } : {});
  expect(requests.filter((line) => line.startsWith("GET /v2/") && line.endsWith(" -"))).toHaveLength(1);
});

test("the token is asked for the scope and service that the registry names", async () => {
  const { name, requests } = await setUp({ access: "anonymous token" });
  await pull(name);
  expect(requests[1]).toBe("GET /token?service=here&scope=repository%3Ateam%2Fnode%3Apull -");
});

test.each([
  ["password", undefined],
  ["password", { username: "jane", password: "wrong" }],
  ["password for a token", undefined],
  ["identity token", { identityToken: "old" }],
  ["nobody", user],
] as const)(
  "a registry that wants %s and gets something else: the hint says how to log in",
  async (access, who) => {
    const { name, host } = await setUp({ access });
    await expect(pull(name, who ? { who } : {})).rejects.toMatchObject({
      code: "REGISTRY_DENIED",
      hint: `Check the name, and log in: docker login ${host}`,
    });
  },
);

test("blobs may lie elsewhere, where our credentials do not go", async () => {
  const image = await memoryImage();
  const elsewhere = await startRegistry({ images: { "team/node:24": image } });
  const { name } = await setUp({
    access: "password",
    images: { "team/node:24": image },
    instead: (request, response) => {
      if (!request.url?.includes("/blobs/") || request.headers.authorization === undefined) return false;
      response.writeHead(307, { location: `http://${elsewhere.host}${request.url}` }).end();
      return true;
    },
  });
  expect((await pull(name, { who: user })).digest).toBe(image.root.digest);
  expect(elsewhere.requests).toHaveLength(2);
  expect(elsewhere.requests.every((line) => line.endsWith(" -"))).toBe(true);
});

test.each([
  ["http://example.com/blob", "it sends us to http://example.com, which is not https"],
  ["file:///etc/passwd", "which is not https"],
  ["", "elsewhere more than 5 times"],
])("a registry that sends us to %j is not followed", async (location, message) => {
  const { name } = await setUp({
    instead: (request, response) => {
      response.writeHead(302, { location: location || (request.url ?? "") }).end();
      return true;
    },
  });
  await expect(pull(name)).rejects.toMatchObject({
    code: "REGISTRY_FAILED",
    message: expect.stringContaining(message) as string,
  });
});

test.each(["http://example.com/token", "nonsense", ""])("a token is not asked for at %j", async (realm) => {
  const { name } = await setUp({
    instead: (_, response) => {
      response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}"` }).end();
      return true;
    },
  });
  await expect(pull(name, { who: user })).rejects.toMatchObject({
    code: "REGISTRY_FAILED",
    message: expect.stringContaining("expected an https address") as string,
  });
});

test("what a registry sends is checked: another manifest, another blob, fewer bytes, more bytes", async () => {
  const { amd64, both } = await setUp();
  const layer = [...amd64.blobs.keys()][1] ?? "";
  const wrong = async (digest: string, bytes: Buffer) => {
    const blobs = new Map(both.blobs).set(digest, bytes);
    const { host } = await startRegistry({ images: { "team/node:24": { ...both, blobs } } });
    return pull(`${host}/team/node:24`);
  };
  const bytes = both.blobs.get(layer) ?? Buffer.alloc(0);
  const changed = Buffer.from(bytes);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  const code = "DIGEST_MISMATCH";
  await expect(wrong(amd64.root.digest, Buffer.from("{}"))).rejects.toMatchObject({ code });
  await expect(wrong(layer, changed)).rejects.toMatchObject({
    code,
    message: expect.stringContaining("has the digest") as string,
  });
  await expect(wrong(layer, bytes.subarray(1))).rejects.toMatchObject({
    code,
    message: expect.stringContaining(`has ${bytes.length - 1} of ${bytes.length} bytes`) as string,
  });
  await expect(wrong(layer, Buffer.concat([bytes, bytes]))).rejects.toMatchObject({
    code,
    message: expect.stringContaining("more than the") as string,
  });
});

test("a registry that does not answer, lacks the image or breaks is told apart", async () => {
  const { host } = await setUp();
  await expect(pull(`${host}/team/none:1`)).rejects.toMatchObject({
    message: expect.stringContaining("it is not there (404)") as string,
  });
  const failing = await setUp({ instead: (_, response) => (response.writeHead(500).end(), true) });
  await expect(pull(failing.name)).rejects.toMatchObject({
    message: expect.stringContaining("the registry answers 500 to http://") as string,
  });
  await expect(pull("127.0.0.1:1/a/b")).rejects.toMatchObject({
    code: "REGISTRY_FAILED",
    message: expect.stringContaining("127.0.0.1:1 does not answer") as string,
  });
  const broken = await setUp({
    instead: (request, response) => {
      if (!request.url?.includes("/blobs/")) return false;
      response.writeHead(200, { "content-length": "1000" });
      response.write("some", () => response.destroy());
      return true;
    },
  });
  await expect(pull(broken.name)).rejects.toMatchObject({
    message: expect.stringContaining("the connection broke") as string,
  });
});

test("an abort ends a pull with its reason", async () => {
  const controller = new AbortController();
  const { name } = await setUp({ instead: () => (controller.abort(new Error("enough")), true) });
  await expect(pull(name, { signal: controller.signal })).rejects.toThrow("enough");
});

test.each([
  ["node", "docker.io", "library/node", "latest"],
  ["team/node:24", "docker.io", "team/node", "24"],
  ["docker.io/node", "docker.io", "library/node", "latest"],
  ["registry.example.com/a/b/c:v1.2-x_y", "registry.example.com", "a/b/c", "v1.2-x_y"],
  ["localhost/node", "localhost", "node", "latest"],
  ["localhost:5000/node:24", "localhost:5000", "node", "24"],
  ["[::1]:5000/node", "[::1]:5000", "node", "latest"],
])("%s is read as docker reads it", (name, host, repository, tag) => {
  expect(parseReference(name)).toEqual({ host, repository, tag });
});

test.each([
  "",
  "Node",
  "a/../b",
  "a//b",
  "a:b:c",
  "a@sha256:12",
  "a@md5:d41d8cd98f00b204e9800998ecf8427e",
  "https://a/b",
  "a b",
  "-a",
  "a/",
])("%j is no name of an image", (name) => {
  expect(() => parseReference(name)).toThrowError(expect.objectContaining({ code: "IMAGE_INVALID" }));
});

const base64 = (text: string) => Buffer.from(text).toString("base64");

test.each([
  ["registry.example.com", { auths: { "registry.example.com": { auth: base64("jane:se:cret") } } }, user],
  [
    "registry.example.com",
    { auths: { "https://registry.example.com/v2/": { auth: base64("jane:se:cret") } } },
    user,
  ],
  ["docker.io", { auths: { "https://index.docker.io/v1/": { auth: base64("jane:se:cret") } } }, user],
  ["a.b", { auths: { "a.b": { username: "jane", password: "se:cret" } } }, user],
  ["a.b", { auths: { "a.b": { identitytoken: "id", auth: "" } } }, { identityToken: "id" }],
  ["a.b", { auths: { "other.b": { auth: base64("jane:x") } } }, undefined],
  ["a.b", { auths: { "a.b": {} } }, undefined],
  ["a.b", { credHelpers: { "a.b": "pass" } }, { username: "pass", password: "a.b" }],
  ["a.b", { credsStore: "desktop", auths: { "a.b": {} } }, { username: "desktop", password: "a.b" }],
  ["a.b", { credsStore: "empty", auths: { "a.b": { auth: base64("jane:se:cret") } } }, user],
  ["docker.io", { credsStore: "desktop" }, { username: "desktop", password: "https://index.docker.io/v1/" }],
])("credentials for %s from %j", async (host, configuration, expected) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "config.json"), JSON.stringify(configuration));
  const askHelper = async (helper: string, server: string) =>
    helper === "empty" ? undefined : { username: helper, password: server };
  expect(await findCredentials(host, { folder, askHelper })).toEqual(expected);
});

test("without docker's configuration nobody in particular asks; a broken one is told of", async () => {
  const folder = temporaryFolder();
  const askHelper = async () => undefined;
  expect(await findCredentials("a.b", { folder: join(folder, "none"), askHelper })).toBeUndefined();
  mkdirSync(join(folder, "broken"));
  writeFileSync(join(folder, "broken/config.json"), "{");
  await expect(findCredentials("a.b", { folder: join(folder, "broken"), askHelper })).rejects.toMatchObject({
    code: "DOCKER_CONFIG_INVALID",
  });
});
