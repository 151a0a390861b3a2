import { describe, expect, test } from "vitest";
import { errorsOf, generate, specOf, taggedSchema } from "../from-text.ts";

describe("what tags say", () => {
  test.each([
    ["@minimum -1 @maximum 5", "Int32", { minimum: -1, maximum: 5 }],
    [
      "@exclusiveMinimum 0 @exclusiveMaximum 9",
      "Int32",
      { minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true },
    ],
    ["@multipleOf 5", "Int32", { multipleOf: 5 }],
    ["@minLength 1 @maxLength 3", "string", { minLength: 1, maxLength: 3 }],
    ["@pattern ^[^@]+@x$", "string", { pattern: "^[^@]+@x$" }],
    ["@pattern ^/\\*\\/$", "string", { pattern: "^/\\*/$" }],
    ["@minItems 1 @maxItems 2", "string[]", { minItems: 1, maxItems: 2 }],
    ["@minProperties 1 @maxProperties 2", "Record<string, string>", { minProperties: 1, maxProperties: 2 }],
    ["@format uri", "string", { format: "uri" }],
    ["@title A title", "string", { title: "A title" }],
    ["@enum a;b", "string", { enum: ["a", "b"] }],
    ['@enum ["a", "b c"]', "string", { enum: ["a", "b c"] }],
    ["@enum 1, 2", "Int32", { enum: [1, 2] }],
    ["@default 3", "Int32", { default: 3 }],
    ["@default 1.20", "string", { default: "1.20" }],
    ['@default "1.20"', "string", { default: "1.20" }],
    ["@default true", "string", { default: "true" }],
    ["@default null", "string | null", { default: null, nullable: true }],
    ["@default 50%", "IntOrString", { default: "50%" }],
    ["@default 8080", "IntOrString", { default: 8080 }],
    ['@default {"a": ["b"]}', "Record<string, string[]>", { default: { a: ["b"] } }],
    ["@example text with spaces", "string", { example: "text with spaces" }],
    ["@nullable", "string", { nullable: true }],
    [
      "@externalDocs https://example.com/a More about it",
      "string",
      { externalDocs: { url: "https://example.com/a", description: "More about it" } },
    ],
    ["@listType set", "string[]", { "x-kubernetes-list-type": "set" }],
    ["@mapType atomic", "Record<string, string>", { "x-kubernetes-map-type": "atomic" }],
    ["@structType atomic", "{ a?: string }", { "x-kubernetes-map-type": "atomic" }],
    ["@preserveUnknownFields", "{}", { "x-kubernetes-preserve-unknown-fields": true }],
    ["@type string", "{ a: string }", { type: "string" }],
    ["@maxLength 3 @type string", "{ a: string }", { type: "string", maxLength: 3 }],
    ["@intOrString @pattern ^x", "string", { "x-kubernetes-int-or-string": true, pattern: "^x" }],
    ["@schemaless @preserveUnknownFields", "{ a: string }", { "x-kubernetes-preserve-unknown-fields": true }],
    ["@items.maxLength 3", "string[]", { items: { type: "string", maxLength: 3 } }],
    [
      "@values.pattern ^v",
      "Record<string, string>",
      { additionalProperties: { type: "string", pattern: "^v" } },
    ],
    [
      "@items.values.items.minimum 2",
      "Record<string, Int32[]>[]",
      {
        items: { additionalProperties: { items: { minimum: 2 } } },
      },
    ],
    ["@sensitive", "string", { type: "string" }],
  ])("%s on %s", async (comment, type, expected) => {
    expect(await taggedSchema(comment, type)).toMatchObject(expected);
  });

  test("a list that is a map has its keys in the order given", async () => {
    const schema = await taggedSchema(
      "@listType map @listMapKey b @listMapKey a",
      "{ a: string; b: string }[]",
    );
    expect(schema).toMatchObject({
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["b", "a"],
    });
  });

  test("rules: alone, with what belongs to them, several, the field's before the type's", async () => {
    const declarations = "/** @validation self != 'x' */\ntype Name = string;";
    const comment = `
 * @validation self.size() > 1
 * @validation rule="self != \\"a\\"", message="not a", reason=FieldValueForbidden
 * @validation rule=\`self.startsWith('b')\`, messageExpression="'was ' + self"
 `;
    expect((await taggedSchema(comment, "Name", declarations))["x-kubernetes-validations"]).toEqual([
      { rule: "self.size() > 1" },
      {
        rule: 'self != "a"',
        message: "not a",
        reason: "FieldValueForbidden",
      },
      { rule: "self.startsWith('b')", messageExpression: "'was ' + self" },
      { rule: "self != 'x'" },
    ]);
  });

  test("a rule about the old value, with the field that it is about", async () => {
    const comment = `@validation rule="oldSelf.hasValue() || self.a == 'new'", fieldPath=".a", optionalOldSelf=true`;
    expect((await taggedSchema(comment, "{ a: string }"))["x-kubernetes-validations"]).toEqual([
      { rule: "oldSelf.hasValue() || self.a == 'new'", fieldPath: ".a", optionalOldSelf: true },
    ]);
  });

  test("a rule that begins with a comparison of something named like an argument is a rule", async () => {
    expect(await errorsOf("/** @validation rule == self */\np: string;")).toEqual([
      `2:5: error: the rule "rule == self" is not valid: undeclared reference to 'rule' at column 1\n  hint: There are: self, oldSelf.`,
    ]);
  });

  test("immutable: the value cannot change, and what may be absent cannot be taken away", async () => {
    const spec = await specOf(
      '/** @immutable */\nfixed: string;\n/** @immutable */\n"late-one"?: string;\nnamespace?: Fixed;',
      "/** @immutable */\ntype Fixed = string;",
    );
    const rule = [{ rule: "self == oldSelf", message: "field is immutable" }];
    expect(spec.properties?.fixed?.["x-kubernetes-validations"]).toEqual(rule);
    expect(spec.properties?.namespace?.["x-kubernetes-validations"]).toEqual(rule);
    expect(spec["x-kubernetes-validations"]).toEqual([
      {
        rule: "!has(oldSelf.late__dash__one) || has(self.late__dash__one)",
        message: "field late-one is immutable once set",
      },
      {
        rule: "!has(oldSelf.__namespace__) || has(self.__namespace__)",
        message: "field namespace is immutable once set",
      },
    ]);
  });

  test("how many of some properties may be there", async () => {
    const comment = "@exactlyOneOf a;b @atMostOneOf b c @atLeastOneOf a, c";
    expect(
      (await taggedSchema(comment, "{ a?: string; b?: string; c?: string }"))["x-kubernetes-validations"],
    ).toEqual([
      {
        rule: "(has(self.b)?1:0)+(has(self.c)?1:0) <= 1",
        message: "at most one of the fields in [b c] may be set",
      },
      {
        rule: "(has(self.a)?1:0)+(has(self.b)?1:0) == 1",
        message: "exactly one of the fields in [a b] must be set",
      },
      { rule: "has(self.a)||has(self.c)", message: "at least one of the fields in [a c] must be set" },
    ]);
  });

  test("whether a property must be there: its tag, else its question mark", async () => {
    const spec = await specOf(
      "/** @optional */\na: string;\n/** @required */\nb?: string;\nc: string;\nd?: string;",
    );
    expect(spec.required).toEqual(["b", "c"]);
  });

  test("ignored properties are not there, whatever their type", async () => {
    const spec = await specOf("/** @ignore */\na: () => void;\n/** @internal */\nb: any;\nc: string;");
    expect(Object.keys(spec.properties ?? {})).toEqual(["c"]);
  });

  test("a tag on the kind speaks of the whole object", async () => {
    const { generate } = await import("../from-text.ts");
    const { crds, errors } = await generate({
      "input.ts": `import { resource, type CustomResource } from "kubewright";
/** @validation self.metadata.name.size() < 10 */
export interface Thing extends CustomResource<{ a: string }> {}
/** A thing. */
export const Thing = resource<Thing>({ group: "example.com", version: "v1", kind: "Thing" });`,
    });
    expect(errors).toEqual([]);
    expect(crds[0]?.spec.versions[0]?.schema?.openAPIV3Schema).toMatchObject({
      description: "A thing.",
      "x-kubernetes-validations": [{ rule: "self.metadata.name.size() < 10" }],
    });
  });
});

