import { expect, test } from "vitest";
import { checkRoute, negotiate } from "../../../../src/sandbox/http/negotiate.ts";

const table = "application/json;as=Table;v=v1;g=meta.k8s.io";

test.each([
  [undefined, { format: "json" }],
  ["*/*", { format: "json" }],
  ["application/json", { format: "json" }],
  ["application/yaml", { format: "yaml" }],
  ["application/vnd.kubernetes.protobuf,application/json", { format: "json" }],
  [`${table},application/json`, { format: "json", as: "Table", version: "v1" }],
  ["application/yaml;as=Table;v=v1beta1;g=meta.k8s.io", { format: "yaml", as: "Table", version: "v1beta1" }],
  ["application/json;as=Table;v=v2;g=meta.k8s.io, application/json", { format: "json" }],
  ["application/json;as=Table, application/yaml", { format: "yaml" }],
  ["application/yaml;stream=watch, application/json;stream=watch", { format: "json" }],
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

test("routes look at types alone, and know no ranges but the widest", () => {
  const produces = ["application/json", "application/yaml"];
  checkRoute("text/plain, application/yaml;as=Unknown", produces);
  checkRoute("*/*;q=0", produces);
  checkRoute(undefined, produces);
  expect(() => checkRoute("application/*", produces)).toThrow(
    "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml",
  );
});

test("a stream cannot be YAML", () => {
  expect(() => negotiate("application/yaml", { transforms: true, stream: true })).toThrow(
    "only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch",
  );
});
