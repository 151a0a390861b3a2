import { expect, test } from "vitest";
import type { Observed } from "../../../../src/kube/object.ts";
import { onlyMetadata } from "../../../../src/kube/only-metadata.ts";
import type { ObservedCall } from "../../../../src/runtime/consistency/observed-call.ts";
import { RunObject } from "../../../../src/runtime/controller/run-object.ts";
import { Deployment, Widget, widget } from "./controller-harness.ts";

const start = () => new RunObject(Widget, widget("a", { status: { phase: "1" } }));
const write = (replaced: string | undefined, version: string, fields: Partial<ObservedCall> = {}) => {
  const after = widget("a", { version, status: { phase: version }, metadata: { finalizers: ["f/f"] } });
  const call = { verb: "patch", resource: Widget, key: {}, answer: "server", replaced, after } as const;
  return { ...call, ...fields } as ObservedCall;
};
const newest = (calls: readonly ObservedCall[]) => {
  const object = start();
  for (const call of calls) object.note(call);
  return object.newest;
};
const first = { resourceVersion: "1", finalizers: [], status: { phase: "1" } };

test("versions made of each other are the run's; answers may overtake each other", () => {
  expect(newest([write("1", "2"), write("2", "3")])).toMatchObject({
    resourceVersion: "3",
    status: { phase: "3" },
  });
  expect(newest([write("1", "3"), write("1", "2")]).resourceVersion).toBe("3");
  expect(newest([write("1", "v-b"), write("v-b", "v-a")]).resourceVersion).toBe("v-a");
});

test("a version that was made of somebody else's is not the run's, nor is what is made of that", () => {
  expect(newest([write("2", "3"), write("3", "4")])).toEqual(first);
  expect(newest([write(undefined, "3")])).toEqual(first);
});

test("other objects, kinds and calls that changed nothing are not", () => {
  const other = widget("a", { version: "2", metadata: { uid: "another" } }) as Observed<Widget>;
  expect(newest([write("1", "2", { after: other })])).toEqual(first);
  expect(newest([write("1", "2", { resource: Deployment })])).toEqual(first);
  expect(newest([write("1", "2", { answer: "skipped" })])).toEqual(first);
  expect(newest([write("1", "2", { after: undefined })])).toEqual(first);
});

test("of an answer that is not the whole object only what it has is taken", () => {
  const metadataOnly = write("1", "2", { resource: onlyMetadata(Widget) });
  expect(newest([metadataOnly])).toEqual({
    resourceVersion: "2",
    finalizers: ["f/f"],
    status: { phase: "1" },
  });
  const scale = { ...widget("a", { version: "2", status: {} }), kind: "Scale" } as Observed<Widget>;
  expect(newest([write("1", "2", { after: scale })])).toEqual({ ...first, resourceVersion: "2" });
});

test("what the caller does to the answer changes nothing", () => {
  const object = start();
  const call = write("1", "2");
  object.note(call);
  (call.after as { status?: object }).status = {};
  (call.after?.metadata.finalizers as string[]).length = 0;
  expect(object.newest).toMatchObject({ status: { phase: "2" }, finalizers: ["f/f"] });
});
