import type { ts } from "ts-morph";
import { noDoc, type Doc, type Type } from "../model/type.ts";
import type { CheckedPlace } from "./checked-place.ts";
import { brand } from "./library-declarations.ts";
import { readDeclared } from "./read-declared.ts";
import { readLibraryType } from "./read-library-type.ts";
import { bare, readTagged } from "./read-tagged.ts";
import { isOwnFile } from "./resolve-module.ts";
import type { TypeContext } from "./type-context.ts";

/** A type that has a name without arguments, by its declaration; a scalar of the library by its brand. */
export function readWritten(type: ts.Type, at: CheckedPlace): Type | undefined | "computed" {
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
  // the only member of an enum is the enum
  if (found !== declaration && !library && !isAlone(declaration, ts)) return "computed";
  if (library) return readLibraryType(library, { node: bare(node), context });
  if (context.open.includes(declaration)) return "computed";
  const merged = (named?.declarations ?? []).filter(
    (other): other is ts.InterfaceDeclaration => other !== declaration && ts.isInterfaceDeclaration(other),
  );
  return readDeclared({ kind: "declaration", node: declaration, merged }, { node: bare(node), context });
}

function isAlone(declaration: ts.Node, ts: TypeContext["compiler"]): boolean {
  return ts.isEnumDeclaration(declaration) && declaration.members.length === 1;
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

/** What is said of the interface or the name that a type has with arguments. */
export function docsOfGeneric(type: ts.Type, { context, program }: CheckedPlace): readonly Doc[] {
  const { compiler: ts, comments } = context;
  const symbol = type.aliasSymbol ?? (type.flags & ts.TypeFlags.Object ? type.symbol : undefined);
  const declarations = (symbol?.declarations ?? []).filter((one) => isNamed(one, ts));
  if (declarations.some((one) => program.nameInLibrary(one) || isOwnFile(one.getSourceFile().fileName)))
    return [];
  return declarations.map((one) => comments.read(one)).filter((doc) => doc !== noDoc);
}
