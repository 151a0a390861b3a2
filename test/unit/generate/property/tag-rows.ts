import type { Expected } from "./expected.ts";
import { exampleOf } from "./type-rows.ts";

/** A right use of a tag on a schema. */
export interface RightUse {
  /** The lines of the comment. */
  readonly lines: readonly string[];
  readonly schema: Expected;
  /** Keywords that only one tag of a comment may set. */
  readonly sets: readonly string[];
  /** A rule that the object around the property must have where the property may be left out. */
  readonly parentRule?: (name: string) => Expected;
}

/** A wrong use, and a part of what must be said at its first line. */
export interface WrongUse {
  readonly line: string;
  readonly message: string;
}

/** What may be written of a tag: its right form on a schema, undefined where it does not belong; and wrong ones. */
export interface TagRow {
  readonly right: (schema: Expected) => RightUse | undefined;
  readonly wrong: (schema: Expected) => readonly WrongUse[];
}

type Form = Omit<RightUse, "lines" | "sets"> | undefined;

const isIntOrString = (schema: Expected) => schema["x-kubernetes-int-or-string"] === true;
const isNumber = (schema: Expected) => schema.type === "integer" || isIntOrString(schema);
const isText = (schema: Expected) => schema.type === "string" || isIntOrString(schema);
const isBare = (schema: Expected, ...keys: string[]) => keys.every((key) => schema[key] === undefined);
const isClosed = (schema: Expected) => schema.enum !== undefined;

/** A tag that sets one keyword. */
function sets(
  keyword: string,
  {
    fits,
    text,
    value,
    wrong = [],
    misplaced,
  }: {
    fits: (schema: Expected) => boolean;
    text: string;
    value: unknown;
    wrong?: readonly (readonly [string, string])[];
    misplaced?: (schema: Expected) => boolean;
  },
): (name: string) => TagRow {
  return (name) => ({
    right: (schema) =>
      fits(schema)
        ? { lines: [`@${name} ${text}`.trim()], schema: { ...schema, [keyword]: value }, sets: [keyword] }
        : undefined,
    wrong: (schema) => [
      ...(misplaced?.(schema)
        ? [{ line: `@${name} ${text}`.trim(), message: `"@${name}" cannot stand here: it needs` }]
        : []),
      ...(misplaced?.(schema)
        ? []
        : wrong.map(([given, message]) => ({
            line: `@${name} ${given}`.trim(),
            message: message === "" ? `wrong argument of "@${name}"` : message,
          }))),
    ],
  });
}

const number = (keyword: string, text: string) =>
  sets(keyword, {
    fits: (schema) => isNumber(schema) && !isClosed(schema) && isBare(schema, keyword),
    text,
    value: Number(text),
    wrong: [
      ["many", ""],
      ["", ""],
    ],
    misplaced: (schema) => !isNumber(schema),
  });
const count = (keyword: string, text: string, type: "string" | "array" | "object") =>
  sets(keyword, {
    fits: (schema) =>
      (type === "string" ? schema.type === "string" && !isClosed(schema) : schema.type === type) &&
      isBare(
        schema,
        keyword,
        "minItems",
        "pattern",
        "oneOf",
        ...(keyword === "minProperties" ? ["required"] : []),
      ),
    text,
    value: Number(text),
    wrong: [
      ["-1", ""],
      ["1.5", ""],
      ["", ""],
    ],
    misplaced: (schema) => (type === "string" ? !isText(schema) : schema.type !== type),
  });
const flag = (
  keyword: string,
  fits: (schema: Expected) => boolean,
  misplaced?: (schema: Expected) => boolean,
) =>
  sets(keyword, { fits, text: "", value: true, wrong: [["yes", ""]], ...(misplaced ? { misplaced } : {}) });

/** A tag whose right form is worked out from the schema. */
function form(
  write: (
    schema: Expected,
    name: string,
  ) => (Form & { lines: readonly string[]; sets?: readonly string[] }) | undefined,
  wrong: (schema: Expected, name: string) => readonly WrongUse[],
): (name: string) => TagRow {
  return (name) => ({
    right: (schema) => {
      const use = write(schema, name);
      return use && { sets: [name], ...use };
    },
    wrong: (schema) => wrong(schema, name),
  });
}

const optionalNames = (schema: Expected): string[] => {
  const {
    properties,
    required = [],
    oneOf,
  } = schema as { properties?: object; required?: string[]; oneOf?: unknown };
  if (schema.type !== "object" || oneOf !== undefined) return [];
  return Object.keys(typeof properties === "object" ? properties : {}).filter(
    (name) => !required.includes(name) && /^\w+$/.test(name),
  );
};

