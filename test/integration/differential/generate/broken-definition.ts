import type { CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import { walkSchema } from "../../../../src/kube/schema/walk-schema.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import type { Dice } from "./dice.ts";

/* eslint-disable @typescript-eslint/no-explicit-any -- what is made here is no definition any more */

/** A definition that is wrong in one or two places. */
export function brokenDefinition(dice: Dice, definition: CustomResourceDefinition): unknown {
  const broken = structuredClone(definition) as any;
  const inSchema = dice.chance(0.65);
  if (!inSchema || dice.chance(0.3)) dice.pick(breakages)(broken, dice);
  // the schema comes last: what is broken has no parts that could be broken too
  if (inSchema && Array.isArray(broken.spec.versions)) breakSchema(dice, broken);
  return broken;
}

const breakages: readonly ((crd: any, dice: Dice) => void)[] = [
  (crd) => (crd.metadata.name = "other.example.com"),
  (crd) => (crd.spec.group = "nodots"),
  (crd) => (crd.spec.group = "Bad_Group.example.com"),
  (crd) => delete crd.spec.group,
  (crd) => (crd.spec.scope = "Odd"),
  (crd) => delete crd.spec.scope,
  (crd) => (crd.spec.names.kind = "bad kind"),
  (crd) => delete crd.spec.names.kind,
  (crd) => (crd.spec.names.plural = "Things"),
  (crd) => (crd.spec.names.singular = "a.b"),
  (crd) => (crd.spec.names.listKind = "Thing"),
  (crd) => (crd.spec.names.shortNames = ["ok", "Bad!"]),
  (crd) => (crd.spec.names.categories = ["Bad!"]),
  (crd) => (crd.spec.versions = []),
  (crd) => (crd.spec.versions[0].name = "V1"),
  (crd) => (crd.spec.versions[0].storage = false),
  (crd) => (crd.spec.versions[0].served = false),
  (crd) => delete crd.spec.versions[0].schema,
  (crd) => (crd.spec.versions[0].schema = {}),
  (crd) => crd.spec.versions.push({ ...structuredClone(crd.spec.versions[0]) }),
  (crd) => crd.spec.versions.push({ ...structuredClone(crd.spec.versions[0]), name: "v7", storage: false }),
  (crd) => (crd.spec.preserveUnknownFields = true),
  (crd) => (crd.spec.conversion = { strategy: "Odd" }),
  (crd) => (crd.spec.conversion = { strategy: "None", webhook: { conversionReviewVersions: ["v1"] } }),
  (crd) => (crd.spec.versions[0].deprecationWarning = "unused"),
  (crd) => Object.assign(crd.spec.versions[0], { deprecated: true, deprecationWarning: "" }),
  (crd) => Object.assign(crd.spec.versions[0], { deprecated: true, deprecationWarning: "x\ty" }),
  (crd) => (crd.spec.versions[0].additionalPrinterColumns = [{ name: "", type: "odd", jsonPath: "spec" }]),
  (crd) =>
    (crd.spec.versions[0].additionalPrinterColumns = [
      { name: "A", type: "string", jsonPath: ".spec[", format: "odd", priority: -1 },
    ]),
  (crd) =>
    (crd.spec.versions[0].additionalPrinterColumns = [
      { name: "A", type: "integer", format: "int32", jsonPath: ".spec.a[0]" },
    ]),
  (crd) =>
    (crd.spec.versions[0].subresources = {
      scale: { specReplicasPath: ".status.x", statusReplicasPath: ".spec.y" },
    }),
  (crd) =>
    (crd.spec.versions[0].subresources = {
      scale: {
        specReplicasPath: "spec.x",
        statusReplicasPath: ".status.y[0]",
        labelSelectorPath: ".metadata.x",
      },
    }),
  (crd) => (crd.spec.versions[0].subresources = { scale: {} }),
  (crd) => (crd.spec.versions[0].subresources = { odd: {} }),
  (crd) => (crd.spec.versions[0].selectableFields = [{ jsonPath: ".spec.none" }]),
  (crd) =>
    (crd.spec.versions[0].selectableFields = [
      { jsonPath: "spec" },
      { jsonPath: ".metadata.name" },
      { jsonPath: ".spec" },
    ]),
  (crd) => (crd.spec.odd = 1),
  (crd) => (crd.spec.versions = "v1"),
  (crd) => (crd.spec.versions[0].served = "true"),
  (crd) => (crd.spec.names = []),
  (crd) => (crd.status = { storedVersions: [] }),
  (crd) => (crd.metadata.annotations = { "api-approved.kubernetes.io": "x" }),
  (crd) => (crd.metadata.labels = { "-": "x" }),
];

function breakSchema(dice: Dice, crd: any): void {
  const root = crd.spec?.versions?.[0]?.schema?.openAPIV3Schema as JsonSchema | undefined;
  if (!root) return;
  const nodes: JsonSchema[] = [];
  walkSchema(root, (node) => nodes.push(node));
  dice.pick(schemaBreakages)(dice.pick(nodes) as any, dice, root as any);
}

const schemaBreakages: readonly ((schema: any, dice: Dice, root: any) => void)[] = [
  (schema) => delete schema.type,
  (schema) => (schema.type = "odd"),
  (schema) => (schema.type = ""),
  (schema, dice) => (schema.type = dice.pick(["object", "array", "string", "integer"])),
  (schema) => (schema.pattern = "("),
  (schema) => (schema.pattern = "a{2,1}"),
  (schema) => (schema.uniqueItems = true),
  (schema) => (schema.$ref = "#/x"),
  (schema) => (schema.default = { odd: 1 }),
  (schema, dice) => (schema.default = dice.pick<unknown>([null, "a", 1, [], {}, [{}], true])),
  (schema) => (schema.additionalProperties = { type: "string" }),
  (schema) => (schema.additionalProperties = false),
  (schema) => (schema.additionalProperties = true),
  (schema) => delete schema.items,
  (schema) => (schema.items = [{ type: "string" }]),
  (schema) => (schema.items = { type: "string", nullable: true }),
  (schema) => (schema["x-kubernetes-list-type"] = "odd"),
  (schema) => (schema["x-kubernetes-list-type"] = "map"),
  (schema) => (schema["x-kubernetes-list-type"] = "set"),
  (schema) => (schema["x-kubernetes-list-map-keys"] = ["name", "none", "name"]),
  (schema) => (schema["x-kubernetes-map-type"] = "odd"),
  (schema) => (schema["x-kubernetes-map-type"] = "atomic"),
  (schema) => (schema["x-kubernetes-int-or-string"] = true),
  (schema) => (schema["x-kubernetes-embedded-resource"] = true),
  (schema) => (schema["x-kubernetes-preserve-unknown-fields"] = true),
  (schema) => (schema["x-kubernetes-preserve-unknown-fields"] = false),
  (schema) => (schema.anyOf = [{ type: "string" }, { default: 1 }]),
  (schema) => (schema.oneOf = [{ properties: { new: { minLength: 1 } } }, { items: { maxLength: 1 } }]),
  (schema) =>
    (schema.allOf = [
      { properties: { new: { type: "string", description: "x", nullable: true, title: "t" } } },
    ]),
  (schema) => (schema.not = { additionalProperties: { maxLength: 1 }, "x-kubernetes-list-type": "set" }),
  (schema) => (schema.anyOf = [{ required: ["x"], "x-kubernetes-validations": [{ rule: "true" }] }]),
  (schema) => (schema.enum = []),
  (schema) => (schema.enum = [1, "a", 1, null]),
  (schema) => (schema.maxLength = -1),
  (schema) => (schema.minimum = "1"),
  (schema) => (schema.minItems = 1.5),
  (schema) => (schema.required = ["x", "x"]),
  (schema) => (schema.format = "odd"),
  (schema) => (schema.properties = { "": { type: "string" } }),
  (schema) => (schema.properties = { $schema: { type: "string" }, x: {} }),
  (schema) => (schema.properties = { x: null }),
  (schema) => (schema.id = "x"),
  (schema) => (schema.definitions = { x: { type: "string" } }),
  (schema) => (schema.dependencies = { x: ["y"] }),
  (schema) => (schema.patternProperties = { x: { type: "string" } }),
  (schema) => (schema.additionalItems = true),
  (schema) => (schema.nullable = true),
  (schema) => (schema["x-kubernetes-validations"] = [{ rule: "" }]),
  (schema) => (schema["x-kubernetes-validations"] = [{ rule: "self.nope > 1" }]),
  (schema) => (schema["x-kubernetes-validations"] = [{ rule: "1 +" }]),
  (schema) =>
    (schema["x-kubernetes-validations"] = [
      { rule: "self == oldSelf" },
      { rule: "true", message: " ", reason: "Odd", fieldPath: "x" },
    ]),
  (schema) =>
    (schema["x-kubernetes-validations"] = [
      { rule: "true", message: "a\nb" },
      { rule: "true", fieldPath: ".none" },
    ]),
  (schema) =>
    (schema["x-kubernetes-validations"] = [
      { rule: "true", messageExpression: "1" },
      { rule: "true", messageExpression: " " },
      { rule: "true", optionalOldSelf: true },
    ]),
  (schema) => (schema["x-kubernetes-validations"] = [{ rule: "'text'" }, { rule: "self" }]),
  (_schema, _dice, root) =>
    (root.properties.metadata = { type: "object", properties: { labels: { type: "object" } } }),
  (_schema, _dice, root) =>
    (root.properties.metadata = {
      type: "object",
      properties: { name: { type: "integer", minimum: 1 } },
      required: ["name"],
    }),
  (_schema, _dice, root) => (root.properties.apiVersion = { type: "integer" }),
  (_schema, _dice, root) => (root.properties.kind = { type: "string", enum: ["Other"] }),
  (_schema, _dice, root) => (root["x-kubernetes-preserve-unknown-fields"] = true),
  (_schema, _dice, root) => (root.type = "array"),
  (_schema, _dice, root) => (root.nullable = true),
  (_schema, _dice, root) => (root.default = {}),
  (_schema, _dice, root) => (root["x-kubernetes-embedded-resource"] = true),
];
