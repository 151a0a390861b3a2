import type { ts } from "ts-morph";
import { noDoc, type Literal, type Property, type Type } from "../model/type.ts";
import type { CompilerProgram } from "./compiler-program.ts";
import { isMask } from "./disguise-tagged.ts";
import { knownTypes } from "./known-types.ts";
import { brand } from "./library-declarations.ts";
import { positionOf } from "./problems.ts";
import { readDeclared } from "./read-declared.ts";
import { readLibraryType } from "./read-library-type.ts";
import { readProperty } from "./read-properties.ts";
import { joinPatterns } from "./read-template.ts";
import { bare, isSame, readTagged, withTags } from "./read-tagged.ts";
import { joinTypes } from "./read-union.ts";
import { arrayOf, refuse, type TypeContext } from "./type-context.ts";

/** Where the compiler was asked. */
export interface CheckedPlace {
  readonly node: ts.TypeNode;
  readonly context: TypeContext;
  readonly checker: ts.TypeChecker;
  readonly program: CompilerProgram;
  /** Types that are being read. */
  readonly open: readonly ts.Type[];
}

/** A type of the compiler as one of ours. What still stands in a source as it is, is read from there: the order of an enum, comments, names of scalars. */
export function readChecked(asked: ts.Type, at: CheckedPlace): Type | undefined {
  const { context, node, open } = at;
  const { TypeFlags: flags } = context.compiler;
  // a type beside what a condition has found out about it
  const type = asked.flags & flags.Substitution ? (asked as ts.SubstitutionType).baseType : asked;
  const written = readWritten(type, at);
  if (written !== "computed") return written;
  if (open.includes(type)) {
    return refuse(node, context, {
      message: `the type that "${node.getText()}" stands for contains itself: a schema cannot be recursive`,
    });
  }
  const inner = { ...at, open: [...open, type] };
  if (type.isUnion()) return readUnionOf(type, inner);
  if (type.flags & flags.Object) return readObject(type, inner);
  if (type.isIntersection()) return readIntersectionOf(type, inner);
  return readScalar(type, at);
}

/** A type that has a name without arguments, by its declaration; a scalar of the library by its brand. */
function readWritten(type: ts.Type, at: CheckedPlace): Type | undefined | "computed" {
  const { context, node, program } = at;
  const { compiler: ts } = context;
  const name = brandOf(type, at);
  if (name !== undefined)
    return readLibraryType({ module: "kubewright", name }, { node: bare(node), context });
  const masked = type.isStringLiteral() || type.isNumberLiteral() ? program.unmask(type.value) : undefined;
  if (masked?.items) return context.readType(masked.items, { ...context, parameters: new Map() });
  if (masked) return readTagged(masked.node, at);
  const { aliasSymbol, aliasTypeArguments = [] } = type;
  const named = aliasSymbol && aliasTypeArguments.length === 0 ? aliasSymbol : declaredSymbol(type, at);
  const [found] = named?.declarations ?? [];
  const declaration = found && ts.isEnumMember(found) ? found.parent : found;
  if (!declaration || !isNamed(declaration, ts)) return "computed";
  const library = program.nameInLibrary(declaration);
  if (found !== declaration && !library) return "computed";
  if (library) return readLibraryType(library, { node: bare(node), context });
  if (context.open.includes(declaration)) return "computed";
  const merged = (named?.declarations ?? []).filter(
    (other): other is ts.InterfaceDeclaration => other !== declaration && ts.isInterfaceDeclaration(other),
  );
  return readDeclared({ kind: "declaration", node: declaration, merged }, { node: bare(node), context });
}

function isNamed(
  node: ts.Node,
  ts: TypeContext["compiler"],
): node is ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.EnumDeclaration | ts.ClassDeclaration {
  return (
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isClassDeclaration(node)
  );
}

/** The symbol of an interface, a class or an enum that takes no arguments. */
function declaredSymbol(type: ts.Type, { context, checker }: CheckedPlace): ts.Symbol | undefined {
  const { ObjectFlags: objects, TypeFlags: flags } = context.compiler;
  if (type.flags & flags.EnumLike) return type.symbol;
  if (!(type.flags & flags.Object)) return undefined;
  const { objectFlags } = type as ts.ObjectType;
  if (objectFlags & objects.Reference) {
    const reference = type as ts.TypeReference;
    return checker.getTypeArguments(reference).length === 0 ? type.symbol : undefined;
  }
  return objectFlags & objects.ClassOrInterface ? type.symbol : undefined;
}

function brandOf(type: ts.Type, { checker, node, context }: CheckedPlace): string | undefined {
  const { TypeFlags: flags } = context.compiler;
  if (type.flags & flags.TemplateLiteral) {
    const [start = ""] = (type as ts.TemplateLiteralType).texts;
    return new RegExp(`^${brand}:(\\w+):$`).exec(start)?.[1];
  }
  const symbol = type.flags & flags.Object ? checker.getPropertyOfType(type, brand) : undefined;
  const value = symbol && checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(symbol, node));
  return value?.isStringLiteral() ? value.value : undefined;
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

/** Part of a text or of a key can only be what has no tags. */
function refuseTags({ node, context }: CheckedPlace): undefined {
  return refuse(node, context, {
    message: `"${node.getText()}" makes a text or a key of a type whose tags cannot hold inside of it`,
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
  const members = type.types.filter((member) => !(member.flags & (flags.Null | flags.Undefined)));
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
    return { kind: "schema", schema: knownTypes.IntOrString, position, docs: [], ...common };
  if (members.length === 2 && kinds.every((kind) => kind & flags.BooleanLiteral))
    return { kind: "boolean", position, docs: [], ...common };
  const types = members.map((member) => readChecked(member, at));
  if (types.includes(undefined)) return undefined;
  const joined = joinTypes(
    types.filter((member) => member !== undefined),
    { node, context },
  );
  return joined && { ...joined, ...common };
}

/** A scalar with a brand of the user's, or objects that are one. */
function readIntersectionOf(type: ts.IntersectionType, at: CheckedPlace): Type | undefined {
  const { Object: object } = at.context.compiler.TypeFlags;
  const scalars = type.types.filter((member) => !(member.flags & object));
  const [scalar] = scalars;
  if (scalar) return scalars.length === 1 ? readChecked(scalar, at) : refuseType(type, at);
  return readObject(type, at);
}

function readObject(type: ts.Type, at: CheckedPlace): Type | undefined {
  const { context, node, checker } = at;
  if (checker.isTupleType(type)) return readTupleOf(type as ts.TupleTypeReference, at);
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type as ts.TypeReference);
    const list =
      item?.isStringLiteral() || item?.isNumberLiteral() ? at.program.unmask(item.value) : undefined;
    if (list?.items) return readTagged(list.node, at);
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
