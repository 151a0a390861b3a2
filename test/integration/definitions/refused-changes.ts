/* eslint-disable @typescript-eslint/no-explicit-any -- what is made here is no definition any more */

/** A definition with a mistake. */
export interface RefusedChange {
  readonly title: string;
  readonly definition: unknown;
}

const base = () => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "things.refused.example.com" } as any,
  spec: {
    group: "refused.example.com",
    scope: "Namespaced",
    names: { plural: "things", kind: "Thing" } as any,
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", properties: { spec: { type: "object" } } } as any },
      },
    ] as any[],
  } as any,
});

/** Each changes a definition that is right. */
const changes: readonly (readonly [title: string, change: (crd: any) => void])[] = [
  ["a name that is not the plural and the group", (crd) => (crd.metadata.name = "other.example.com")],
  ["a name that is none", (crd) => (crd.metadata.name = "Bad_Name")],
  ["labels that are none", (crd) => (crd.metadata.labels = { "-": "x" })],
  ["a group without a dot", (crd) => rename(crd, "nodots")],
  ["a group in capitals", (crd) => rename(crd, "Bad.example.com")],
  ["no group", (crd) => delete crd.spec.group],
  ["no scope", (crd) => delete crd.spec.scope],
  ["another scope", (crd) => (crd.spec.scope = "Odd")],
  ["no names", (crd) => delete crd.spec.names],
  ["names that are none", (crd) => (crd.spec.names = { ...names, kind: "Bad Kind", singular: "a.b" })],
  [
    "short names and categories that are none",
    (crd) => Object.assign(crd.spec.names, { shortNames: ["ok", "Bad!"], categories: ["Bad!"] }),
  ],
  ["a list called like the kind", (crd) => (crd.spec.names.listKind = "Thing")],
  ["no versions", (crd) => delete crd.spec.versions],
  ["an empty list of versions", (crd) => (crd.spec.versions = [])],
  ["a version called V1", (crd) => (crd.spec.versions[0].name = "V1")],
  ["no version that is stored", (crd) => (crd.spec.versions[0].storage = false)],
  ["two versions that are stored", (crd) => addVersion(crd, { name: "v2", storage: true })],
  ["a version twice", (crd) => addVersion(crd, { storage: false })],
  ["no schema", (crd) => delete crd.spec.versions[0].schema],
  ["an empty schema", (crd) => (crd.spec.versions[0].schema = {})],
  [
    "no schema in one of two versions",
    (crd) => addVersion(crd, { name: "v2", storage: false, schema: undefined }),
  ],
  ["unknown fields that are preserved", (crd) => (crd.spec.preserveUnknownFields = true)],
  [
    "unknown fields that are preserved, and defaults",
    (crd) => {
      crd.spec.preserveUnknownFields = true;
      specOf(crd, { properties: { a: { type: "string", default: "x" } } });
    },
  ],
  ["a warning of what is not deprecated", (crd) => (crd.spec.versions[0].deprecationWarning = "x")],
  [
    "an empty warning",
    (crd) => Object.assign(crd.spec.versions[0], { deprecated: true, deprecationWarning: "" }),
  ],
  [
    "a warning that cannot be printed",
    (crd) => Object.assign(crd.spec.versions[0], { deprecated: true, deprecationWarning: "x\ty" }),
  ],
  [
    "a long warning",
    (crd) => Object.assign(crd.spec.versions[0], { deprecated: true, deprecationWarning: "x".repeat(257) }),
  ],
  ["another conversion", (crd) => (crd.spec.conversion = { strategy: "Odd" })],
  ["a conversion that says nothing", (crd) => (crd.spec.conversion = {})],
  ["a conversion by a webhook without one", (crd) => (crd.spec.conversion = { strategy: "Webhook" })],
  [
    "a webhook without a conversion by it",
    (crd) =>
      (crd.spec.conversion = {
        strategy: "None",
        webhook: { conversionReviewVersions: ["v1"], clientConfig: { url: "https://a" } },
      }),
  ],
  [
    "review versions that are none",
    (crd) =>
      (crd.spec.conversion = {
        strategy: "Webhook",
        webhook: { conversionReviewVersions: ["v9", "v9", "-"], clientConfig: { url: "http://a" } },
      }),
  ],
  [
    "a column without a name",
    (crd) => (crd.spec.versions[0].additionalPrinterColumns = [{ name: "", type: "odd", jsonPath: "spec" }]),
  ],
  [
    "a column of another format",
    (crd) =>
      (crd.spec.versions[0].additionalPrinterColumns = [
        { name: "A", type: "string", format: "odd", jsonPath: ".spec[" },
      ]),
  ],
  ["a scale without paths", (crd) => (crd.spec.versions[0].subresources = { scale: {} })],
  [
    "a scale with paths elsewhere",
    (crd) =>
      (crd.spec.versions[0].subresources = {
        scale: {
          specReplicasPath: ".status.x",
          statusReplicasPath: "status.x",
          labelSelectorPath: ".metadata.x",
        },
      }),
  ],
  [
    "selectable fields that cannot be selected by",
    (crd) =>
      (crd.spec.versions[0].selectableFields = [
        { jsonPath: ".spec" },
        { jsonPath: ".metadata.name" },
        { jsonPath: ".spec.none" },
        { jsonPath: "spec" },
        { jsonPath: ".spec[0]" },
        { jsonPath: "" },
      ]),
  ],
  ["a group of Kubernetes' own", (crd) => rename(crd, "refused.k8s.io")],
  [
    "an approval that is none",
    (crd) => {
      rename(crd, "refused.k8s.io");
      crd.metadata.annotations = { "api-approved.kubernetes.io": "x" };
    },
  ],
  ...["nullable", "additionalProperties", "enum", "description", "x-kubernetes-embedded-resource"].map(
    (key): [string, (crd: any) => void] => [
      `${key} at the root, with a status`,
      (crd) => {
        crd.spec.versions[0].subresources = { status: {} };
        const value = key === "enum" ? ["a"] : key === "description" ? "text" : true;
        crd.spec.versions[0].schema.openAPIV3Schema[key] = value;
      },
    ],
  ),
  ["an array at the root", (crd) => (crd.spec.versions[0].schema.openAPIV3Schema.type = "array")],
  ["nothing at the root", (crd) => (crd.spec.versions[0].schema.openAPIV3Schema = {})],
  [
    "a schema for metadata",
    (crd) => rootOf(crd, { metadata: { type: "object", properties: { labels: { type: "object" } } } }),
  ],
  ["a description for metadata", (crd) => rootOf(crd, { metadata: { type: "object", description: "x" } })],
  ["a default for metadata", (crd) => rootOf(crd, { metadata: { type: "object", default: {} } })],
  ["a kind that is a number", (crd) => rootOf(crd, { kind: { type: "integer" }, apiVersion: {} })],
  ["a default for the kind", (crd) => rootOf(crd, { kind: { type: "string", default: "a b" } })],
];