describe("a field and its type", () => {
  const port = "/** A port. @minimum 1024 @maximum 65535 @default 8080 */\ntype Port = Int32;";
  test("the field's own description, default and title win; a tighter bound holds beside the type's", async () => {
    expect(await taggedSchema("Where. @minimum 2000 @default 3000", "Port", port)).toEqual({
      type: "integer",
      format: "int32",
      description: "Where.",
      allOf: [{ minimum: 1024 }, { minimum: 2000 }],
      maximum: 65535,
      default: 3000,
    });
    expect((await taggedSchema("@title T", "Port", port)).description).toBe("A port.");
  });

  test("of two patterns both hold", async () => {
    const name = "/** @pattern ^[a-z]+$ */\ntype Name = string;";
    expect(await taggedSchema("@pattern ^a", "Name", name)).toEqual({
      type: "string",
      allOf: [{ pattern: "^[a-z]+$" }, { pattern: "^a" }],
    });
    expect(await taggedSchema("@pattern x$", "`a${string}`")).toMatchObject({
      allOf: [{ pattern: "^a[\\s\\S]*$" }, { pattern: "x$" }],
    });
  });

  test.each([
    ["@minimum 1", "Port", "looser than the type, whose minimum is 1024"],
    ["@maximum 70000", "Port", "looser than the type, whose maximum is 65535"],
    ["@minimum -1", "UInt32", "looser than the type, whose minimum is 0"],
    ["@maxLength 9", "Short", "looser than the type, whose maxLength is 5"],
    ["@multipleOf 1", "Even", "looser than the type, whose values are multiples of 2"],
    ["@maximum 60000", "Narrow", "looser than the type, whose maximum is 50000"],
    ["@format int64", "Int32", 'the type has the format "int32" already'],
    ["@enum a;c", '"a" | "b"', 'the type allows ["a","b"] only, found "c"'],
  ])("%s on %s is refused", async (comment, type, message) => {
    const declarations = `${port}\n/** @maxLength 5 */\ntype Short = string;\n/** @multipleOf 2 */\ntype Even = Int32;\n/** @maximum 50000 */\ntype Narrow = Port;`;
    const [name] = comment.split(" ");
    expect(await errorsOf(`/** ${comment} */\np: ${type};`, declarations)).toEqual([
      `2:5: error: wrong argument of "${name}": ${message}`,
    ]);
  });
});

