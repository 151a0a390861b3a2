import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { ModuleContext } from "./module-context.ts";
import { unionAlternatives } from "./union-alternatives.ts";
import { writeComment } from "./write-comment.ts";
import { typeTags } from "./type-tags.ts";
import { writeMembers } from "./write-members.ts";

/**
 * An object of which one of several groups of properties must be there, as a union: what all have in common, and the alternatives. Undefined where the
 * generator would not make the same `oneOf` of it.
 */
export function writeUnion(
  schema: JsonSchema,
  name: string,
  { context, description }: { context: ModuleContext; description: string | undefined },
): string | undefined {
  const alternatives = unionAlternatives(schema);
  if (!alternatives) return undefined;
  const chosen = new Set(alternatives.flatMap(({ properties }) => Object.keys(properties)));
  const shared = Object.entries(schema.properties ?? {}).filter(([key]) => !chosen.has(key));
  const isCommon = shared.length > 0;
  const common = `${name}Common`;
  if (isCommon && context.isTaken(common)) return undefined;
  const { oneOf: _oneOf, ...said } = schema;
  const comment = writeComment(description, typeTags(said, context), "");
  const indent = isCommon ? "    " : "  ";
  const parts = alternatives.map(({ properties, required }) => {
    const alternative: JsonSchema = { type: "object", properties, required: [...required] };
    const members = writeMembers(alternative, context, { indent: `${indent}    ` });
    return `${indent}| {\n${members}${indent}  }`;
  });
  const union = parts.join("\n");
  if (!isCommon) return `${comment}export type ${name} =\n${union};\n`;
  const { required } = schema;
  const rest: JsonSchema = { ...schema, properties: Object.fromEntries(shared) };
  const members = writeMembers({ ...rest, ...(required ? { required } : {}) }, context);
  return `${comment}export type ${name} = ${common} &\n  (\n${union}\n  );\n\nexport interface ${common} {\n${members}}\n`;
}
