import type { ts } from "ts-morph";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Doc, Property, Tag, Type } from "../model/type.ts";
import { checkMaxDepth, withMaxDepth } from "./max-depth.ts";
import { reportLostComment } from "./lost-comment.ts";
import { positionOf } from "./problems.ts";
import { notConstant, readConstant } from "./read-constant.ts";
import { refuse, type TypeContext } from "./type-context.ts";

/** Properties of an interface, a class or an object type; inherited ones first, and replaced by their own. */
export function readProperties(
  members: readonly (ts.TypeElement | ts.ClassElement)[],
  context: TypeContext,
  inherited: readonly Property[] = [],
): Property[] {
  const properties = new Map(inherited.map((property) => [property.name, property]));
  const own = new Map<string, ts.Node>();
  for (const member of members) {
    // it is of the object as a whole
    if (isOpen(member, context)) continue;
    const property = readMember(member, context);
    if (!property) continue;
    const replaced = properties.get(property.name);
    const before = own.get(property.name);
    if (before === member.parent)
      refuse(member.name ?? member, context, { message: `"${property.name}" is declared twice` });
    // what a parent says of it is not said of this one
    if (replaced && !before) context.comments.account.giveUpProperties([replaced]);
    own.set(property.name, member.parent);
    properties.set(property.name, property);
  }
  return [...properties.values()];
}

/** What an object says beside its properties: with `[key: string]: unknown` it keeps others. */
export function besideProperties(
  members: readonly (ts.TypeElement | ts.ClassElement)[],
  context: TypeContext,
): { beside?: JsonSchema } {
  const open = members.find((member) => isOpen(member, context));
  for (const tag of open ? context.comments.read(open).tags : []) {
    context.problems.error(tag.position, {
      code: "TAG_MISPLACED",
      message: `"@${tag.name}" cannot stand here: nothing is known of the other properties that are kept`,
    });
  }
  return open ? { beside: { "x-kubernetes-preserve-unknown-fields": true } } : {};
}

function isOpen(member: ts.TypeElement | ts.ClassElement, { compiler: ts }: TypeContext): boolean {
  if (!ts.isIndexSignatureDeclaration(member)) return false;
  const key = member.parameters[0]?.type?.kind;
  return key === ts.SyntaxKind.StringKeyword && member.type.kind === ts.SyntaxKind.UnknownKeyword;
}

function readMember(member: ts.TypeElement | ts.ClassElement, context: TypeContext): Property | undefined {
  const { compiler: ts } = context;
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  const has = (kind: ts.SyntaxKind) => modifiers.some((modifier) => modifier.kind === kind);
  // what belongs to the class is in no object
  if (has(ts.SyntaxKind.StaticKeyword) || ts.isClassStaticBlockDeclaration(member)) return undefined;
  if (ts.isSemicolonClassElement(member)) return undefined;
  if (ts.isIndexSignatureDeclaration(member)) {
    return refuse(member, context, {
      message: "named properties and an index signature cannot stand in one object",
    });
  }
  if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member))
    return refuse(member, context, {
      hint: "A schema has properties only: take the method out of the type.",
    });
  if (
    ts.isPrivateIdentifier(member.name) ||
    has(ts.SyntaxKind.PrivateKeyword) ||
    has(ts.SyntaxKind.ProtectedKeyword) ||
    has(ts.SyntaxKind.AccessorKeyword)
  ) {
    return refuse(member.name, context, {
      message: `"${member.name.getText()}" is not a plain public property: everything in an object is on the wire`,
    });
  }
  const [decorator] = ts.canHaveDecorators(member) ? (ts.getDecorators(member) ?? []) : [];
  if (decorator)
    return refuse(decorator, context, { hint: "Decorators say nothing to a schema: write tags." });
  return readProperty(member, context);
}

/** A property with its comment; undefined when it has no name, or is left out on purpose. */
export function readProperty(
  member: ts.PropertySignature | ts.PropertyDeclaration,
  context: TypeContext,
): Property | undefined {
  const { compiler: ts, comments } = context;
  const name = nameOf(member.name, context);
  if (name === undefined)
    return refuse(member.name, context, { message: "the name of a property must be a constant" });
  const comment = comments.read(member);
  reportLostComment(member, member.name, context);
  const {
    docs: [doc = comment],
    context: limited,
  } = withMaxDepth([comment], { ...context, path: [...context.path, name] });
  if (doc.tags.some((tag) => tag.name === "ignore" || tag.name === "internal")) {
    comments.account.giveUp(comment.tags);
    return undefined;
  }
  const initializer = ts.isPropertyDeclaration(member) ? member.initializer : undefined;
  const initial = initializer && readInitial(initializer, context);
  const position = positionOf(member.name);
  // it stays, so that its tags are looked at too
  const refused: Type = { kind: "refused", position, docs: [] };
  const { absent = false, ...type } = readPropertyType(member, initial, limited) ?? refused;
  checkMaxDepth(limited, context);
  if (type.kind === "never") {
    reportNeverThere(doc, context);
    if (!member.questionToken) {
      refuse(member, context, {
        message: `"${name}" can have no value: no object could be valid`,
        hint: `Write "${name}?: never" for what must not be there.`,
      });
    }
  }
  return {
    name,
    type: type as Type,
    optional: Boolean(member.questionToken) || absent || initial !== undefined,
    doc: initial ? { ...doc, tags: [...doc.tags, initial.tag] } : doc,
    position,
  };
}

/** What is said about a property that has no value would say nothing. */
function reportNeverThere({ tags }: Doc, { problems }: TypeContext): void {
  for (const tag of tags) {
    problems.error(tag.position, {
      code: "TAG_MISPLACED",
      message: `"${tag.name.startsWith("+") ? tag.name : `@${tag.name}`}" cannot stand here: the property is never there`,
    });
  }
}

function nameOf(name: ts.PropertyName, context: TypeContext): string | undefined {
  const { compiler: ts } = context;
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (!ts.isComputedPropertyName(name) || /^Symbol\b/.test(name.expression.getText())) return undefined;
  const value = readConstant(name.expression, context);
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

interface Initial {
  readonly value: unknown;
  readonly tag: Tag;
}

/** `replicas: Int32 = 3` in a class: a default that the compiler checks. */
function readInitial(initializer: ts.Expression, context: TypeContext): Initial | undefined {
  if (initializer.getText() === "undefined") return undefined;
  const value = readConstant(initializer, context);
  if (value === notConstant) return undefined;
  return { value, tag: { name: "default", text: JSON.stringify(value), position: positionOf(initializer) } };
}

function readPropertyType(
  member: ts.PropertySignature | ts.PropertyDeclaration,
  initial: Initial | undefined,
  context: TypeContext,
): Type | undefined {
  const { name, questionToken } = member;
  const type = context.sources.typeOf(member);
  const common = { position: positionOf(name), docs: [] };
  if (type && questionToken && type.kind === context.compiler.SyntaxKind.UndefinedKeyword)
    return { ...common, kind: "never" };
  if (type) return context.readType(type, context);
  if (typeof initial?.value === "string") return { ...common, kind: "string" };
  if (typeof initial?.value === "boolean") return { ...common, kind: "boolean" };
  return refuse(member, context, {
    message: `property "${name.getText()}" has no type`,
    hint:
      typeof initial?.value === "number" ? `Write ${name.getText()}: Int32 = ${initial.value}` : undefined,
  });
}