describe("mistakes", () => {
  test.each([
    ["@minimun 1", "Int32", 'unknown tag "@minimun"\n  hint: Did you mean "@minimum"?'],
    [
      "@items.maxLenght 1",
      "string[]",
      'unknown tag "@items.maxLenght"\n  hint: Did you mean "@items.maxLength"?',
    ],
    ["@minimum", "Int32", 'wrong argument of "@minimum": expected an argument, found nothing'],
    ["@minimum one", "Int32", 'wrong argument of "@minimum": expected a number, found "one"'],
    ["@minimum 1.5", "Int32", 'wrong argument of "@minimum": expected a whole number, found "1.5"'],
    ["@maxLength -1", "string", 'wrong argument of "@maxLength": expected a whole number, found "-1"'],
    ["@multipleOf 0", "Int32", 'wrong argument of "@multipleOf": expected a number above 0, found "0"'],
    ["@minLength 1", "Int32", '"@minLength" cannot stand here: it needs a string, this is an integer'],
    ["@minimum 1", "string", '"@minimum" cannot stand here: it needs a number, this is a string'],
    [
      "@minItems 1",
      "unknown",
      '"@minItems" cannot stand here: it needs an array, this is a value of any type',
    ],
    ["@items.minimum 1", "string", '"@items.minimum" cannot stand here: a string has no items'],
    ["@values.minimum 1", "{ a: Int32 }", '"@values.minimum" cannot stand here: an object has no values'],
    ["@enum [1, true]", "Int32", 'wrong argument of "@enum": expected values of the type, found true'],
    ['@enum ["a", 1]', "string", 'wrong argument of "@enum": expected values of the type, found 1'],
    [
      "@listType bag",
      "string[]",
      'wrong argument of "@listType": expected atomic or set or map, found "bag"',
    ],
    [
      "@immutable always",
      "string",
      'wrong argument of "@immutable": expected nothing after it, found "always"',
    ],
    ["@default nope", "Int32", 'wrong argument of "@default": expected JSON, found "nope"'],
    [
      "@default 4 @maximum 3",
      "Int32",
      "the default is not valid: Invalid value: 4: default in body should be less than or equal to 3",
    ],
    [
      '@default {"b": 1}',
      "{ a?: Int32 }",
      'the default is not valid: Invalid value: {"b":1}: must not have unknown fields',
    ],
    ["@minimum 1 @minimum 2", "Int32", '"@minimum" cannot stand here: it is given twice', 16],
    [
      "@exactlyOneOf a;x",
      "{ a?: string; b?: string }",
      'wrong argument of "@exactlyOneOf": there is no property "x"; did you mean "a"?',
    ],
    [
      "@exactlyOneOf a;b",
      "{ a: string; b?: string }",
      'wrong argument of "@exactlyOneOf": "a" is always there: expected optional properties',
    ],
    [
      '@validation rule="self", massage="x"',
      "boolean",
      'wrong argument of "@validation": expected rule=, message=, messageExpression=, reason=, fieldPath=, optionalOldSelf=, found "massage="x""',
    ],
    [
      '@validation message="x"',
      "boolean",
      'wrong argument of "@validation": expected rule="…" or a CEL expression',
    ],
    [
      '@validation rule="self", reason=Nope',
      "boolean",
      'wrong argument of "@validation": expected a reason of FieldValueRequired, FieldValueInvalid, FieldValueForbidden, FieldValueDuplicate, found "Nope"',
    ],
    [
      "@externalDocs nowhere",
      "string",
      'wrong argument of "@externalDocs": expected an address, found "nowhere"',
    ],
    [
      "@listType map",
      "{ a: string }[]",
      "Required value: must not be empty if x-kubernetes-list-type is map (spec.p.x-kubernetes-list-map-keys)",
    ],
    ["@listType set", "{ a: string }[]", "the items of a set must be scalars, or atomic themselves"],
    ["@listType set", "(string | null)[]", "the items of a set cannot be null"],
    [
      "@items.immutable\n@maxItems 5\n@items.maxLength 9",
      "string[]",
      'the rule "self == oldSelf" is about the old value, which cannot be told inside of a list that is replaced as a whole: expected "@listType map"',
    ],
  ])("%s on %s", async (comment, type, message, column = 5) => {
    const errors = await errorsOf(`/** ${comment} */\np: ${type};`);
    expect(errors.map((error) => error.replace(/^\d+:\d+: /, ""))).toEqual([`error: ${message}`]);
    // at the tag; a list that lacks what its type needs, at the property
    expect(errors[0]).toMatch(message.startsWith("Required value") ? /^3:1: / : new RegExp(`^2:${column}: `));
  });

  test("a tag on a type about being there, which only a property can be", async () => {
    expect(await errorsOf("p: Name;", "/** @optional */\ntype Name = string;")).toEqual([
      '4:5: error: "@optional" cannot stand here: only a property can be left out or not',
    ]);
  });

  test("tags where none are read", async () => {
    const inUnion = "type U =\n  /** @maxLength 3 */\n  | string;";
    const inList = "type L = /** @minimum 1 */ Int32[];";
    const unread = '"@%" belongs to nothing: the comment does not stand right before a property or a type';
    const [first] = await errorsOf("p: U;", inUnion);
    expect(first).toContain(`5:7: error: ${unread.replace("%", "maxLength")}`);
    const [second] = await errorsOf("p: L;", inList);
    expect(second).toContain(unread.replace("%", "minimum"));
    const [third] = await errorsOf("/** @maxLength 1 */\n/** Text. */\np: string;");
    expect(third).toContain(unread.replace("%", "maxLength"));
  });

  test("a tag is not missed because of what stands before it: addresses, quotes, one line of code", async () => {
    for (const before of [
      "/** See https://example.com/a. */\na: string;",
      'a: "http://x" | "/*";',
      "// a line\na: string;",
    ]) {
      const errors = await errorsOf(`${before}\nb: /* plain */ /** @maxLength 3 */ string;`);
      expect(errors, before).toHaveLength(1);
      expect(errors[0]).toContain('"@maxLength" belongs to nothing');
    }
  });

  test("what is read needs no line break at the end of the file", async () => {
    const kind =
      'import { resource, type CustomResource } from "kubewright"; export const T = resource<CustomResource<S>>({ group: "example.com", version: "v1", kind: "T" });';
    const { errors } = await generate({
      "input.ts": `${kind}\ninterface S {\n// +kubebuilder:validation:MaxLength=1\na: string } // end`,
    });
    expect(errors).toEqual([]);
  });

  test("an @rbac tag may stand anywhere", async () => {
    const spec = await specOf("p: string; // +kubebuilder:rbac:groups=apps,resources=a,verbs=get");
    expect(spec.properties).toHaveProperty("p");
  });

  test("all problems come at once, in the order of the source", async () => {
    const errors = await errorsOf("/** @nope */\na: any;\nb: number;\n/** @minimum x */\nc: Int32;");
    expect(errors.map((error) => error.slice(0, 4))).toEqual(["2:5:", "3:4:", "4:4:", "5:5:"]);
  });
});
