import type { Expected } from "./expected.ts";
import { tagRows, type RightUse, type TagRow } from "./tag-rows.ts";

/** The tag that a marker means, and the marker's own way of writing that tag's right form; the argument that it refuses. */
interface Same {
  readonly tag: string;
  readonly line: (schema: Expected) => string;
  readonly wrong?: string;
}

const validation = "+kubebuilder:validation:";
const json = (schema: Expected, keyword: string) => JSON.stringify(schema[keyword]);
const rule = 'rule="true",message="never said"';
const fields = (schema: Expected) => {
  const rules = (schema["x-kubernetes-validations"] as { message: string }[] | undefined) ?? [];
  return /\[(.*)\]/.exec(rules.at(-1)?.message ?? "")?.[1]?.replaceAll(" ", ";") ?? "";
};
const plain = (tag: string, line: string, wrong?: string): Same => ({
  tag,
  line: () => line,
  ...(wrong === undefined ? {} : { wrong }),
});

/** What controller-gen reads, by the marker's name without the plus. */
const same: Readonly<Record<string, Same>> = {
  "kubebuilder:validation:Minimum": plain("minimum", `${validation}Minimum=2`, "=many"),
  "kubebuilder:validation:Maximum": plain("maximum", `${validation}Maximum=10`, "=many"),
  "kubebuilder:validation:MultipleOf": plain("multipleOf", `${validation}MultipleOf=3`, "=many"),
  "kubebuilder:validation:MinLength": plain("minLength", `${validation}MinLength=1`, "=long"),
  "kubebuilder:validation:MaxLength": plain("maxLength", `${validation}MaxLength=20`, "=long"),
  "kubebuilder:validation:Pattern": plain("pattern", `${validation}Pattern=\`^[a-z@*\\/]+$\``, "=`(?!x)`"),
  "kubebuilder:validation:MinItems": plain("minItems", `${validation}MinItems=0`, "=long"),
  "kubebuilder:validation:MaxItems": plain("maxItems", `${validation}MaxItems=9`, "=long"),
  "kubebuilder:validation:MinProperties": plain("minProperties", `${validation}MinProperties=0`, "=long"),
  "kubebuilder:validation:MaxProperties": plain("maxProperties", `${validation}MaxProperties=9`, "=long"),
  "kubebuilder:validation:Enum": plain("enum", `${validation}Enum=abc;def`),
  "kubebuilder:validation:Format": plain("format", `${validation}Format=hostname`),
  "kubebuilder:validation:Type": plain("type", `${validation}Type=string`, "=text"),
  "kubebuilder:validation:XIntOrString": plain("intOrString", `${validation}XIntOrString`),
  "kubebuilder:validation:XPreserveUnknownFields": plain(
    "preserveUnknownFields",
    `${validation}XPreserveUnknownFields`,
  ),
  "kubebuilder:validation:XEmbeddedResource": plain("embeddedResource", `${validation}XEmbeddedResource`),
  "kubebuilder:validation:XValidation": plain(
    "validation",
    `${validation}XValidation:${rule}`,
    ':rule="true",reason="Because"',
  ),
  "kubebuilder:validation:EmbeddedResource": plain("embeddedResource", `${validation}EmbeddedResource`),
  "kubebuilder:validation:AtMostOneOf": {
    tag: "atMostOneOf",
    line: (schema) => `${validation}AtMostOneOf=${fields(schema)}`,
  },
  "kubebuilder:validation:ExactlyOneOf": {
    tag: "exactlyOneOf",
    line: (schema) => `${validation}ExactlyOneOf=${fields(schema)}`,
  },
  "kubebuilder:validation:AtLeastOneOf": {
    tag: "atLeastOneOf",
    line: (schema) => `${validation}AtLeastOneOf=${fields(schema)}`,
  },
  "kubebuilder:pruning:PreserveUnknownFields": plain(
    "preserveUnknownFields",
    "+kubebuilder:pruning:PreserveUnknownFields",
  ),
  "kubebuilder:title": plain("title", '+kubebuilder:title="Some title"', "=5"),
  "kubebuilder:externalDocs": plain(
    "externalDocs",
    '+kubebuilder:externalDocs:url="https://example.com/a",description="See there."',
    ':url="nowhere"',
  ),
  default: { tag: "default", line: (schema) => `+default=${json(schema, "default")}`, wrong: "=ref(Other)" },
  nullable: plain("nullable", "+nullable"),
  listType: plain("listType", "+listType=atomic", "=bag"),
  "k8s:listType": plain("listType", "+k8s:listType=atomic", "=bag"),
  mapType: plain("mapType", "+mapType=atomic", "=bag"),
  structType: plain("structType", "+structType=granular", "=bag"),
  "k8s:immutable": plain("immutable", "+k8s:immutable"),
};

