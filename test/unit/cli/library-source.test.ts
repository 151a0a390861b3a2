import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isFromRegistry } from "../../../src/cli/library-source.ts";
import { temporaryFolder } from "../../cli/run-cli.ts";

/** A package folder in node_modules, and what npm wrote about it. */
function installed(entry: object | undefined, name = "node_modules/kubewright"): string {
  const base = temporaryFolder();
  mkdirSync(join(base, name), { recursive: true });
  const packages = entry && { [name]: entry };
  writeFileSync(join(base, "node_modules/.package-lock.json"), JSON.stringify({ packages }));
  return join(base, name);
}

test.each([
  [
    "a tarball of a registry",
    { resolved: "https://registry.example.com/kubewright/-/kubewright-1.0.0.tgz" },
    true,
  ],
  ["one whose address is left out", { version: "1.0.0", integrity: "sha512-abc" }, true],
  [
    "an archive on this machine",
    { resolved: "file:../kubewright-1.0.0.tgz", integrity: "sha512-abc" },
    false,
  ],
  ["a git repository", { resolved: "git+ssh://git@example.com/kubewright.git#abc" }, false],
  ["a linked folder", { resolved: "../kubewright", link: true }, false],
  ["no record of it", undefined, false],
])("%s", (_, entry, answer) => {
  expect(isFromRegistry(installed(entry))).toBe(answer);
});

test("a package in a nested node_modules has its record in the outermost one's name", () => {
  const folder = installed({ integrity: "sha512-abc" }, "node_modules/kubewright");
  expect(isFromRegistry(`${folder}/`)).toBe(true);
});

test("a checkout, and an installation without npm's record", () => {
  expect(isFromRegistry(temporaryFolder())).toBe(false);
  const bare = join(temporaryFolder(), "node_modules/kubewright");
  mkdirSync(bare, { recursive: true });
  expect(isFromRegistry(bare)).toBe(false);
});
