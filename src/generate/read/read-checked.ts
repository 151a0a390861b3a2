import type { ts } from "ts-morph";
import { noDoc, type Literal, type Property, type Type } from "../model/type.ts";
import { docsOfGeneric, readWritten } from "./checked-names.ts";
import type { CheckedPlace } from "./checked-place.ts";
import { listOf, marksOf, sharedMarks, withoutMarks } from "./checked-marks.ts";
import { isMask } from "./disguise-tagged.ts";
import { knownTypes } from "./known-types.ts";
import { positionOf } from "./problems.ts";
import { readProperty } from "./read-properties.ts";
import { joinPatterns } from "./read-template.ts";
import { isSame, readTagged, withTags } from "./read-tagged.ts";
import { joinTypes } from "./read-union.ts";
import { arrayOf, refuse, type TypeContext } from "./type-context.ts";

/** A type of the compiler as one of ours. What still stands in a source as it is, is read from there: the order of an enum, comments, names of scalars. */
export function readChecked(asked: ts.Type, at: CheckedPlace): Type | undefined {
  const { context, node, open } = at;
  const { TypeFlags: flags } = context.compiler;
  // a type beside what a condition has found out about it
  const type = asked.flags & flags.Substitution ? (asked as ts.SubstitutionType).baseType : asked;
  const written = readMarked(type, at) ?? readWritten(type, at);
  if (written !== "computed") return written;
  at.computed.push(type);
  if (open.includes(type)) {
    return refuse(node, context, {
      message: `the type that "${node.getText()}" stands for contains itself: a schema cannot be recursive`,
    });
  }
  const read = readComputed(type, { ...at, open: [...open, type] });
  const docs = read ? docsOfGeneric(type, at) : [];
  return read && docs.length > 0 ? { ...read, docs: [...docs, ...read.docs] } : read;
}

function readComputed(type: ts.Type, at: CheckedPlace): Type | undefined {
  if (type.isUnion()) return readUnionOf(type, at);
  if (type.flags & at.context.compiler.TypeFlags.Object) return readObject(type, at);
  if (type.isIntersection()) return readIntersectionOf(type, at);
  return readScalar(type, at);
}

/** A type that is shown with marks beside it: what stands in the source where nothing has changed it, else what it has become, with the comments of what it was. */
function readMarked(type: ts.Type, at: CheckedPlace): Type | undefined {
  const { context, program, checker } = at;
  if (!type.isIntersection()) return undefined;
  const masks = marksOf(type, program).filter((mask) => !at.shared?.includes(mask));
  const [only] = masks;
  if (!only) return undefined;
  const others = type.types.filter((member) => !program.unmark(member));
  const own = masks.filter((mask) => !mask.items);
  if (
    masks.length === 1 &&
    own.length === 1 &&
    checker.getTypeFromTypeNode(only.node.type as ts.TypeNode) === type
  )
    return readTagged(only.node, at);
  const [first] = others;
  const rest = first && others.length === 1 ? readChecked(first, at) : readIntersectionOf(type, at);
  const docs = own.map(({ node }) => context.comments.read(node));
  return rest && { ...rest, docs: [...docs, ...rest.docs] };
}

function readScalar(type: ts.Type, at: CheckedPlace): Type | undefined {
  const { context, node, checker } = at;
  const { TypeFlags: flags } = context.compiler;
  const common = { position: positionOf(node), docs: [] };
  if (type.isStringLiteral() && isMask(type.value)) return refuseTags(at);
  if (type.flags & flags.StringLiteral || type.flags & flags.NumberLiteral)
    return { ...common, kind: "enum", values: [(type as ts.LiteralType).value as Literal] };
  if (type.flags & flags.BooleanLiteral)
    return { ...common, kind: "enum", values: [checker.typeToString(type) === "true"] };
  if (type.flags & flags.String) return { ...common, kind: "string" };
  if (type.flags & flags.Boolean) return { ...common, kind: "boolean" };
  if (type.flags & flags.BigInt) return { ...common, kind: "schema", schema: knownTypes.Int64 };
  if (type.flags & flags.Unknown) return { ...common, kind: "unknown" };
  if (type.flags & flags.Never) return { ...common, kind: "never" };
  if (type.flags & flags.TemplateLiteral) return readTemplateOf(type as ts.TemplateLiteralType, at);
  return refuseType(type, at);
}

