import { expect, test } from "vitest";
import { describeCrash } from "../../../src/dev/describe-crash.ts";

const root = "/work/demo";
const stack = (...frames: string[]) =>
  ["TypeError: no luck", "more of it", ...frames.map((at) => `    at ${at}`)].join("\n");

test.each([
  ["<anonymous> (/work/demo/src/main.ts:5:7)"],
  ["/work/demo/src/main.ts:5:7"],
  ["async file:///work/demo/src/main.ts:5:7"],
  ["async Promise.all (file:///work/demo/src/main.ts:5:7)"],
])("the first frame in the project's sources is the place: %s", (at) => {
  const library = "call (/work/demo/node_modules/kubewright/dist/index.js:1:2)";
  const node = "process.processTicksAndRejections (node:internal/process/task_queues:95:5)";
  const other = "run (/work/demo/src/other.ts:9:9)";
  expect(describeCrash(stack(library, node, at, other), root)).toBe(
    "src/main.ts:5:7: error: TypeError: no luck",
  );
});

test.each([
  ["of the library alone", stack("call (/work/demo/node_modules/kubewright/dist/index.js:1:2)")],
  ["of elsewhere", stack("call (/work/demo-2/src/main.ts:1:2)", "node:internal/main:1:1")],
  ["of what is bundled", stack("file:///work/demo/.kubewright/main.mjs:3:4")],
  ["without frames", "just a text"],
])("an error %s has no place in them", (_, text) => {
  expect(describeCrash(text, root)).toBeUndefined();
});