const booleanOf = (schema: Expected) => (schema.type === "boolean" ? true : undefined);

/** Markers that mean something else than a tag of another name. */
const own: Readonly<Record<string, (name: string) => TagRow>> = {
  "kubebuilder:validation:ExclusiveMinimum": bound("minimum", "Minimum=1"),
  "kubebuilder:validation:ExclusiveMaximum": bound("maximum", "Maximum=11"),
  "kubebuilder:validation:UniqueItems": () => ({
    right: (schema) =>
      schema.type === "array"
        ? { lines: [`${validation}UniqueItems=false`], schema, sets: ["unique"] }
        : undefined,
    wrong: (schema) =>
      schema.type === "array"
        ? [{ line: `${validation}UniqueItems=true`, message: "the API server refuses it" }]
        : [],
  }),
  "kubebuilder:validation:Schemaless": (name) => ({
    right: (schema) =>
      schema.type === "object"
        ? {
            lines: [`+${name}`, "+kubebuilder:pruning:PreserveUnknownFields"],
            schema: {
              "x-kubernetes-preserve-unknown-fields": true,
              ...(schema.nullable === undefined ? {} : { nullable: true }),
            },
            sets: ["all"],
          }
        : undefined,
    wrong: () => [],
  }),
  "kubebuilder:default": value("default"),
  "kubebuilder:example": value("example"),
  listMapKey: mapKey("listMapKey", "listType"),
  "k8s:listMapKey": mapKey("k8s:listMapKey", "k8s:listType"),
  "k8s:enum": (name) => ({
    right: (schema) =>
      schema.type === "string" && Array.isArray(schema.enum)
        ? { lines: [`+${name}`], schema: { ...schema, enum: [...schema.enum].sort() }, sets: ["enum"] }
        : undefined,
    wrong: () => [],
  }),
};

/** Every row, by the name of its marker. */
export const markerRows: Readonly<Record<string, TagRow>> = {
  ...Object.fromEntries(Object.entries(same).map(([name, row]) => [name, rowOf(name, row)])),
  ...Object.fromEntries(Object.entries(own).map(([name, make]) => [name, make(name)])),
};

function rowOf(name: string, { tag, line, wrong }: Same): TagRow {
  const row = tagRows[tag];
  return {
    right(schema): RightUse | undefined {
      const use = row?.right(schema);
      return use && { ...use, lines: [line(use.schema)] };
    },
    wrong: (schema) =>
      wrong !== undefined && row?.right(schema) !== undefined
        ? [{ line: `+${name}${wrong}`, message: "wrong argument of" }]
        : [],
  };
}

function bound(keyword: string, pair: string) {
  const exclusive = `exclusive${keyword.charAt(0).toUpperCase()}${keyword.slice(1)}`;
  return (name: string): TagRow => ({
    right(schema) {
      if (schema.type !== "integer" || schema.enum !== undefined || schema[keyword] !== undefined)
        return undefined;
      const number = Number(/\d+/.exec(pair)?.[0]);
      return {
        lines: [`+${name}=true`, `${validation}${pair}`],
        schema: { ...schema, [keyword]: number, [exclusive]: true },
        sets: [keyword],
      };
    },
    wrong: (schema) =>
      schema.type === "integer" ? [{ line: `+${name}=1`, message: "wrong argument of" }] : [],
  });
}

function value(keyword: string) {
  return (name: string): TagRow => ({
    right(schema) {
      const given = booleanOf(schema);
      return given === undefined || schema.enum !== undefined
        ? undefined
        : { lines: [`+${name}=${given}`], schema: { ...schema, [keyword]: given }, sets: ["value"] };
    },
    wrong: () => [],
  });
}

function mapKey(name: string, type: string) {
  return (): TagRow => ({
    right(schema) {
      const use = tagRows.listMapKey?.right(schema);
      return use && { ...use, lines: [`+${type}=map`, `+${name}=name`] };
    },
    wrong: (schema) =>
      schema.type === "array"
        ? []
        : [{ line: `+${name}=name`, message: `"+${name}" cannot stand here: it needs an array` }],
  });
}
