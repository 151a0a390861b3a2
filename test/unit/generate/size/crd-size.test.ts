import { expect, test } from "vitest";
import { crdSize, goJsonBytes } from "../../../../src/generate/size/crd-size.ts";
import { crdOf } from "../../../helpers/definition.ts";

test("what could be HTML, and line separators, are escapes in Go's JSON", () => {
  // encoding/json: <, > and & as <, and U+2028 and U+2029 the same way: six bytes each
  expect(goJsonBytes("a")).toBe(3);
  expect(goJsonBytes("<>&")).toBe(2 + 18);
  expect(goJsonBytes("\u2028\u2029")).toBe(2 + 12);
  expect(goJsonBytes("ä")).toBe(4);
});

test("a client-side apply notes the definition without its note, with its other annotations, and a line break", () => {
  const key = "kubectl.kubernetes.io/last-applied-configuration";
  const crd = crdOf({ type: "object" });
  const noted = { ...crd, metadata: { ...crd.metadata, annotations: {} } };
  const bytes = JSON.stringify(noted).length + 1 + key.length;
  expect(crdSize(crd)).toEqual({ json: JSON.stringify(crd).length, annotations: bytes });
  const applied = { ...crd, metadata: { ...crd.metadata, annotations: { [key]: "of before" } } };
  expect(crdSize(applied).annotations).toBe(bytes);
  const annotated = { ...crd, metadata: { ...crd.metadata, annotations: { a: "bc" } } };
  expect(crdSize(annotated).annotations).toBe(bytes + `"a":"bc"`.length + 3);
});
