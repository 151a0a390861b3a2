import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createNpm } from "../../../src/cluster/npm.ts";
import { temporaryFolder } from "../../cli/run-cli.ts";

const npm = createNpm({ signal: new AbortController().signal });

test("packs what would be published, the same bytes each time, without running scripts", async () => {
  const folder = temporaryFolder();
  const scripts = { prepack: "node -e \"require('fs').writeFileSync('ran', '')\"" };
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "sample", version: "1.2.3", files: ["lib"], scripts }),
  );
  mkdirSync(join(folder, "lib"));
  writeFileSync(join(folder, "lib/index.js"), "here");
  writeFileSync(join(folder, "secret"), "not published");
  const first = await npm.pack(folder, temporaryFolder());
  const second = await npm.pack(folder, temporaryFolder());
  expect(basename(first)).toBe("sample-1.2.3.tgz");
  expect(readFileSync(first).equals(readFileSync(second))).toBe(true);
  const tar = gunzipSync(readFileSync(first)).toString("latin1");
  expect([tar.includes("package/lib/index.js"), tar.includes("package/secret")]).toEqual([true, false]);
  expect(readdirSync(folder).sort()).toEqual(["lib", "package.json", "secret"]);
});

test("installs, and says what to do when it cannot", async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "sample", dependencies: { missing: "file:./missing.tgz" } }),
  );
  await expect(npm.install(folder)).rejects.toMatchObject({
    code: "COMMAND_FAILED",
    hint: expect.stringContaining("npm install") as string,
  });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "sample" }));
  await npm.install(folder);
  expect(readdirSync(folder)).toContain("package-lock.json");
});
