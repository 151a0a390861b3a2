import { requiredValue, type FieldError } from "../field-error.ts";
import type { JsonSchema } from "../json-schema.ts";
import { itemsOf, type DeclaredSchema } from "./declared-schema.ts";

/**
 * What junctors speak of must be said outside of them: each of their properties and items. Follows
 * k8s.io/apiextensions-apiserver/pkg/apiserver/schema/complete.go.
 */
export function structuralCompleteness(schema: JsonSchema, path: string): FieldError[] {
  return valueErrors(schema, { schema: schema, path, told: path });
}

interface Counterpart {
  /** The structural schema of the same value; undefined where there is none. */
  readonly schema: DeclaredSchema | undefined;
  readonly path: string;
  /** Where the value is spoken of. */
  readonly told: string;
}

function valueErrors(value: DeclaredSchema, at: Counterpart): FieldError[] {
  const nested = (inner: JsonSchema, where: string) =>
    nestedErrors(inner, { ...at, told: `${at.told}.${where}` });
  return [
    ...(value.not ? nested(value.not, "not") : []),
    ...(["allOf", "anyOf", "oneOf"] as const).flatMap((junctor) =>
      (value[junctor] ?? []).flatMap((item, index) => nested(item, `${junctor}[${index}]`)),
    ),
  ];
}

function nestedErrors(value: DeclaredSchema, at: Counterpart): FieldError[] {
  const { schema, path, told } = at;
  if (!schema) return [requiredValue(path, `because it is defined in ${told}`)];
  const items = itemsOf(value);
  const { properties = {} } = schema;
  return [
    ...valueErrors(value, at),
    ...(items
      ? nestedErrors(items, {
          schema: itemsOf(schema),
          path: `${path}.items`,
          told: `${told}.items`,
        })
      : []),
    ...Object.entries(value.properties ?? {}).flatMap(([name, property]) =>
      nestedErrors(property as DeclaredSchema, {
        schema: Object.hasOwn(properties, name) ? properties[name] : undefined,
        path: `${path}.properties[${name}]`,
        told: `${told}.properties[${name}]`,
      }),
    ),
  ];
}
