import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";

/** How the text of a type gets at the names of other types. */
export interface Names {
  /** The name of a component's type in this module. */
  component(component: string): string;
  /** The name of an alias in src/kube/scalar.ts. */
  scalar(name: string): string;
}

const apiextensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1";

/** Components whose JSON is written by hand in Go: their published schema says nothing. */
const handWritten: Readonly<Record<string, (props: string) => string>> = {
  [`${apiextensions}.JSON`]: () => "unknown",
  [`${apiextensions}.JSONSchemaPropsOrArray`]: (props) => `${props} | ${props}[]`,
  [`${apiextensions}.JSONSchemaPropsOrBool`]: (props) => `${props} | boolean`,
  [`${apiextensions}.JSONSchemaPropsOrStringArray`]: (props) => `${props} | string[]`,
};

/** Whether a component has a type of its own, rather than one written in place. */
export function isDeclared(component: string): boolean {
  return !(component in handWritten);
}

/** The TypeScript type of a schema, as JSON has it on the wire. */
export function typeText(schema: JsonSchema, names: Names): string {
  const reference = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined);
  if (reference) return referenceText(componentOf(reference), names);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  switch (schema.type) {
    case "string":
      return schema.format === "byte" ? names.scalar("Base64") : "string";
    case "integer":
      return names.scalar(
        schema.format === "int32" ? "Int32" : schema.format === "int64" ? "Int64" : "Integer",
      );
    case "number":
      return schema.format === "double" ? names.scalar("Double") : "number";
    case "boolean":
      return "boolean";
    case "array":
      return `${grouped(typeText(schema.items ?? {}, names))}[]`;
    case "object":
      return typeof schema.additionalProperties === "object"
        ? `Record<string, ${typeText(schema.additionalProperties, names)}>`
        : "Record<string, unknown>";
    default:
      throw new Error(`cannot write a type for ${JSON.stringify(schema)}`);
  }
}

/** The component that a `$ref` names. */
export function componentOf(reference: string): string {
  return reference.slice("#/components/schemas/".length);
}

function referenceText(component: string, names: Names): string {
  const write = handWritten[component];
  return write ? write(names.component(`${apiextensions}.JSONSchemaProps`)) : names.component(component);
}

function grouped(text: string): string {
  return text.includes(" | ") ? `(${text})` : text;
}
