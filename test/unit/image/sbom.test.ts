import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { bundledPackages } from "../../../src/image/bundled-packages.ts";
import { type Contents, renderSbom } from "../../../src/image/sbom.ts";
import { temporaryFolder } from "../../cli/run-cli.ts";

function folderOf(files: Record<string, unknown>): string {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return root;
}

test("packages are those that inputs come from, each version once, with licence and hash", () => {
  const root = folderOf({
    "package.json": { name: "op", version: "1.0.0" },
    "package-lock.json": {
      packages: {
        "node_modules/a": { integrity: "sha1-AAAA sha512-AQID" },
        "node_modules/b/node_modules/a": { integrity: "sha1-AAAA" },
      },
    },
    "node_modules/a/package.json": { name: "a", version: "1.0.0", license: "MIT" },
    "node_modules/a/esm/package.json": { type: "module" },
    "node_modules/b/package.json": { name: "b", version: "2.0.0", license: { type: "ISC" } },
    "node_modules/b/node_modules/a/package.json": {
      name: "a",
      version: "3.0.0",
      licenses: [{ type: "BSD" }],
    },
    "node_modules/@s/c/package.json": { name: "@s/c", version: "0.1.0-beta+1" },
    "node_modules/unused/package.json": { name: "unused", version: "1.0.0" },
  });
  const inputs = [
    "src/main.ts",
    "node_modules/a/esm/x.js",
    "node_modules/a/y.js",
    "node_modules/b/x.js",
    "node_modules/b/node_modules/a/x.js",
    "node_modules/@s/c/x.js",
  ];
  expect(bundledPackages(inputs, root)).toEqual([
    { name: "@s/c", version: "0.1.0-beta+1" },
    { name: "a", version: "1.0.0", license: "MIT", sha512: "010203" },
    { name: "a", version: "3.0.0", license: "BSD" },
    { name: "b", version: "2.0.0", license: "ISC" },
  ]);
});

test("a package that is linked from elsewhere counts too", () => {
  const root = folderOf({
    "project/package.json": { name: "op", version: "1.0.0" },
    "library/package.json": { name: "lib", version: "4.0.0" },
  });
  expect(bundledPackages(["src/main.ts", "../library/dist/index.js"], join(root, "project"))).toEqual([
    { name: "lib", version: "4.0.0" },
  ]);
});

const contents: Contents = {
  image: "op:v1",
  project: { name: "op", version: "1.0.0" },
  packages: [
    { name: "@s/c", version: "0.1.0-beta+1", license: "(MIT OR Apache-2.0)", sha512: "010203" },
    { name: "a", version: "1.0.0", license: "SEE LICENSE IN x" },
  ],
  base: { name: "node:24", digest: `sha256:${"a".repeat(64)}`, nodeVersion: "24.11.0" },
  toolVersion: "9.9.9",
  epoch: 0,
};

test("the bill of materials names image, base, Node and packages as CycloneDX has them", () => {
  const document = JSON.parse(renderSbom(contents)) as Record<string, unknown>;
  expect(document).toMatchObject({
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    serialNumber: expect.stringMatching(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    ) as string,
    metadata: { timestamp: "1970-01-01T00:00:00.000Z", component: { type: "container", name: "op:v1" } },
    components: [
      { type: "container", name: "node:24", hashes: [{ alg: "SHA-256", content: "a".repeat(64) }] },
      { type: "platform", name: "node", version: "24.11.0", purl: "pkg:generic/node@24.11.0" },
      {
        type: "library",
        group: "@s",
        name: "c",
        version: "0.1.0-beta+1",
        purl: "pkg:npm/%40s/c@0.1.0-beta%2B1",
        licenses: [{ expression: "MIT OR Apache-2.0" }],
        hashes: [{ alg: "SHA-512", content: "010203" }],
      },
      { name: "a", licenses: [{ license: { name: "SEE LICENSE IN x" } }] },
    ],
  });
  const components = document.components as { "bom-ref": string }[];
  const [{ dependsOn }] = document.dependencies as [{ dependsOn: string[] }];
  expect(dependsOn.toSorted()).toEqual(
    [...components.map((component) => component["bom-ref"]), "pkg:npm/op@1.0.0"].sort(),
  );
});

test("the same contents give the same document, which has no time unless one is given; others give another number", () => {
  expect(renderSbom(contents)).toBe(renderSbom(contents));
  const { epoch: _, ...timeless } = contents;
  const document = JSON.parse(renderSbom(timeless)) as { metadata: object; serialNumber: string };
  expect(document.metadata).not.toHaveProperty("timestamp");
  expect(renderSbom({ ...contents, image: "op:v2" })).not.toContain(
    (JSON.parse(renderSbom(contents)) as { serialNumber: string }).serialNumber,
  );
});
