import type { ValidationRule } from "../../kube/schema/json-schema.ts";
import type { Doc, Literal, Tag } from "../model/type.ts";
import type { Problems } from "../read/problems.ts";
import { escapeProperty } from "../../kube/schema/cel/escape-property.ts";
import { celLiteral } from "./cel-literal.ts";

/** One alternative, as a junctor says it. */
export interface Branch {
  readonly values: readonly Literal[];
  readonly required: readonly string[];
  readonly never: readonly string[];
  readonly names: readonly string[];
}

/** How a union is written: `oneOf`, which costs nothing, or rules in CEL, whose messages people can read. */
export type UnionForm = "oneOf" | "cel";

/** The form that `@union` asks for; default `oneOf`. */
export function unionForm(docs: readonly Doc[], problems: Problems): UnionForm {
  const [tag, ...others] = docs.flatMap((doc) => doc.tags.filter(isUnionTag));
  for (const { position } of others)
    problems.error(position, {
      code: "TAG_MISPLACED",
      message: '"@union" cannot stand here: it is given twice',
    });
  if (tag && tag.text !== "cel" && tag.text !== "oneOf") {
    problems.error(tag.position, {
      code: "TAG_ARGUMENT",
      message: `wrong argument of "@union": expected oneOf or cel, found "${tag.text}"`,
    });
  }
  return tag?.text === "cel" ? "cel" : "oneOf";
}

/** The comments without what {@link unionForm} has read. */
export function withoutUnionForm(docs: readonly Doc[]): readonly Doc[] {
  return docs.map((doc) =>
    doc.tags.some(isUnionTag) ? { ...doc, tags: doc.tags.filter((tag) => !isUnionTag(tag)) } : doc,
  );
}

/** The rules that say which properties go together; a text names a property that rules cannot reach. */
export function unionRules(
  branches: readonly Branch[],
  {
    discriminator,
    isDefaulted,
  }: { discriminator: string | undefined; isDefaulted: (name: string) => boolean },
): readonly ValidationRule[] | string {
  const names = [...new Set(branches.flatMap((branch) => [...branch.names, ...branch.never]))];
  const unreachable = names.find((name) => escapeProperty(name) === undefined);
  if (unreachable !== undefined) return unreachable;
  if (discriminator === undefined) return [countRule(branches)];
  return names
    .filter((name) => name !== discriminator && !isDefaulted(name))
    .flatMap((name) => discriminatedRules(name, branches, discriminator));
}

function isUnionTag({ name }: Tag): boolean {
  return name === "union";
}

/** Exactly one alternative holds: for alternatives of one property, controller-gen's rule of ExactlyOneOf. */
function countRule(branches: readonly Branch[]): ValidationRule {
  const conditions = branches.map(({ required, never }) =>
    [...required.map(has), ...never.map((name) => `!${has(name)}`)].join("&&"),
  );
  const rule = `${conditions.map((condition) => `(${condition}?1:0)`).join("+")} == 1`;
  const groups = branches.map(({ required }) => required.join("+"));
  return { rule, message: `exactly one of the fields in [${groups.join(" ")}] must be set` };
}

function discriminatedRules(
  name: string,
  branches: readonly Branch[],
  discriminator: string,
): ValidationRule[] {
  const owners = branches.filter((branch) => branch.names.includes(name));
  const needing = branches.filter((branch) => branch.required.includes(name));
  const owned = isOneOf(discriminator, owners);
  const needed = isOneOf(discriminator, needing);
  const required = `${name} is required when ${needed.text}`;
  if (needing.length > 0 && needing.length === owners.length && owners.length < branches.length)
    return [
      {
        rule: `${owned.rule} ? ${has(name)} : !${has(name)}`,
        message: `${required}, and forbidden otherwise`,
      },
    ];
  return [
    ...(needing.length > 0 && needing.length < branches.length
      ? [{ rule: `!(${needed.rule}) || ${has(name)}`, message: required }]
      : []),
    ...(owners.length < branches.length
      ? [{ rule: `${owned.rule} || !${has(name)}`, message: `${name} is forbidden unless ${owned.text}` }]
      : []),
  ];
}

function isOneOf(discriminator: string, branches: readonly Branch[]): { rule: string; text: string } {
  const values = branches.flatMap((branch) => branch.values);
  const list = values.map(celLiteral);
  const path = `self.${escapeProperty(discriminator)}`;
  return {
    rule: list.length === 1 ? `${path} == ${list[0]}` : `${path} in [${list.join(", ")}]`,
    text: `${discriminator} is ${values.join(" or ")}`,
  };
}

function has(name: string): string {
  return `has(self.${escapeProperty(name)})`;
}
