import { expect, test } from "vitest";
import { pascalCase, singular, wordsOf } from "../../../../src/generate/import/type-names.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { crdOf, declarationsOf, sourcesOf } from "./round-trip.ts";

const object = (...names: string[]): JsonSchema => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
});
const declared = (source: string) =>
  [...source.matchAll(/^export (?:interface|type) (\S+)/gm)].map(([, name]) => name);

test.each([
  ["clientSecretRef", ["client", "Secret", "Ref"], "ClientSecretRef"],
  ["tls-config_v2", ["tls", "config", "v", "2"], "TlsConfigV2"],
  ["TLSConfig", ["TLS", "Config"], "TLSConfig"],
  ["ключ", ["ключ"], "Ключ"],
  ["-.", [], ""],
])("the words of %s", (name, words, type) => {
  expect(wordsOf(name)).toEqual(words);
  expect(pascalCase(name)).toBe(type);
});

test.each([
  ["containers", "container"],
  ["policies", "policy"],
  ["addresses", "address"],
  ["statuses", "status"],
  ["databases", "database"],
  ["status", "status"],
  ["class", "class"],
  ["data", "data"],
])("one of %s is %s", (many, one) => {
  expect(singular(many)).toBe(one);
});

test("a shape has the name of its property; what shares it is told apart by the way there", async () => {
  const source = await declarationsOf({
    cache: { type: "object", properties: { storage: object("a") } },
    queue: { type: "object", properties: { storage: object("b") } },
    log: object("c"),
  });
  expect(declared(source)).toEqual(["ThingSpec", "Cache", "CacheStorage", "Queue", "QueueStorage", "Log"]);
});

test("a shape that is used again has the words that all its places end with", async () => {
  const source = await declarationsOf({
    clientSecretRef: object("key", "x"),
    tokenSecretRef: object("key", "x"),
  });
  expect(source).toContain("  clientSecretRef?: SecretRef;\n  tokenSecretRef?: SecretRef;\n");
});

test("shapes that differ in the comment of their place are one, those that differ inside are not", async () => {
  const source = await declarationsOf({
    a: { ...object("x"), description: "One." },
    b: { ...object("x"), description: "Other." },
    c: { type: "object", properties: { x: { type: "string", description: "Said." } } },
  });
  expect(source).toContain("  /** One. */\n  a?: A;\n  /** Other. */\n  b?: A;\n  c?: C;\n");
});

test("an object of Kubernetes has Kubernetes' name, a few fields more or less", async () => {
  const source = await declarationsOf({
    accepts: { type: "array", items: object("effect", "key", "operator", "tolerationSeconds", "value") },
    env: { type: "array", items: object("name", "value", "valueFrom") },
    little: object("name", "value"),
  });
  expect(declared(source)).toEqual(["ThingSpec", "Toleration", "EnvVar", "Little"]);
});

test("what every whole object has is no sign of one of Kubernetes'", async () => {
  const meta = {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { type: "object" },
  } as const;
  const source = await declarationsOf({
    emb2: { type: "object", properties: { ...meta, spec: object("x") } },
    work: { type: "object", properties: { ...meta, spec: object("y"), status: object("z") } },
    config: {
      type: "object",
      properties: { ...meta, ...object("data", "binaryData", "immutable").properties },
    },
  });
  expect(declared(source)).toEqual([
    "ThingSpec",
    "Emb2",
    "Emb2Spec",
    "Work",
    "WorkSpec",
    "WorkStatus",
    "ConfigMap",
  ]);
});

test("no type hides one that the file needs, whatever the kind and its fields are called", async () => {
  const crd = crdOf({
    type: "object",
    properties: { record: object("a"), string: object("b"), int32: object("c") },
  });
  crd.spec.names.kind = "Record";
  const { "v1/record.ts": source = "" } = await sourcesOf(crd);
  expect(declared(source)).toEqual(["RecordResource", "RecordSpec", "SpecRecord", "SpecString", "SpecInt32"]);
  expect(source).toContain('  kind: "Record",\n');
});

test("a shape of one version that has the name of a shared one has its version behind it", async () => {
  const spec = (...names: string[]) => ({ ...object(...names) });
  const crd = crdOf(spec("a"));
  const [v1] = crd.spec.versions;
  if (!v1) throw new Error("no version");
  const more = (name: string, schema: JsonSchema) => {
    const version = structuredClone({ ...v1, name, storage: false });
    const properties = version.schema?.openAPIV3Schema?.properties;
    if (properties) properties.spec = schema;
    return version;
  };
  crd.spec.versions.push(more("v1beta1", spec("a")), more("v1alpha1", spec("b")));
  const sources = await sourcesOf(crd);
  expect(declared(sources["shared/thing.ts"] ?? "")).toEqual(["ThingSpec"]);
  expect(declared(sources["v1alpha1/thing.ts"] ?? "")).toEqual(["Thing", "ThingSpecV1Alpha1"]);
});

test("shapes that only their spelling tells apart are numbered", async () => {
  const source = await declarationsOf({ "foo-bar": object("a"), foo_bar: object("b") });
  expect(declared(source)).toEqual(["ThingSpec", "ThingSpecFooBar", "ThingSpecFooBar2"]);
});
