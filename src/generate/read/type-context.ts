import type { ts } from "ts-morph";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { isLeftOpen } from "../model/is-left-open.ts";
import type { Doc, Tag, Type } from "../model/type.ts";
import type { CommentReader } from "./comment-reader.ts";
import type { Compiler } from "./compiler.ts";
import { positionOf, type Problems } from "./problems.ts";
import type { Sources } from "./sources.ts";

/** What reading types needs. */
export interface TypeContext {
  readonly compiler: Compiler;
  readonly sources: Sources;
  readonly problems: Problems;
  readonly comments: CommentReader;
  /** Whether `Float` and `Double` may be used. */
  readonly allowFloats: boolean;
  /** Schema of a type of the library by module and name; undefined when there is none. */
  readonly library: (module: string, name: string) => JsonSchema | undefined;
  /** Type arguments in force; undefined for one that could not be read, which was reported. */
  readonly parameters: ReadonlyMap<string, Type | undefined>;
  /** Those of {@link parameters} that something is made of: tags of any other say nothing. */
  readonly placed: WeakSet<Type>;
  /** Declarations that are being read: coming back to one is a recursion. */
  readonly open: readonly ts.Node[];
  /** Collects the comments of named types that were refused: what is wrong with their tags is said all the same. */
  readonly orphans: Doc[];
  /** Names of the properties on the way here. */
  readonly path: readonly string[];
  /** How deep a type may contain itself. */
  readonly maxDepth?: MaxDepth;
  /** Asks the compiler for a type that syntax alone does not tell. */
  readonly evaluate: (node: ts.TypeNode, context: TypeContext) => Type | undefined;
  /** Reads a type node: here, so that the readers of single constructs need not know one another. */
  readonly readType: (node: ts.TypeNode, context: TypeContext) => Type | undefined;
}

/** A `@maxDepth` tag that is in force. */
export interface MaxDepth {
  readonly depth: number;
  readonly tag: Tag;
  /** Set when something did go on to that depth: the tag of a type that is not recursive says nothing. */
  reached: boolean;
}

/** A node that names a type and may give it arguments. */
export type Reference = ts.TypeReferenceNode | ts.ImportTypeNode;

/** Reports a type that cannot be a schema. */
export function refuse(
  node: ts.Node,
  { problems }: TypeContext,
  problem: { message?: string; hint?: string | undefined },
): undefined {
  const { message = `"${shorten(node.getText())}" has no schema form`, hint } = problem;
  problems.error(positionOf(node), { code: "TYPE_UNSUPPORTED", message, hint });
  return undefined;
}

/** An array of items. */
export function readArray(
  items: ts.TypeNode,
  { node, context }: { node: ts.Node; context: TypeContext },
): Type | undefined {
  const type = context.readType(items, context);
  return type && arrayOf(type, { node, context });
}

/** A list of items of a type. */
export function arrayOf(
  items: Type,
  { node, context }: { node: ts.Node; context: TypeContext },
): Type | undefined {
  if (isLeftOpen(items)) return items;
  if (items.absent) {
    return refuse(node, context, {
      message: `"${shorten(node.getText())}" may hold "undefined", which JSON has no form for in a list`,
      hint: 'Take "undefined" out of it, or write "null".',
    });
  }
  return { kind: "array", items, position: positionOf(node), docs: [] };
}

/** One line of a source text, not too long for a message. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