function addRule(schema: Expected, rule: Expected): Expected {
  const rules = (schema["x-kubernetes-validations"] as Expected[] | undefined) ?? [];
  return { ...schema, "x-kubernetes-validations": [...rules, rule] };
}

const oneOf = (write: (names: readonly string[]) => Expected) =>
  form(
    (schema, name) => {
      const names = optionalNames(schema).slice(0, 3);
      return names.length < 2
        ? undefined
        : {
            lines: [`@${name} ${names.join(";")}`],
            schema: addRule(schema, write(names)),
            sets: ["rules", "value"],
          };
    },
    (schema, name) =>
      schema.type === "object"
        ? [
            {
              line: `@${name} nowhere`,
              message: `wrong argument of "@${name}": there is no property "nowhere"`,
            },
          ]
        : [{ line: `@${name} a;b`, message: `"@${name}" cannot stand here: it needs an object` }],
  );
const sum = (names: readonly string[]) => names.map((name) => `(has(self.${name})?1:0)`).join("+");

const value = (keyword: string) =>
  form(
    (schema, name) => {
      const example = schema.type === undefined && !isIntOrString(schema) ? { any: [1] } : exampleOf(schema);
      return example === undefined || (isIntOrString(schema) && schema.pattern !== undefined)
        ? undefined
        : {
            lines: [`@${name} ${typeof example === "string" ? example : JSON.stringify(example)}`],
            schema: { ...schema, [keyword]: example },
            sets: ["value"],
          };
    },
    (schema, name) => [
      { line: `@${name}`, message: `wrong argument of "@${name}": expected an argument, found nothing` },
      ...(schema.type === "boolean"
        ? [{ line: `@${name} yes`, message: `wrong argument of "@${name}": expected JSON` }]
        : []),
      ...(name === "default" && schema.type === "boolean"
        ? [{ line: "@default 5", message: "the default is not valid" }]
        : []),
      ...(name === "default" && Array.isArray(schema.enum) && schema.type === "string"
        ? [{ line: "@default none", message: "the default is not valid" }]
        : []),
    ],
  );

const text = (keyword: string, written: string) =>
  form(
    (schema, name) => ({ lines: [`@${name} ${written}`], schema: { ...schema, [keyword]: written } }),
    (_, name) => [
      { line: `@${name}`, message: `wrong argument of "@${name}": expected an argument, found nothing` },
    ],
  );

const isPlainText = (schema: Expected) => Object.keys(schema).length === 1 && schema.type === "string";

