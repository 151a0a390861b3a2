import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { ModuleContext } from "./module-context.ts";
import { writeComment } from "./write-comment.ts";
import { typeTags } from "./type-tags.ts";
import { writeMembers } from "./write-members.ts";

/** Names of the properties of each alternative. */
type Alternatives = readonly (readonly string[])[];

/**
 * An object of which one of several groups of properties must be there, as a union: what all have in common, and the alternatives. Undefined where the
 * generator would not make the same `oneOf` of it.
 */
export function writeUnion(
  schema: JsonSchema,
  name: string,
  { context, description }: { context: ModuleContext; description: string | undefined },
): string | undefined {
  const alternatives = alternativesOf(schema);
  if (!alternatives) return undefined;
  const chosen = alternatives.flat();
  const rest: JsonSchema = { ...schema, properties: pick(schema, (key) => !chosen.includes(key)) };
  const isCommon = Object.keys(rest.properties ?? {}).length > 0;
  const common = `${name}Common`;
  if (isCommon && context.isTaken(common)) return undefined;
  const { oneOf: _oneOf, ...said } = schema;
  const comment = writeComment(description, typeTags(said, context), "");
  const indent = isCommon ? "    " : "  ";
  const parts = alternatives.map((names) => {
    const properties = pick(schema, (key) => names.includes(key));
    const members = writeMembers({ type: "object", properties, required: [...names] }, context, {
      indent: `${indent}    `,
    });
    return `${indent}| {\n${members}${indent}  }`;
  });
  const union = parts.join("\n");
  if (!isCommon) return `${comment}export type ${name} =\n${union};\n`;
  const { required } = schema;
  const members = writeMembers({ ...rest, ...(required ? { required } : {}) }, context);
  return `${comment}export type ${name} = ${common} &\n  (\n${union}\n  );\n\nexport interface ${common} {\n${members}}\n`;
}

function pick(
  { properties = {} }: JsonSchema,
  isWanted: (name: string) => boolean,
): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => isWanted(name)));
}

/** The alternatives of `oneOf: [{ required: ["a"] }, { required: ["b"] }]`. */
function alternativesOf(schema: JsonSchema): Alternatives | undefined {
  const { type, oneOf = [], properties = {}, required = [] } = schema;
  if (type !== "object" || oneOf.length < 2) return undefined;
  if (schema["x-kubernetes-preserve-unknown-fields"] || schema["x-kubernetes-embedded-resource"])
    return undefined;
  const lists = oneOf.map((branch) => (Object.keys(branch).length === 1 ? (branch.required ?? []) : []));
  const all = lists.flat();
  const isPlain = lists.every((names) => names.length > 0 && names.join() === [...names].sort().join());
  const isChoice = new Set(all).size === all.length && !all.some((name) => required.includes(name));
  const isKnown = all.every(
    (name) => Object.hasOwn(properties, name) && properties[name]?.default === undefined,
  );
  return isPlain && isChoice && isKnown ? lists : undefined;
}
