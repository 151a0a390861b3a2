import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { silentLogger } from "../../../../src/base/logger.ts";
import { downloadControlPlane } from "../../../../src/cluster/control-plane/download.ts";
import { createArchive, serveArchive } from "./archive-server.ts";
import { temporaryFolder } from "./folders.ts";

const signal = new AbortController().signal;
const wanted = { version: "1.36.3", logger: silentLogger, signal };

test("the programs of a right archive end up in the folder, and nothing else", async () => {
  const folder = temporaryFolder();
  const { indexUrl } = await serveArchive({ version: "1.36.3", archive: createArchive() });
  expect(await downloadControlPlane(folder, { ...wanted, indexUrl })).toBe("1.36.3");
  expect(readdirSync(folder).sort()).toEqual(["etcd", "kube-apiserver", "kubectl"]);
});

test("another patch of the minor is taken and told", async () => {
  const { indexUrl } = await serveArchive({ version: "1.36.1", archive: createArchive() });
  expect(await downloadControlPlane(temporaryFolder(), { ...wanted, indexUrl })).toBe("1.36.1");
});

test("an archive that is not what the index promises is not unpacked", async () => {
  const folder = temporaryFolder();
  const archive = createArchive();
  const { indexUrl } = await serveArchive({
    version: "1.36.3",
    archive,
    sent: Buffer.concat([archive, Buffer.from("x")]),
  });
  await expect(downloadControlPlane(folder, { ...wanted, indexUrl })).rejects.toMatchObject({
    code: "CONTROL_PLANE_CHECKSUM",
    message: expect.stringContaining("the index promises") as string,
  });
  expect(readdirSync(folder)).toEqual(["archive.tar.gz"]);
});

test.each([
  ["broken off", "broke off"],
  [404, "answered 404"],
] as const)("a download that is %s is a failed download", async (sent, message) => {
  const { indexUrl } = await serveArchive({ version: "1.36.3", archive: createArchive(), sent });
  await expect(downloadControlPlane(temporaryFolder(), { ...wanted, indexUrl })).rejects.toMatchObject({
    code: "CONTROL_PLANE_DOWNLOAD",
    message: expect.stringContaining(message) as string,
  });
});

test("a version that the index lacks says so, and which platform was looked for", async () => {
  const { indexUrl } = await serveArchive({ version: "1.35.0", archive: createArchive() });
  await expect(downloadControlPlane(temporaryFolder(), { ...wanted, indexUrl })).rejects.toThrow(
    /lists no control plane 1\.36\.3 for \w+-\w+/,
  );
});

test("without a network it says what it wanted to reach, and nothing was asked for", async () => {
  const fetch = () =>
    Promise.reject(new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND example.com") }));
  const download = downloadControlPlane(temporaryFolder(), {
    ...wanted,
    indexUrl: "https://example.com/index.yaml",
    fetch,
  });
  await expect(download).rejects.toMatchObject({
    code: "CONTROL_PLANE_DOWNLOAD",
    message: "cannot reach https://example.com/index.yaml: getaddrinfo ENOTFOUND example.com",
  });
});

test("Ctrl-C is not a network error", async () => {
  const controller = new AbortController();
  const fetch = () => {
    controller.abort(new Error("interrupted"));
    return Promise.reject(new TypeError("fetch failed"));
  };
  const download = downloadControlPlane(temporaryFolder(), { ...wanted, signal: controller.signal, fetch });
  await expect(download).rejects.toThrow("interrupted");
});
