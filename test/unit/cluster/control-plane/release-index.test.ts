import { expect, test } from "vitest";
import { findArchive } from "../../../../src/cluster/control-plane/release-index.ts";

const hash = (character: string) => character.repeat(128);
const archive = (
  version: string,
  platform: string,
  sum: string,
) => `    envtest-v${version}-${platform}.tar.gz:
      hash: ${sum}
      selfLink: https://example.com/envtest-v${version}-${platform}.tar.gz
`;
const index = `releases:
  v1.36.2:
${archive("1.36.2", "linux-amd64", hash("a"))}${archive("1.36.2", "darwin-arm64", hash("b"))}  v1.36.10:
${archive("1.36.10", "linux-amd64", hash("c"))}  v1.36.11-rc.0:
${archive("1.36.11-rc.0", "linux-amd64", hash("d"))}  v1.3.0:
${archive("1.3.0", "linux-amd64", hash("e"))}`;

test("the very version is taken where it is listed", () => {
  expect(findArchive(index, { version: "1.36.2", platform: "darwin-arm64" })).toEqual({
    version: "1.36.2",
    url: "https://example.com/envtest-v1.36.2-darwin-arm64.tar.gz",
    hash: hash("b"),
  });
});

test("else the newest patch of the minor by number; release candidates are not taken unasked", () => {
  expect(findArchive(index, { version: "1.36.3", platform: "linux-amd64" })).toMatchObject({
    version: "1.36.10",
    hash: hash("c"),
  });
});

test("1.3 is not a beginning of 1.36, nor is another platform near enough", () => {
  expect(findArchive(index, { version: "1.3.5", platform: "linux-amd64" })?.version).toBe("1.3.0");
  expect(findArchive(index, { version: "1.36.2", platform: "windows-amd64" })).toBeUndefined();
});

test("an archive without a whole SHA-512 is not offered, since it could not be checked", () => {
  expect(
    findArchive(index.replace(hash("a"), "abc"), { version: "1.36.2", platform: "linux-amd64" })?.version,
  ).toBe("1.36.10");
});

test("an index in another form offers nothing rather than something wrong", () => {
  expect(
    findArchive("<html>moved: here</html>", { version: "1.36.2", platform: "linux-amd64" }),
  ).toBeUndefined();
});
