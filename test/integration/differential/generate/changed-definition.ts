import type { CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { definitionFor } from "./definition.ts";
import type { Dice } from "./dice.ts";
import { schemaFor } from "./schema.ts";

/** The definition with its rules made stricter or laxer, with another version, or stored in another. */
export function changedDefinition(
  dice: Dice,
  definition: CustomResourceDefinition,
  marker: string,
): CustomResourceDefinition {
  const next = structuredClone(definition);
  const { group, versions, scope } = next.spec;
  for (const version of versions) {
    const { properties = {} } = version.schema?.openAPIV3Schema ?? {};
    for (const part of [properties.spec, properties.status]) if (part) change(dice, part, 2);
  }
  if (dice.chance(0.25)) {
    const other = definitionFor(dice, { group, marker, clusterScoped: scope === "Cluster" });
    const added = other.spec.versions[0];
    if (added) versions.push({ ...added, name: "v3", storage: false });
  }
  if (versions.length > 1 && dice.chance(0.4)) {
    const stored = dice.pick(versions.filter(({ served }) => served));
    for (const version of versions) version.storage = version === stored;
  }
  for (const version of versions)
    version.additionalPrinterColumns = [
      { name: "Marker", type: "string", jsonPath: ".metadata.name", description: marker },
    ];
  return next;
}

/** Changes a schema here and there. */
function change(dice: Dice, schema: JsonSchema, depth: number): void {
  const properties = Object.entries(schema.properties ?? {});
  for (const [name, property] of properties) {
    // an empty map is told from none by messages alone, and of those not by ours
    const isLast = Object.keys(schema.properties ?? {}).length === 1;
    if (dice.chance(0.08) && schema.properties && !isLast) Reflect.deleteProperty(schema.properties, name);
    else if (depth > 0) change(dice, property, depth - 1);
  }
  if (schema.items && depth > 0) change(dice, schema.items, depth - 1);
  if (!dice.chance(0.5)) return;
  switch (schema.type) {
    case "string":
      return void Object.assign(
        schema,
        dice.pick<JsonSchema>([
          { maxLength: 2 },
          { pattern: "^z" },
          { minLength: 4 },
          { enum: ["z", "other"] },
        ]),
      );
    case "integer":
    case "number":
      return void Object.assign(
        schema,
        dice.pick<JsonSchema>([{ minimum: 5, exclusiveMinimum: false }, { maximum: 1 }, { multipleOf: 3 }]),
      );
    case "array":
      if (schema["x-kubernetes-list-type"] === undefined && dice.chance(0.3))
        schema["x-kubernetes-list-type"] = "atomic";
      return void Object.assign(schema, dice.pick<JsonSchema>([{ maxItems: 1 }, { minItems: 2 }]));
    case "object":
      return changeObject(
        dice,
        schema,
        properties.map(([name]) => name),
      );
    default:
  }
}

function changeObject(dice: Dice, schema: JsonSchema, names: readonly string[]): void {
  const kept = names.filter((name) => schema.properties && Object.hasOwn(schema.properties, name));
  if (!schema.properties) return void Object.assign(schema, { maxProperties: 1 });
  dice.weighted<void>([
    [2, () => void (schema.required = [...new Set([...(schema.required ?? []), ...kept.slice(0, 1)])])],
    [2, () => void (schema.properties = { ...schema.properties, added: schemaFor(dice, 1) })],
    [1, () => void (schema.maxProperties = 1)],
    [
      1,
      () =>
        void (schema["x-kubernetes-validations"] = [{ rule: "self == oldSelf", message: "is fixed now" }]),
    ],
    [1, () => void (schema["x-kubernetes-preserve-unknown-fields"] = true)],
  ]);
  if (schema.required?.length === 0) delete schema.required;
}
