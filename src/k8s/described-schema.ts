import type { JsonSchema } from "../kube/schema/json-schema.ts";
import type { BuiltInSchemas } from "./built-in.ts";

/** The schema of a component with what upstream's documentation says of it and of its fields, where there is any. */
export function describedSchema(schemas: BuiltInSchemas, component: string): JsonSchema {
  const schema = schemas.schema(component);
  const prose = schemas.description(component);
  if (!prose) return schema;
  const described: JsonSchema = { ...(prose.type ? { description: prose.type } : {}), ...schema };
  if (schema.properties)
    described.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [
        name,
        describe(property, prose.fields[name]),
      ]),
    );
  return described;
}

/** Nothing may stand beside a `$ref`, so that it moves into `allOf`, as the server publishes it. */
function describe(property: JsonSchema, description: string | undefined): JsonSchema {
  if (description === undefined) return property;
  const { $ref, ...rest } = property;
  return { description, ...rest, ...($ref ? { allOf: [{ $ref }] } : {}) };
}