function refuseType(type: ts.Type, { context, node, checker }: CheckedPlace): undefined {
  const text = checker.typeToString(type);
  const written = node.getText();
  const what = text === written ? `"${text}"` : `"${written}" is "${text}", which`;
  const isNumber = (type.flags & context.compiler.TypeFlags.Number) !== 0;
  return refuse(node, context, {
    message: `${what} has no schema form`,
    hint: isNumber ? "A number must say how large it is: Int32, Int64, UInt32 or Integer." : undefined,
  });
}

const tagsInside = "makes a text or a key of a type whose tags cannot hold inside of it";

/** Whether it is said that part of a text or a key has tags. */
export function isAboutTags({ message }: { message: string }): boolean {
  return message.endsWith(tagsInside);
}

/** Part of a text or of a key can only be what has no tags. */
function refuseTags({ node, context }: CheckedPlace): undefined {
  return refuse(node, context, {
    message: `"${node.getText()}" ${tagsInside}`,
    hint: "Take it from a type without tags.",
  });
}

function readTemplateOf(type: ts.TemplateLiteralType, at: CheckedPlace): Type | undefined {
  const { context, node } = at;
  if (type.texts.some(isMask)) return refuseTags(at);
  const types = type.types.map((part) => {
    if (part.flags & context.compiler.TypeFlags.Number) return "number" as const;
    return readChecked(part, at);
  });
  if (types.includes(undefined)) return undefined;
  return joinPatterns(
    { texts: type.texts, types: types.filter((part) => part !== undefined) },
    { node, context },
  );
}

function readUnionOf(type: ts.UnionType, at: CheckedPlace): Type | undefined {
  const { context, node } = at;
  const { TypeFlags: flags } = context.compiler;
  const has = (flag: ts.TypeFlags) => type.types.some((member) => (member.flags & flag) !== 0);
  const marked = type.types.filter((member) => !(member.flags & (flags.Null | flags.Undefined)));
  const shared = sharedMarks(marked, at.program);
  const members = marked.map((member) => withoutMarks(member, { masks: shared, program: at.program }));
  const docs = shared.map((mask) => context.comments.read(mask.node));
  const common = {
    ...(has(flags.Null) ? { nullable: true } : {}),
    ...(has(flags.Undefined) ? { absent: true } : {}),
  };
  const position = positionOf(node);
  const kinds = members.map(({ flags: kind }) => kind);
  if (
    members.length === 2 &&
    kinds.some((kind) => kind & flags.Number) &&
    kinds.some((kind) => kind & flags.String)
  )
    return { kind: "schema", schema: knownTypes.IntOrString, position, docs, ...common };
  if (members.length === 2 && kinds.every((kind) => kind & flags.BooleanLiteral))
    return { kind: "boolean", position, docs, ...common };
  const types = members.map((member) => readChecked(member, { ...at, shared }));
  if (types.includes(undefined)) return undefined;
  const joined = joinTypes(
    types.filter((member) => member !== undefined),
    { node, context },
  );
  return joined && { ...joined, ...common, docs: [...docs, ...joined.docs] };
}

/** A scalar with a brand of the user's, or objects that are one. */
function readIntersectionOf(type: ts.IntersectionType, at: CheckedPlace): Type | undefined {
  const { Object: object } = at.context.compiler.TypeFlags;
  const { NonPrimitive: anyObject } = at.context.compiler.TypeFlags;
  // what a condition has asked for says nothing more
  const members = type.types.filter((member) => !at.program.unmark(member) && !(member.flags & anyObject));
  const lists = members.filter((member) => at.checker.isArrayType(member) && !isListOfAny(member, at));
  const [member] = lists.length > 0 ? lists : members;
  if (member && (lists.length === 1 || members.length === 1)) return readChecked(member, at);
  const scalars = members.filter((one) => !(one.flags & object));
  const [scalar] = scalars;
  if (scalar) return scalars.length === 1 ? readChecked(scalar, at) : refuseType(type, at);
  return readObject(type, at);
}

