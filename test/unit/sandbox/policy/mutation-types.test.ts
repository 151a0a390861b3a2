import { expect, test } from "vitest";
import { valueToJson } from "../../../../src/kube/schema/cel/value-to-json.ts";
import { CelMessage } from "../../../../src/kube/schema/cel/value.ts";
import { ExpressionCompiler } from "../../../../src/sandbox/policy/compile-expression.ts";
import { Budget, evaluateExpression } from "../../../../src/sandbox/policy/evaluate-expression.ts";
import { typeNameProblems } from "../../../../src/sandbox/policy/type-names.ts";

const compiler = new ExpressionCompiler();

function compile(expression: string) {
  const declarations = { params: false, authorizer: true, patches: true };
  return { expression, program: compiler.compile(expression, { declarations }) };
}

function evaluate(expression: string) {
  const { value, error } = evaluateExpression(compile(expression), {
    activation: {},
    budget: new Budget(1_000_000),
  });
  if (error !== undefined) throw new Error(error);
  return value;
}

/* Cases of k8s.io/apiserver/pkg/cel/mutation/typeresolver_test.go. */

test.each([
  ["string(114514)", "114514"],
  ["Object{}", {}],
  ["Object{spec: Object.spec{replicas: 3}}", { spec: { replicas: 3 } }],
  [
    `Object{spec: Object.spec{template: Object.spec.template{containers: [Object.spec.template.containers.item{name: "nginx", image: "nginx", args: ["-g"]}]}}}`,
    { spec: { template: { containers: [{ name: "nginx", image: "nginx", args: ["-g"] }] } } },
  ],
  ["Object{intList: [1, 2, 3]}", { intList: [1, 2, 3] }],
  [`Object{annotations: {"foo": "bar"}}`, { annotations: { foo: "bar" } }],
  ["Object{intList: [1, 2, 3]}.intList.sum()", 6],
  ["Object{spec: Object.spec{replicas: 3}} == Object{spec: Object.spec{replicas: 1 + 2}}", true],
  ["Object{spec: Object.spec{replicas: 3}} == Object{spec: Object.other{replicas: 3}}", false],
  [
    `true ? JSONPatch{op: "add", path: "/spec/replicas", value: 3} : JSONPatch{op: "remove", path: "/spec/replicas"}`,
    { op: "add", path: "/spec/replicas", value: 3 },
  ],
  [`JSONPatch{op: "move", from: "/a", path: "/b"}`, { op: "move", from: "/a", path: "/b" }],
  [`JSONPatch{op: "invalid", path: "/a", value: 3}`, { op: "invalid", path: "/a", value: 3 }],
  [`JSONPatch{op: "add", value: 3}`, { op: "add", value: 3 }],
  ["Object{?a: optional.of(1), ?b: optional.none()}", { a: 1 }],
  [
    "Object{a: timestamp('2026-01-02T03:04:05Z'), b: duration('90s'), c: b'ab', d: 2u, e: null}",
    {
      a: "2026-01-02T03:04:05Z",
      b: "90s",
      c: "YWI=",
      d: 2,
      e: null,
    },
  ],
  ["Object{big: 9007199254740993}", { big: "9007199254740993" }],
  [`jsonpatch.escapeKey("k8s.io/my~label")`, "k8s.io~1my~0label"],
])("%s has a value", (expression, expected) => {
  expect(valueToJson(evaluate(expression) ?? null)).toEqual(expected);
});

test.each([
  ["Invalid{}", "undeclared reference to 'Invalid'"],
  [`JSONPatch{op: "add", path: "/a", value: Invalid{}}`, "undeclared reference to 'Invalid'"],
  [`JSONPatch{op: 1, path: "/a"}`, "expected type of field 'op' is 'string' but provided type is 'int'"],
  [`JSONPatch{op: "add", path: 1}`, "expected type of field 'path' is 'string' but provided type is 'int'"],
  [`JSONPatch{op: "move", from: 1}`, "expected type of field 'from' is 'string' but provided type is 'int'"],
  ["Object{?a: 1}", "expected type 'optional_type(int)' but found 'int'"],
])("%s is refused", (expression, expected) => {
  expect(compile(expression).program.error).toContain(expected);
});

test("without mutations there are no such types", () => {
  const declarations = { params: false, authorizer: true };
  for (const expression of ["Object{}", "JSONPatch{}"])
    expect(compiler.compile(expression, { declarations }).error).toContain("undeclared reference to");
});

test("an object is told of that is not called after its field, wherever it is", () => {
  const value = evaluate(
    "Object{spec: Object.spec{wrong: Object.spec.other{}, list: [Object.x{}], map: {'a': Object.y{}}}}",
  );
  expect(value).toBeInstanceOf(CelMessage);
  expect(typeNameProblems(value ?? null)).toEqual(
    [
      ["Object.spec.other", "Object.spec.wrong"],
      ["Object.x", "Object.spec.list"],
      ["Object.y", "Object.spec.map"],
    ].map(
      ([found, expected]) =>
        `unexpected type name "${found}", expected "${expected}", which matches field name path from root Object type`,
    ),
  );
});
