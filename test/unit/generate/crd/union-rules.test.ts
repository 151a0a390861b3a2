import { expect, test } from "vitest";
import { RuleValidator } from "../../../../src/kube/schema/cel/validate-rules.ts";
import { validateValue } from "../../../../src/kube/schema/validate.ts";
import { errorsOf, taggedSchema } from "../from-text.ts";

/** Which of the values a union of the form accepts; the second list is what is said of the others. */
async function judge(type: string, values: readonly object[], declarations = "") {
  const schema = await taggedSchema("@union cel", type, declarations);
  const said = values.map((value) => [
    ...validateValue(schema, value).map(({ message }) => message),
    ...new RuleValidator()
      .validate(schema, value, { path: "p" })
      .map(({ message }) => message.replace("Invalid value: ", "")),
  ]);
  return {
    accepted: values.filter((_, index) => said[index]?.length === 0),
    said: said.flat(),
    rules: schema["x-kubernetes-validations"] ?? [],
    oneOf: schema.oneOf,
  };
}

test("exactly one of several properties is the rule that controller-gen writes", async () => {
  const type = "{ http: string } | { grpc: string; port?: Int32 }";
  const values = [{ http: "a" }, { grpc: "a", port: 1 }, {}, { http: "a", grpc: "a" }];
  const { accepted, rules, oneOf } = await judge(type, values);
  expect(rules).toEqual([
    {
      rule: "(has(self.http)?1:0)+(has(self.grpc)?1:0) == 1",
      message: "exactly one of the fields in [http grpc] must be set",
    },
  ]);
  expect(oneOf).toBeUndefined();
  expect(accepted).toEqual([{ http: "a" }, { grpc: "a", port: 1 }]);
});

test("what a value needs is said of that value, and what belongs to another is forbidden", async () => {
  const type =
    '{ kind: "circle"; radius: Int32; unit?: string } | { kind: "square"; side: Int32; radius?: Int32 } | { kind: "it\'s" }';
  const values = [
    { kind: "circle", radius: 1 },
    { kind: "circle", radius: 1, unit: "m" },
    { kind: "square", side: 1, radius: 1 },
    { kind: "it's" },
    { kind: "circle" },
    { kind: "square", side: 1, unit: "m" },
    { kind: "it's", side: 1 },
    { kind: "it's", radius: 1 },
  ];
  const { accepted, said } = await judge(type, values);
  expect(accepted).toEqual(values.slice(0, 4));
  expect(said).toEqual([
    "radius is required when kind is circle",
    "unit is forbidden unless kind is circle",
    "side is required when kind is square, and forbidden otherwise",
    "radius is forbidden unless kind is circle or square",
  ]);
});

test("by truth values and numbers, and names that CEL escapes", async () => {
  const type = '{ on: true; "max-size": Int32 } | { on: false }';
  const { accepted, rules } = await judge(type, [{ on: true, "max-size": 1 }, { on: false }, { on: true }]);
  expect(rules).toEqual([
    {
      rule: "self.on == true ? has(self.max__dash__size) : !has(self.max__dash__size)",
      message: "max-size is required when on is true, and forbidden otherwise",
    },
  ]);
  expect(accepted).toEqual([{ on: true, "max-size": 1 }, { on: false }]);
});

test("one that is part of another, and what is written never", async () => {
  const values = [{ a: "1" }, { a: "1", b: "2" }, { b: "2" }, {}];
  expect((await judge("{ a: string } | { a: string; b: string }", values)).accepted).toEqual(
    values.slice(0, 2),
  );
});

test("on the union's own name, and asked for as oneOf", async () => {
  const declarations = "/** @union cel */\ntype U = { a: string } | { b: string };";
  expect((await taggedSchema("", "U", declarations)).oneOf).toBeUndefined();
  expect((await taggedSchema("@union oneOf", "{ a: string } | { b: string }")).oneOf).toHaveLength(2);
});

test("what cannot be is said at the tag, or at the union", async () => {
  expect(await errorsOf("/** @union any */\np: { a: string } | { b: string };")).toEqual([
    '2:5: error: wrong argument of "@union": expected oneOf or cel, found "any"',
  ]);
  expect(await errorsOf("/** @union cel */\np: { a: string };")).toEqual([
    '2:5: error: wrong argument of "@union": it needs a union of objects',
  ]);
  expect(await errorsOf('/** @union cel */\np: { "1a": string } | { b: string };')).toEqual([
    '3:4: error: rules cannot reach a property named "1a": expected "@union oneOf"',
  ]);
  expect(
    await errorsOf(
      "/** @union cel */\np: U;",
      "/** @union oneOf */\ntype U = { a: string } | { b: string };",
    ),
  ).toEqual(['5:5: error: "@union" cannot stand here: it is given twice']);
});

test("what is immutable in one alternative cannot be taken away either", async () => {
  const schema = await taggedSchema("", "{\n/** @immutable */\na: string } | { b: string }");
  expect(schema["x-kubernetes-validations"]).toEqual([
    { rule: "!has(oldSelf.a) || has(self.a)", message: "field a is immutable once set" },
  ]);
});

test("a constant that tells alternatives apart says the same in each, its values apart", async () => {
  const type = '{\n/** Shape. @title Kind */\nkind: "a"; x: string } | {\nkind: "b" }';
  const [error] = await errorsOf(`p: ${type};`);
  expect(error).toContain('"kind" is of another type in another alternative of the union');
});
