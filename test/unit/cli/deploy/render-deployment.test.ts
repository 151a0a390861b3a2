import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UserError } from "../../../../src/base/errors.ts";
import { parseImage, renderDeployment } from "../../../../src/cli/deploy/render-deployment.ts";
import { parseYaml } from "../../../../src/kube/yaml.ts";
import { temporaryFolder } from "../../../cli/run-cli.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

test.each([
  ["memcached", { newName: "memcached" }],
  ["memcached:dev", { newName: "memcached", newTag: "dev" }],
  ["localhost:5000/memcached", { newName: "localhost:5000/memcached" }],
  ["localhost:5000/a/b:v1.0.0-rc.1", { newName: "localhost:5000/a/b", newTag: "v1.0.0-rc.1" }],
  [`ghcr.io/a/b@${digest}`, { newName: "ghcr.io/a/b", digest }],
  [`ghcr.io/a/b:v1@${digest}`, { newName: "ghcr.io/a/b", digest }],
])("%s", (image, parts) => {
  expect(parseImage(image)).toEqual(parts);
});

test.each(["", "a b", "a:b:c", ":tag", "a@latest", "a/b:"])("%j is no image", (image) => {
  expect(() => parseImage(image)).toThrow(UserError);
});

test("the image is set in scratch, above the project's own manifests", async () => {
  const root = temporaryFolder();
  const folders: string[] = [];
  const kustomize = async (folder: string) => {
    folders.push(folder);
    return "image: cache:v1\n";
  };
  expect(await renderDeployment({ kustomize }, { root, image: "cache:v1" })).toBe("image: cache:v1\n");
  expect(folders).toEqual([join(root, ".kubewright/deploy")]);
  expect(parseYaml(readFileSync(join(root, ".kubewright/deploy/kustomization.yaml"), "utf8"))).toEqual([
    { resources: ["../../config/default"], images: [{ name: "controller", newName: "cache", newTag: "v1" }] },
  ]);
});

test.each([
  ["cache", "cache:latest"], // kustomize leaves the tag that is there
  [`cache:v1@${digest}`, `cache@${digest}`],
])("%s is found in the manifests as kustomize writes it", async (image, written) => {
  const manifests = `image: ${written}\n`;
  expect(
    await renderDeployment({ kustomize: async () => manifests }, { root: temporaryFolder(), image }),
  ).toBe(manifests);
});

test("an image that reaches no container is not deployed", async () => {
  const kustomize = async () => "image: renamed:latest\n";
  await expect(
    renderDeployment({ kustomize }, { root: temporaryFolder(), image: "cache:v1" }),
  ).rejects.toMatchObject({ code: "IMAGE_NOT_SET" });
});

test("without an image the project's own is left", async () => {
  const root = temporaryFolder();
  expect(await renderDeployment({ kustomize: async (folder) => folder }, { root, image: undefined })).toBe(
    join(root, "config/default"),
  );
});

test("a CRD that was not written yet is something to say", async () => {
  const kustomize = () =>
    Promise.reject(new UserError("COMMAND_FAILED", "no such file: config/crd/bases/a.yaml"));
  await expect(
    renderDeployment({ kustomize }, { root: temporaryFolder(), image: undefined }),
  ).rejects.toMatchObject({
    hint: "A CRD is not written yet: run `kubewright manifests`.",
  });
});
