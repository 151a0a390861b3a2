import { expect, test } from "vitest";
import { applyJsonPatch } from "../../../../src/kube/patch/json-patch.ts";
import { PatchError } from "../../../../src/kube/patch/patch-error.ts";

/* In the words of evanphx/json-patch v4, which policies and webhooks are told. */

const document = { a: { b: "c" }, list: ["x", "y"] };

test.each([
  [
    { op: "add", path: "/x/y", value: 1 },
    'add operation does not apply: doc is missing path: "/x/y": missing value',
  ],
  [{ op: "add", value: 1 }, "add operation failed to decode path: missing value"],
  [
    { op: "add", path: "/list/9", value: 1 },
    "error in add for path: '/list/9': Unable to access invalid index: 9: invalid index referenced",
  ],
  [
    { op: "add", path: "/list/x", value: 1 },
    `error in add for path: '/list/x': value was not a proper array index: 'x': strconv.Atoi: parsing "x": invalid syntax`,
  ],
  [
    { op: "remove", path: "/a/x" },
    "error in remove for path: '/a/x': Unable to remove nonexistent key: x: missing value",
  ],
  [
    { op: "remove", path: "/x/y" },
    'remove operation does not apply: doc is missing path: "/x/y": missing value',
  ],
  [
    { op: "remove", path: "/list/-3" },
    "error in remove for path: '/list/-3': Unable to access invalid index: -3: invalid index referenced",
  ],
  [
    { op: "replace", path: "/x/y", value: 1 },
    "replace operation does not apply: doc is missing path: /x/y: missing value",
  ],
  [
    { op: "replace", path: "/list/2", value: 1 },
    "replace operation does not apply: doc is missing key: /list/2: missing value",
  ],
  [
    { op: "move", from: "/x/y", path: "/z" },
    "move operation does not apply: doc is missing from path: /x/y: missing value",
  ],
  [
    { op: "move", from: "/a/x", path: "/z" },
    "error in move for path: 'x': Unable to remove nonexistent key: x: missing value",
  ],
  [
    { op: "move", from: "/a/b", path: "/x/y" },
    "move operation does not apply: doc is missing destination path: /x/y: missing value",
  ],
  [
    { op: "copy", from: "/x/y", path: "/z" },
    "copy operation does not apply: doc is missing from path: /x/y: missing value",
  ],
  [
    { op: "copy", from: "/list/5", path: "/z" },
    "error in copy for from: '/list/5': Unable to access invalid index: 5: invalid index referenced",
  ],
  [
    { op: "copy", from: "/a/b", path: "/list/7" },
    "error while adding value during copy: Unable to access invalid index: 7: invalid index referenced",
  ],
  [
    { op: "test", path: "/x/y", value: 1 },
    "test operation does not apply: is missing path: /x/y: missing value",
  ],
  [
    { op: "test", path: "/list/4", value: 1 },
    "error in test for path: '/list/4': Unable to access invalid index: 4: invalid index referenced",
  ],
  [{ op: "test", path: "/a/b", value: 1 }, "testing value /a/b failed: test failed"],
  [{ op: "shake", path: "/a" }, "Unexpected kind: shake"],
  [
    { op: "add", path: "/list/5/x", value: 1 },
    'add operation does not apply: doc is missing path: "/list/5/x": missing value',
  ],
])("%j", (operation, words) => {
  expect(() => applyJsonPatch(document, [operation])).toThrow(new PatchError("unprocessable", words));
});
