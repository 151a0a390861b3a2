import type { ModuleContext } from "./module-context.ts";
import { literalsOf, type Shape } from "./shape.ts";
import { typeTags } from "./type-tags.ts";
import { writeComment } from "./write-comment.ts";
import { writeMembers } from "./write-members.ts";
import { writeUnion } from "./write-union.ts";
import { printWidth, writeText } from "./write-value.ts";

/** The declaration of a shape under its name. */
export function writeShape(shape: Shape, name: string, context: ModuleContext): string {
  if (shape.kind === "enum") return writeEnum(shape, name);
  const { schema } = shape;
  const description = context.descriptionOf(shape);
  const union = writeUnion(schema, name, { context, description });
  if (union !== undefined) return union;
  const comment = writeComment(description, typeTags(schema, context), "");
  return `${comment}export interface ${name} {\n${writeMembers(schema, context)}}\n`;
}

/** A union of literals, one a line when they do not fit on one. */
function writeEnum({ schema }: Shape, name: string): string {
  const values = (literalsOf(schema) ?? []).map(writeText);
  const line = `export type ${name} = ${values.join(" | ")};\n`;
  if (line.length - 1 <= printWidth) return line;
  const second = `  ${values.join(" | ")};\n`;
  if (second.length - 1 <= printWidth) return `export type ${name} =\n${second}`;
  return `export type ${name} =\n${values.map((value) => `  | ${value}`).join("\n")};\n`;
}
