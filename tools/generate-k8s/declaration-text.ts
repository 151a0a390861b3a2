import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import { typeText, type Names } from "./type-text.ts";

const apiextensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1";

/** Components whose JSON is written by hand in Go: their published schema says nothing. */
const handWritten: Readonly<Record<string, string>> = {
  [`${apiextensions}.JSON`]: "unknown",
  [`${apiextensions}.JSONSchemaPropsOrArray`]: "JSONSchemaProps | JSONSchemaProps[]",
  [`${apiextensions}.JSONSchemaPropsOrBool`]: "JSONSchemaProps | boolean",
  [`${apiextensions}.JSONSchemaPropsOrStringArray`]: "JSONSchemaProps | string[]",
  "io.k8s.apimachinery.pkg.apis.meta.v1.Patch": "Record<string, unknown> | unknown[]",
};

/** What a component's declaration is written from. */
export interface Declaration {
  readonly component: string;
  readonly name: string;
  readonly schema: JsonSchema;
  /** The name of KubernetesObject, which a kind extends; undefined for what is no kind. */
  readonly base?: string;
}

/** The interface or type alias of a component. */
export function declarationText(declaration: Declaration, names: Names): string {
  const { component, name, schema, base } = declaration;
  const given = handWritten[component];
  if (given) return `export type ${name} = ${given};\n`;
  const properties = Object.entries(schema.properties ?? {}).filter(
    ([property]) => !base || !["apiVersion", "kind", "metadata"].includes(property),
  );
  if (properties.length === 0 && !base) {
    const value = schema["x-kubernetes-preserve-unknown-fields"] ? "unknown" : "never";
    return `export type ${name} = Record<string, ${value}>;\n`;
  }
  const required = schema.required ?? [];
  const lines = properties.map(
    ([property, value]) =>
      `  ${key(property)}${required.includes(property) ? "" : "?"}: ${typeText(value, names)};\n`,
  );
  const head = `export interface ${name}${base ? ` extends ${base}` : ""}`;
  return `${unionHint(schema)}${head} {${lines.length ? `\n${lines.join("")}` : ""}}\n`;
}

function key(property: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(property) ? property : JSON.stringify(property);
}

/** The server enforces its unions in code; a type that did would be in the way of whoever builds an object step by step. */
function unionHint(schema: JsonSchema): string {
  const hints = (schema["x-kubernetes-unions"] ?? []).map((union) => {
    const members = Object.keys(union["fields-to-discriminateBy"]).map((member) => `\`${member}\``);
    return union.discriminator
      ? `\`${union.discriminator}\` says which of these is set, if any: ${members.join(", ")}.`
      : `Exactly one of these is set: ${members.join(", ")}.`;
  });
  return hints.length ? `/** A union. ${hints.join(" ")} */\n` : "";
}
