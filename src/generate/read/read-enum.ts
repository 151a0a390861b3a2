import type { ts } from "ts-morph";
import { nearest } from "../../base/nearest.ts";
import type { Type } from "../model/type.ts";
import { positionOf } from "./problems.ts";
import { readEnumValues } from "./read-constant.ts";
import { refuse, type Reference, type TypeContext } from "./type-context.ts";

/** An enum: its values, which must be texts only or whole numbers only. */
export function readEnum(declaration: ts.EnumDeclaration, context: TypeContext): Type | undefined {
  const members = readEnumValues(declaration, context);
  if (!members) return undefined;
  const values = [...new Set(members.values())];
  if (values.length === 0)
    return refuse(declaration.name, context, { message: "an enum without members has no values" });
  return { kind: "enum", values, position: positionOf(declaration), docs: [] };
}

/** `Color.Red`. */
export function readEnumMember(
  declaration: ts.EnumDeclaration,
  member: string,
  { node, context }: { node: Reference; context: TypeContext },
): Type | undefined {
  const members = readEnumValues(declaration, context);
  const value = members?.get(member);
  if (value !== undefined) return { kind: "enum", values: [value], position: positionOf(node), docs: [] };
  if (!members) return undefined;
  const guess = nearest(member, members.keys());
  return refuse(node, context, {
    message: `"${declaration.name.text}" has no member "${member}"`,
    hint: guess && `Did you mean "${guess}"?`,
  });
}