const names = { plural: "things", kind: "Thing" };

/** Schemas of a field of the spec. */
const schemas: readonly (readonly [title: string, schema: unknown])[] = [
  ["no type", {}],
  ["a type that there is not", { type: "odd" }],
  ["null as a type", { type: "null" }],
  ["an array without items", { type: "array" }],
  ["items that are a list", { type: "array", items: [{ type: "string" }] }],
  ["items without a type", { type: "array", items: {} }],
  ["uniqueItems", { type: "array", items: { type: "string" }, uniqueItems: true }],
  ["a reference", { $ref: "#/x" }],
  ["an id", { type: "string", id: "x" }],
  ["a schema of schemas", { type: "string", $schema: "x" }],
  ["definitions", { type: "string", definitions: { a: { type: "odd" } } }],
  ["dependencies", { type: "object", dependencies: { a: ["b"] } }],
  ["patterns of properties", { type: "object", patternProperties: { a: { type: "string" } } }],
  ["additional items", { type: "array", items: { type: "string" }, additionalItems: false }],
  ["a pattern that is none", { type: "string", pattern: "(" }],
  ["a repetition that is none", { type: "string", pattern: "a{2,1}" }],
  [
    "properties and additional ones",
    { type: "object", properties: { a: { type: "string" } }, additionalProperties: { type: "string" } },
  ],
  [
    "properties and no additional ones",
    { type: "object", properties: { a: { type: "string" } }, additionalProperties: false },
  ],
  [
    "parts of a junctor that belong outside",
    {
      type: "string",
      anyOf: [
        {
          type: "string",
          default: "a",
          title: "t",
          description: "d",
          nullable: true,
          additionalProperties: true,
          "x-kubernetes-preserve-unknown-fields": true,
          "x-kubernetes-embedded-resource": true,
          "x-kubernetes-int-or-string": true,
          "x-kubernetes-list-type": "set",
          "x-kubernetes-list-map-keys": ["a"],
          "x-kubernetes-map-type": "atomic",
          "x-kubernetes-validations": [{ rule: "true" }],
        },
      ],
    },
  ],
  [
    "what only a junctor knows",
    {
      type: "object",
      properties: { a: { type: "string" } },
      oneOf: [{ properties: { b: { minLength: 1 }, metadata: {} } }],
      not: { items: { minLength: 1 } },
    },
  ],
  [
    "int-or-string and other forms",
    {
      "x-kubernetes-int-or-string": true,
      "x-kubernetes-preserve-unknown-fields": true,
      "x-kubernetes-embedded-resource": true,
      anyOf: [{ type: "string" }, { type: "integer" }],
    },
  ],
  ["an embedded text", { type: "string", "x-kubernetes-embedded-resource": true }],
  [
    "an embedded resource of which nothing is known",
    { type: "object", "x-kubernetes-embedded-resource": true },
  ],
  [
    "an embedded resource with any fields",
    { type: "object", "x-kubernetes-embedded-resource": true, additionalProperties: { type: "string" } },
  ],
  [
    "an embedded resource in metadata",
    {
      type: "object",
      "x-kubernetes-embedded-resource": true,
      properties: {
        metadata: { type: "object", properties: { a: embedded() } },
        kind: { type: "integer" },
      },
    },
  ],
  [
    "unknown fields that are not preserved",
    { type: "object", "x-kubernetes-preserve-unknown-fields": false },
  ],
  ["a map type of a text", { type: "string", "x-kubernetes-map-type": "atomic" }],
  ["a map type that there is not", { type: "object", "x-kubernetes-map-type": "odd" }],
  [
    "a list type of nothing",
    { "x-kubernetes-list-type": "set", "x-kubernetes-preserve-unknown-fields": true },
  ],
  ["a list type that there is not", { ...list({ type: "string" }), "x-kubernetes-list-type": "odd" }],
  ["a set of objects", { ...list({ type: "object" }), "x-kubernetes-list-type": "set" }],
  [
    "a set of sets",
    {
      ...list({ ...list({ type: "string" }), "x-kubernetes-list-type": "set" }),
      "x-kubernetes-list-type": "set",
    },
  ],
  ["a set of nulls", { ...list({ type: "string", nullable: true }), "x-kubernetes-list-type": "set" }],
  ["keys without a list type", { ...list({ type: "object" }), "x-kubernetes-list-map-keys": ["a"] }],
  [
    "keys of a set",
    { ...list({ type: "string" }), "x-kubernetes-list-type": "set", "x-kubernetes-list-map-keys": ["a"] },
  ],
  ["a list of maps without keys", { ...list({ type: "object" }), "x-kubernetes-list-type": "map" }],
  [
    "a list of maps without items",
    { type: "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["a"] },
  ],
  [
    "keys of texts",
    { ...list({ type: "string" }), "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["a"] },
  ],
  [
    "keys that are no keys",
    {
      ...list({
        type: "object",
        nullable: true,
        properties: { a: { type: "object", nullable: true }, b: { type: "string" } },
        required: ["a"],
      }),
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["a", "b", "c", "a"],
    },
  ],
  ["a default of another type", { type: "integer", default: "a" }],
  ["a default that is too large", { type: "integer", maximum: 3, default: 5 }],
  [
    "a default with unknown fields",
    { type: "object", properties: { a: { type: "string" } }, default: { z: 1, b: 2 } },
  ],
  [
    "a default without what must be there, though it has a default",
    {
      type: "object",
      required: ["a"],
      properties: { a: { type: "string", default: "x" } },
      default: {},
    },
  ],
  ["a default of no int-or-string", { "x-kubernetes-int-or-string": true, default: { odd: 1 } }],
  ["a default that is no resource", { ...embedded(), default: { kind: "A B" } }],
  [
    "defaults in the metadata of a resource",
    {
      type: "object",
      "x-kubernetes-embedded-resource": true,
      properties: {
        metadata: {
          type: "object",
          properties: { labels: { type: "object", additionalProperties: { type: "string", default: "-" } } },
        },
        kind: { type: "string", default: "a b" },
      },
    },
  ],
  [
    "a default that breaks a rule",
    { type: "integer", default: 5, "x-kubernetes-validations": [{ rule: "self < 3" }] },
  ],
  [
    "a default that is no set to its rule",
    {
      ...list({ type: "number" }),
      "x-kubernetes-list-type": "set",
      maxItems: 2,
      default: [4, 2],
      "x-kubernetes-validations": [{ rule: "self == oldSelf", reason: "FieldValueDuplicate" }],
    },
  ],
  [
    "a null that an optional rule sees in a default",
    {
      type: "object",
      properties: { a: { type: "string", nullable: true } },
      default: { a: null },
      "x-kubernetes-validations": [
        { rule: "!oldSelf.hasValue() || self == oldSelf.value()", optionalOldSelf: true },
      ],
    },
  ],
  ["an empty rule", { type: "string", "x-kubernetes-validations": [{ rule: " " }] }],
  ["a rule of another type", { type: "string", "x-kubernetes-validations": [{ rule: "self" }] }],
  ["a rule that does not parse", { type: "string", "x-kubernetes-validations": [{ rule: "1 +" }] }],
  [
    "parts of a rule that are none",
    {
      type: "object",
      properties: { a: { type: "string" } },
      "x-kubernetes-validations": [
        { rule: "true", message: " ", reason: "Odd", fieldPath: "a", messageExpression: " " },
        { rule: "true", message: "a\nb", fieldPath: ".none" },
        { rule: "true\n", fieldPath: " " },
        { rule: "true && \n true" },
      ],
    },
  ],
  [
    "an optional old self that is not used",
    { type: "string", "x-kubernetes-validations": [{ rule: "true", optionalOldSelf: true }] },
  ],
  [
    "an old self in a list that is replaced",
    list({ type: "string", maxLength: 5, "x-kubernetes-validations": [{ rule: "self == oldSelf" }] }),
  ],
  [
    "a rule beside a mistake",
    { type: "object", properties: { a: { type: "odd" } }, "x-kubernetes-validations": [{ rule: "1 +" }] },
  ],
];

function list(items: unknown) {
  return { type: "array", items };
}

function embedded() {
  return {
    type: "object",
    "x-kubernetes-embedded-resource": true,
    "x-kubernetes-preserve-unknown-fields": true,
  };
}

function rename(crd: any, group: string): void {
  crd.spec.group = group;
  crd.metadata.name = `things.${group}`;
}

function addVersion(crd: any, change: object): void {
  crd.spec.versions.push({ ...structuredClone(crd.spec.versions[0]), ...change });
}

function rootOf(crd: any, properties: object): void {
  Object.assign(crd.spec.versions[0].schema.openAPIV3Schema.properties, properties);
}

function specOf(crd: any, schema: object): void {
  Object.assign(crd.spec.versions[0].schema.openAPIV3Schema.properties.spec, schema);
}

/** Definitions with one mistake each, or a few that are told of together. */
export const refusedChanges: readonly RefusedChange[] = [
  ...changes,
  ...schemas.map(([title, schema]): [string, (crd: any) => void] => [
    title,
    (crd) => specOf(crd, { properties: { x: schema } }),
  ]),
].map(([title, change]) => {
  const definition = base();
  change(definition);
  return { title, definition };
});
