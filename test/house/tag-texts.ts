/** What the page about tags says of one. */
export interface TagText {
  /** Its argument, as it is written; empty for none. */
  readonly argument: string;
  readonly says: string;
  /** A comment and the type that it stands before. */
  readonly example: readonly [comment: string, type: string];
}

const on = (argument: string, says: string, comment: string, type: string): TagText => ({
  argument,
  says,
  example: [comment, type],
});

/** Every tag that the generator's rules have; the page is written from both. */
export const tagTexts: Readonly<Record<string, TagText>> = {
  minimum: on("number", "The least value.", "@minimum 1", "Int32"),
  maximum: on("number", "The greatest value.", "@maximum 10", "Int32"),
  exclusiveMinimum: on(
    "number",
    "What values must be above: a number, as in JSON Schema.",
    "@exclusiveMinimum 0",
    "Int32",
  ),
  exclusiveMaximum: on("number", "What values must be below.", "@exclusiveMaximum 100", "Int32"),
  multipleOf: on("number", "Values are multiples of it.", "@multipleOf 5", "Int32"),
  minLength: on("count", "The least number of characters.", "@minLength 1", "string"),
  maxLength: on("count", "The greatest number of characters.", "@maxLength 63", "string"),
  pattern: on(
    "RE2 pattern",
    "What a text looks like. The rest of the line is the pattern.",
    "@pattern ^[a-z]+$",
    "string",
  ),
  format: on("name", "A format of OpenAPI or Kubernetes.", "@format date-time", "string"),
  minItems: on("count", "The least number of items.", "@minItems 1", "string[]"),
  maxItems: on("count", "The greatest number of items.", "@maxItems 8", "string[]"),
  minProperties: on("count", "The least number of entries.", "@minProperties 1", "Record<string, string>"),
  maxProperties: on("count", "The greatest number of entries.", "@maxProperties 4", "Record<string, string>"),
  enum: on(
    "values",
    "The values that there are, separated by `;` or as a JSON list. A union of literals says the same.",
    "@enum small;large",
    "string",
  ),
  type: on(
    "string, integer, number, boolean, object",
    "Another type than TypeScript knows, for what writes itself in another form.",
    "@type string",
    "{ a: string }",
  ),
  intOrString: on("", "A number or a text.", "@intOrString", "string"),
  schemaless: on(
    "",
    "Nothing of the type counts; only the other tags do.",
    "@schemaless @type string",
    "{ a: string }",
  ),
  nullable: on("", "May be null. `| null` says the same.", "@nullable", "string"),
  default: on("value", "What is filled in. JSON, or for a text the text itself.", "@default 3", "Int32"),
  example: on("value", "An example, for documentation.", "@example 10.0.0.1", "string"),
  title: on("text", "A title, for documentation.", "@title Pool size", "Int32"),
  description: on(
    "text",
    "The description letter for letter, in JSON quotes where it begins with one.",
    "@description How many.",
    "Int32",
  ),
  externalDocs: on(
    "address text",
    "Where more is said.",
    "@externalDocs https://example.com/size About sizes",
    "Int32",
  ),
  listType: on(
    "atomic, set, map",
    "How appliers share a list: as a whole, by item, or by the keys of items.",
    "@listType set",
    "string[]",
  ),
  listMapKey: on(
    "property",
    "What tells the items of a map list apart; may be repeated.",
    "@listType map @listMapKey name",
    "{ name: string }[]",
  ),
  mapType: on(
    "granular, atomic",
    "How appliers share a map: by entry, or as a whole.",
    "@mapType atomic",
    "Record<string, string>",
  ),
  structType: on("granular, atomic", "The same of an object.", "@structType atomic", "{ a?: string }"),
  preserveUnknownFields: on(
    "",
    "Properties that the schema does not know are kept.",
    "@preserveUnknownFields",
    "{ a?: string }",
  ),
  embeddedResource: on(
    "",
    "A whole Kubernetes object, whose apiVersion, kind and metadata the server checks.",
    "@embeddedResource",
    "RawExtension",
  ),
  validation: on(
    'CEL rule, or rule="…", message="…", messageExpression="…", reason=…, fieldPath="…", optionalOldSelf=true',
    "A rule that values must satisfy; may be repeated. Those of a field come before those of its type.",
    '@validation rule="self % 2 == 0", message="must be even"',
    "Int32",
  ),
  immutable: on("", "Cannot change once it is there, nor be taken away.", "@immutable", "string"),
  exactlyOneOf: on(
    "names",
    "Exactly one of these optional properties is there.",
    "@exactlyOneOf a;b",
    "{ a?: string; b?: string }",
  ),
  atMostOneOf: on("names", "At most one of them is.", "@atMostOneOf a;b", "{ a?: string; b?: string }"),
  atLeastOneOf: on("names", "At least one of them is.", "@atLeastOneOf a;b", "{ a?: string; b?: string }"),
  schema: on(
    "JSON object",
    "Keywords as they are to stand in the schema, for what nothing else says; null takes one away.",
    '@schema {"format": "cidr"}',
    "string",
  ),
  union: on(
    "oneOf, cel",
    "How alternatives of objects are told apart: as `oneOf` in the schema, or with `cel` by rules, whose messages say more.",
    "@union cel",
    '{ kind: "a"; r: string } | { kind: "b"; s: string }',
  ),
  maxDepth: on(
    "count",
    "How deep a type that contains itself is written out; below, any value is kept.",
    "@maxDepth 2",
    "Tree",
  ),
  sensitive: on(
    "",
    "Says nothing to the schema: the value is masked wherever Kubewright would show it. An annotation of the definition names such fields.",
    "@sensitive",
    "string",
  ),
};