/** The grammar of tags: every name of the generator's table must be here, which a test asks for. */
const rows: Readonly<Record<string, (name: string) => TagRow>> = {
  minimum: number("minimum", "2"),
  maximum: number("maximum", "10"),
  exclusiveMinimum: form(
    (schema, name) =>
      isNumber(schema) && !isClosed(schema) && isBare(schema, "minimum")
        ? {
            lines: [`@${name} 1`],
            schema: { ...schema, minimum: 1, exclusiveMinimum: true },
            sets: ["minimum"],
          }
        : undefined,
    (schema, name) =>
      isNumber(schema)
        ? [{ line: `@${name} true`, message: `wrong argument of "@${name}": expected a number` }]
        : [{ line: `@${name} 1`, message: `"@${name}" cannot stand here: it needs a number` }],
  ),
  exclusiveMaximum: form(
    (schema, name) =>
      isNumber(schema) && !isClosed(schema) && isBare(schema, "maximum")
        ? {
            lines: [`@${name} 11`],
            schema: { ...schema, maximum: 11, exclusiveMaximum: true },
            sets: ["maximum"],
          }
        : undefined,
    (schema, name) =>
      isNumber(schema)
        ? [{ line: `@${name}`, message: `wrong argument of "@${name}": expected an argument` }]
        : [{ line: `@${name} 11`, message: `"@${name}" cannot stand here: it needs a number` }],
  ),
  multipleOf: number("multipleOf", "3"),
  minLength: count("minLength", "1", "string"),
  maxLength: count("maxLength", "20", "string"),
  minItems: count("minItems", "0", "array"),
  maxItems: count("maxItems", "9", "array"),
  minProperties: count("minProperties", "0", "object"),
  maxProperties: count("maxProperties", "9", "object"),
  pattern: form(
    (schema, name) =>
      isText(schema) && !isClosed(schema) && isBare(schema, "pattern", "format")
        ? { lines: [`@${name} ^[a-z@*\\/]+$`], schema: { ...schema, pattern: "^[a-z@*/]+$" } }
        : undefined,
    (schema, name) =>
      isText(schema)
        ? [
            { line: `@${name} (?!x)`, message: `wrong argument of "@${name}": expected an RE2 pattern` },
            { line: `@${name}`, message: `wrong argument of "@${name}": expected an argument` },
          ]
        : [{ line: `@${name} a`, message: `"@${name}" cannot stand here: it needs a string` }],
  ),
  format: form(
    (schema, name) =>
      isPlainText(schema)
        ? { lines: [`@${name} hostname`], schema: { ...schema, format: "hostname" } }
        : undefined,
    (schema, name) =>
      schema.format === undefined
        ? [{ line: `@${name}`, message: `wrong argument of "@${name}"` }]
        : [{ line: `@${name} uuid`, message: `the type has the format` }],
  ),
  enum: form(
    (schema, name) =>
      isPlainText(schema)
        ? { lines: [`@${name} abc;def`], schema: { ...schema, enum: ["abc", "def"] } }
        : undefined,
    (schema, name) =>
      schema.type === "boolean"
        ? [{ line: `@${name} maybe`, message: `wrong argument of "@${name}": expected JSON` }]
        : Array.isArray(schema.enum) && schema.type === "string"
          ? [{ line: `@${name} none`, message: "the type allows" }]
          : [],
  ),
  title: text("title", "Some title"),
  description: text("description", "In other words."),
  default: value("default"),
  example: value("example"),
  externalDocs: form(
    (schema, name) => ({
      lines: [`@${name} https://example.com/a See there.`],
      schema: { ...schema, externalDocs: { url: "https://example.com/a", description: "See there." } },
    }),
    (_, name) => [{ line: `@${name} nowhere`, message: `wrong argument of "@${name}": expected an address` }],
  ),
  nullable: flag("nullable", () => true),
  preserveUnknownFields: flag(
    "x-kubernetes-preserve-unknown-fields",
    (schema) => schema.type === "object" && schema.additionalProperties === undefined,
  ),
  embeddedResource: flag(
    "x-kubernetes-embedded-resource",
    (schema) =>
      schema.type === "object" &&
      schema["x-kubernetes-preserve-unknown-fields"] === true &&
      schema.properties === undefined &&
      schema.default === undefined,
    (schema) => schema.type !== "object",
  ),
  listType: form(
    (schema, name) =>
      schema.type === "array" && isBare(schema, "x-kubernetes-list-type", "default")
        ? {
            lines: [`@${name} atomic`],
            schema: { ...schema, "x-kubernetes-list-type": "atomic" },
            sets: ["list"],
          }
        : undefined,
    (schema, name) =>
      schema.type === "array"
        ? [{ line: `@${name} bag`, message: `wrong argument of "@${name}": expected atomic or set or map` }]
        : [{ line: `@${name} set`, message: `"@${name}" cannot stand here: it needs an array` }],
  ),
  listMapKey: form(
    (schema, name) =>
      (schema.items as Expected | undefined)?.required !== undefined &&
      isBare(schema, "x-kubernetes-list-type")
        ? {
            lines: ["@listType map", `@${name} name`],
            schema: { ...schema, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"] },
            sets: ["list"],
          }
        : undefined,
    (schema, name) =>
      schema.type === "array"
        ? [{ line: `@${name}`, message: `wrong argument of "@${name}"` }]
        : [{ line: `@${name} name`, message: `"@${name}" cannot stand here: it needs an array` }],
  ),
  mapType: form(
    (schema, name) =>
      schema.type === "object"
        ? {
            lines: [`@${name} atomic`],
            schema: { ...schema, "x-kubernetes-map-type": "atomic" },
            sets: ["map"],
          }
        : undefined,
    (schema, name) =>
      schema.type === "object"
        ? [{ line: `@${name} set`, message: `wrong argument of "@${name}": expected atomic or granular` }]
        : [{ line: `@${name} atomic`, message: `"@${name}" cannot stand here: it needs an object` }],
  ),
  structType: form(
    (schema, name) =>
      schema.type === "object"
        ? {
            lines: [`@${name} granular`],
            schema: { ...schema, "x-kubernetes-map-type": "granular" },
            sets: ["map"],
          }
        : undefined,
    (schema, name) =>
      schema.type === "object"
        ? []
        : [{ line: `@${name} atomic`, message: `"@${name}" cannot stand here: it needs an object` }],
  ),
  validation: form(
    (schema, name) =>
      schema.type === undefined || schema.type === "array" || schema.additionalProperties !== undefined
        ? undefined
        : {
            lines: [`@${name} rule="true", message="never said"`],
            schema: addRule(schema, { rule: "true", message: "never said" }),
            sets: ["rules"],
          },
    (schema, name) => [
      ...(schema.type === undefined
        ? []
        : [{ line: `@${name} self >`, message: 'the rule "self >" is not valid' }]),
      {
        line: `@${name} rule="true", reason="Because"`,
        message: `wrong argument of "@${name}": expected a reason`,
      },
    ],
  ),
  immutable: form(
    (schema, name) =>
      schema.type === undefined || schema.type === "array" || schema.additionalProperties !== undefined
        ? undefined
        : {
            lines: [`@${name}`],
            schema: addRule(schema, { rule: "self == oldSelf", message: "field is immutable" }),
            sets: ["rules"],
            parentRule: (property) => ({
              rule: `!has(oldSelf.${property}) || has(self.${property})`,
              message: `field ${property} is immutable once set`,
            }),
          },
    (_, name) => [{ line: `@${name} always`, message: `wrong argument of "@${name}"` }],
  ),
  exactlyOneOf: oneOf((names) => ({
    rule: `${sum(names)} == 1`,
    message: `exactly one of the fields in [${names.join(" ")}] must be set`,
  })),
  atMostOneOf: oneOf((names) => ({
    rule: `${sum(names)} <= 1`,
    message: `at most one of the fields in [${names.join(" ")}] may be set`,
  })),
  atLeastOneOf: oneOf((names) => ({
    rule: names.map((name) => `has(self.${name})`).join("||"),
    message: `at least one of the fields in [${names.join(" ")}] must be set`,
  })),
  type: form(
    (schema, name) =>
      schema.type === "object" && isBare(schema, "nullable")
        ? { lines: [`@${name} string`], schema: { type: "string" }, sets: ["all"] }
        : undefined,
    (_, name) => [
      { line: `@${name} text`, message: `wrong argument of "@${name}": expected string, integer` },
    ],
  ),
  schemaless: form(
    (schema, name) =>
      schema.type === "object"
        ? {
            lines: [`@${name}`, "@preserveUnknownFields"],
            schema: {
              "x-kubernetes-preserve-unknown-fields": true,
              ...(schema.nullable === undefined ? {} : { nullable: true }),
            },
            sets: ["all"],
          }
        : undefined,
    (_, name) => [{ line: `@${name} all`, message: `wrong argument of "@${name}"` }],
  ),
  intOrString: form(
    (schema, name) =>
      isPlainText(schema)
        ? {
            lines: [`@${name}`],
            schema: { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true },
            sets: ["all"],
          }
        : undefined,
    (_, name) => [{ line: `@${name} both`, message: `wrong argument of "@${name}"` }],
  ),
  schema: form(
    (schema, name) => ({
      lines: [`@${name} {"title": "raw"}`],
      schema: { ...schema, title: "raw" },
      sets: ["title"],
    }),
    (_, name) => [
      {
        line: `@${name} {"titel": "raw"}`,
        message: `wrong argument of "@${name}": a schema has no keyword "titel"`,
      },
    ],
  ),
  union: form(
    (schema, name) => (Array.isArray(schema.oneOf) ? { lines: [`@${name} oneOf`], schema } : undefined),
    (schema, name) =>
      Array.isArray(schema.oneOf)
        ? [{ line: `@${name} any`, message: `wrong argument of "@${name}": expected oneOf or cel` }]
        : [{ line: `@${name} cel`, message: `wrong argument of "@${name}": it needs a union of objects` }],
  ),
  maxDepth: form(
    () => undefined,
    (schema, name) => [
      { line: `@${name} none`, message: `wrong argument of "@${name}"` },
      ...(schema.items
        ? [{ line: `@items.${name} 2`, message: "it needs a type that contains itself" }]
        : []),
    ],
  ),
  sensitive: form(
    (schema, name) => ({ lines: [`@${name}`], schema }),
    (_, name) => [{ line: `@${name} very`, message: `wrong argument of "@${name}"` }],
  ),
};

/** Every row, by the name of its tag. */
export const tagRows: Readonly<Record<string, TagRow>> = Object.fromEntries(
  Object.entries(rows).map(([name, make]) => [name, make(name)]),
);
