import { expect, test } from "vitest";
import { negotiate } from "../../../../src/sandbox/http/negotiate.ts";

const table = "application/json;as=Table;v=v1;g=meta.k8s.io";

test.each([
  [undefined, { format: "json" }],
  ["*/*", { format: "json" }],
  ["application/json", { format: "json" }],
  ["application/yaml", { format: "yaml" }],
  ["application/vnd.kubernetes.protobuf,application/json", { format: "json" }],
  [`${table},application/json`, { format: "json", as: "Table" }],
  ["application/json;as=Table;v=v1beta1;g=meta.k8s.io, application/json", { format: "json" }],
  ["application/json;q=0.5, application/yaml", { format: "yaml" }],
])("%s gives %j", (accept, wanted) => {
  expect(negotiate(accept, { transforms: true })).toEqual(wanted);
});

test.each(["text/html", "application/vnd.kubernetes.protobuf", "application/json;q=0"])(
  "%s is not acceptable",
  (accept) => {
    expect(() => negotiate(accept, { transforms: true })).toThrow(
      "only the following media types are accepted",
    );
  },
);

test("transforms are only for resources", () => {
  expect(() => negotiate(table, { transforms: false })).toThrow("only the following media types");
});
