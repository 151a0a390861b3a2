import { expect, test } from "vitest";
import {
  applyLayer,
  type ImageFile,
  type LayerChanges,
  noteEntry,
  resolveFile,
} from "../../../src/image/base/file-tree.ts";

/** The files after these layers, each a list of paths: `dir/`, `file`, `link -> target`, `hard => target`. */
function filesOf(...layers: string[][]): Map<string, ImageFile> {
  const files = new Map<string, ImageFile>();
  for (const layer of layers) {
    const changes: LayerChanges = { files: new Map(), removed: new Set(), opaque: new Set() };
    for (const line of layer) {
      const [, path = line, arrow, target = ""] = /^(.*) (->|=>) (.*)$/.exec(line) ?? [];
      const type =
        arrow === "->" ? "symlink" : arrow === "=>" ? "hardlink" : path.endsWith("/") ? "directory" : "file";
      noteEntry(changes, { path: path.replace(/\/$/, ""), file: { type, target }, name: "layer 2" });
    }
    applyLayer(files, changes);
  }
  return files;
}

test.each([
  ["a file", [["a/", "a/b", "a/c"], ["a/.wh.b"]], ["a", "a/c"]],
  ["a folder with all in it", [["a/", "a/b", "a/c/", "a/c/d", "ab"], [".wh.a"]], ["ab"]],
  [
    "all in a folder that the layer fills anew",
    [
      ["a/", "a/b", "a/c"],
      ["a/", "a/.wh..wh..opq", "a/d"],
    ],
    ["a", "a/d"],
  ],
  [
    "everything",
    [
      ["a", "b/", "b/c"],
      [".wh..wh..opq", "d"],
    ],
    ["d"],
  ],
  [
    "nothing of its own layer",
    [
      ["a/", "a/b"],
      ["a/.wh.b", "a/b"],
    ],
    ["a", "a/b"],
  ],
  ["what is below a folder that becomes a file", [["a/", "a/b"], ["a"]], ["a"]],
  ["nothing that is not there", [["a"], [".wh.b", "x/.wh..wh..opq"]], ["a"]],
  ["nothing for the bookkeeping of aufs", [["a"], [".wh..wh.plnk", ".wh..wh.aufs"]], ["a"]],
])("a whiteout takes away %s", (_, layers, left) => {
  expect([...filesOf(...layers).keys()].sort()).toEqual(left);
});

test.each(["a/.wh.", "a/.wh..", "a/.wh..."])(
  "the whiteout %s is refused: it would take away more than a file",
  (path) => {
    expect(() => filesOf(["a/", "a/b"], [path])).toThrow(
      `cannot use layer 2: its whiteout ${JSON.stringify(path)} names no file`,
    );
  },
);

test("a path is followed through links, absolute and relative, and not in a ring or out of the root", () => {
  const files = filesOf([
    ...["usr/", "usr/bin/", "usr/lib/", "usr/lib/node/", "usr/lib/node/node"],
    ...[
      "bin -> usr/bin",
      "usr/bin/node -> ../lib/node/node",
      "usr/bin/nodejs -> /bin/node",
      "usr/bin/hard => usr/lib/node/node",
    ],
    ...["up -> ../../../../usr/bin/node", "ring -> ring", "nowhere -> /nothing"],
  ]);
  for (const path of ["/bin/node", "/usr/bin/nodejs", "/usr/bin/hard", "/up"])
    expect(resolveFile(files, path)?.path).toBe("usr/lib/node/node");
  expect(resolveFile(files, "/ring")).toBeUndefined();
  expect(resolveFile(files, "/nowhere")).toBeUndefined();
});
