import { expect, test } from "vitest";
import { sensitiveFieldsAnnotation, sensitiveFieldsOf } from "../../../src/kube/sensitive-fields.ts";

const crd = (text?: string) => ({
  metadata: {
    name: "dbs.a.com",
    ...(text === undefined ? {} : { annotations: { [sensitiveFieldsAnnotation]: text } }),
  },
  spec: { group: "a.com", names: { kind: "Db" }, versions: [{ name: "v1" }, { name: "v2" }] },
});

test("paths by kind and version", () => {
  expect(sensitiveFieldsOf([crd('{"v1":[["spec","password"]]}'), crd()])).toEqual({
    "a.com/v1/Db": [["spec", "password"]],
  });
});

test.each(["", "[]x", '{"v1":["spec.password"]}', '{"v1":[[1]]}', "[1]"])(
  "an annotation that cannot be read (%s) lets nothing be shown",
  (text) => {
    const all = [["spec"], ["status"]];
    expect(sensitiveFieldsOf([crd(text)])).toEqual({ "a.com/v1/Db": all, "a.com/v2/Db": all });
  },
);