function isListOfAny(type: ts.Type, { checker, context }: CheckedPlace): boolean {
  const [item] = checker.getTypeArguments(type as ts.TypeReference);
  return item !== undefined && (item.flags & context.compiler.TypeFlags.Any) !== 0;
}

function readObject(type: ts.Type, at: CheckedPlace): Type | undefined {
  const { context, node, checker } = at;
  if (checker.isTupleType(type)) return readTupleOf(type as ts.TupleTypeReference, at);
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type as ts.TypeReference);
    const list = item && listOf(item, at.program);
    if (list) return readTagged(list.node, at);
    const items = item && readChecked(item, at);
    return items && arrayOf(items, { node, context });
  }
  if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0)
    return refuseType(type, at);
  const properties = checker.getPropertiesOfType(type);
  const indexes = checker.getIndexInfosOfType(type);
  if (properties.some(({ name }) => isMask(name) || at.program.unmask(Number(name)))) return refuseTags(at);
  const [index] = indexes;
  const position = positionOf(node);
  if (!index) {
    const read = properties.map((property) => readPropertyOf(property, at));
    return { kind: "object", properties: read.filter((one) => one !== undefined), position, docs: [] };
  }
  const isMap = indexes.length === 1 && (index.keyType.flags & context.compiler.TypeFlags.String) !== 0;
  if (!isMap || properties.length > 0) return refuseType(type, at);
  const values = readChecked(index.type, at);
  return values && { kind: "map", values, position, docs: [] };
}

function readTupleOf(type: ts.TupleTypeReference, at: CheckedPlace): Type | undefined {
  const { context, node, checker } = at;
  const { ElementFlags: elements } = context.compiler;
  const parts = checker.getTypeArguments(type);
  const [first] = parts;
  if (!first || parts.some((part) => part !== first)) return refuseType(type, at);
  const items = readChecked(first, at);
  const list = items && arrayOf(items, { node, context });
  if (list?.kind !== "array") return list;
  const { minLength, elementFlags } = type.target;
  const open = elementFlags.some((flag) => flag & elements.Variable);
  return {
    ...list,
    ...(minLength > 0 ? { minItems: minLength } : {}),
    ...(open ? {} : { maxItems: elementFlags.length }),
  };
}

/** A property; from its declaration, where computing has not changed its type. */
function readPropertyOf(symbol: ts.Symbol, at: CheckedPlace): Property | undefined {
  const { context, node, checker } = at;
  const { compiler: ts } = context;
  const type = checker.getTypeOfSymbol(symbol);
  const optional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
  const declaration = symbol.declarations?.find(
    (candidate) => ts.isPropertySignature(candidate) || ts.isPropertyDeclaration(candidate),
  );
  const inner: TypeContext = { ...context, path: [...context.path, symbol.name] };
  const member = declaration as ts.PropertySignature | undefined;
  const position = member ? positionOf(member.name) : positionOf(node);
  const same = member?.type && sameValues(checker.getTypeFromTypeNode(member.type), type, ts);
  if (member && same && !at.program.nameInLibrary(member.parent)) {
    const written = readProperty(member, inner);
    return written && { ...written, optional };
  }
  const library = member && at.program.nameInLibrary(member.parent);
  const doc = member && !library ? context.comments.read(member) : noDoc;
  const schema = library && same && context.library(library.module, library.name)?.properties?.[symbol.name];
  if (schema) {
    const known: Type = { kind: "schema", schema, position, docs: [] };
    return { name: symbol.name, type: known, optional, doc, position };
  }
  const read = withTags(readChecked(type, { ...at, context: inner }), member, inner) ?? {
    kind: "refused",
    position,
    docs: [],
  };
  const { absent = false, ...rest } = { ...read, docs: read.docs.filter((other) => !isSame(other, doc)) };
  return { name: symbol.name, type: rest as Type, optional: optional || absent, doc, position };
}

/** Whether two types are the same apart from undefined, which an optional property adds. */
export function sameValues(a: ts.Type, b: ts.Type, { TypeFlags: flags }: TypeContext["compiler"]): boolean {
  const parts = (type: ts.Type) =>
    (type.isUnion() ? type.types : [type]).filter((part) => !(part.flags & flags.Undefined));
  const [left, right] = [parts(a), parts(b)];
  return left.length === right.length && left.every((part) => right.includes(part));
}
