import type { ts } from "ts-morph";
import { builtInTarget } from "../built-in-target.ts";
import { instance } from "./member.ts";
import type { Machine } from "./machine.ts";
import { anyHandle, data, join, ownClient } from "./store.ts";
import type { ControllerRecord, Value, Values } from "./value.ts";

/** Types of the library that are a client, and those that have one. */
const clients: ReadonlySet<string> = new Set(["Client", "OwnClient", "Reader"]);
const contexts: ReadonlySet<string> = new Set([
  "HandlerContext",
  "TaskContext",
  "DependentContext",
  "MapContext",
  "RunnableContext",
]);
const transparent: ReadonlySet<string> = new Set([
  ..."Promise PromiseLike Awaited Readonly Partial Required NonNullable NoInfer DeepReadonly Pick Omit".split(
    " ",
  ),
]);
const lists: ReadonlySet<string> = new Set([
  ..."Array ReadonlyArray Set ReadonlySet Iterable AsyncIterable Generator AsyncGenerator".split(" "),
]);

/** What a type says of a value of it; empty when that is nothing. */
export function typed(machine: Machine, type: ts.TypeNode | undefined, depth: number): Values {
  const { compiler: ts } = machine.session;
  if (!type || depth > 8) return [];
  const read = (inner: ts.TypeNode | undefined) => typed(machine, inner, depth + 1);
  if (ts.isParenthesizedTypeNode(type)) return read(type.type);
  if (ts.isTypeOperatorNode(type) || ts.isRestTypeNode(type) || ts.isOptionalTypeNode(type))
    return read(type.type);
  if (ts.isUnionTypeNode(type)) return ofUnion(type.types.map(read));
  if (ts.isIntersectionTypeNode(type)) return join(...type.types.map(read));
  if (ts.isArrayTypeNode(type)) return listOf(machine, type, read(type.elementType));
  if (ts.isTupleTypeNode(type)) return listOf(machine, type, join(...type.elements.map(read)));
  if (ts.isTypeLiteralNode(type)) return [machine.store.object(`type ${machine.store.node(type)}`, { type })];
  if (ts.isLiteralTypeNode(type))
    return ts.isStringLiteral(type.literal) ? [machine.store.text(type.literal.text)] : [data];
  if (ts.isTypeQueryNode(type))
    return ts.isIdentifier(type.exprName) ? handlesOf(machine, type.exprName) : [];
  if (ts.isIndexedAccessTypeNode(type)) return indexed(machine, type, depth);
  if (ts.isTypeReferenceNode(type)) return reference(machine, { name: type.typeName, type }, depth);
  if (ts.isExpressionWithTypeArguments(type) && ts.isIdentifier(type.expression))
    return reference(machine, { name: type.expression, type }, depth);
  const plain = [ts.SyntaxKind.StringKeyword, ts.SyntaxKind.NumberKeyword, ts.SyntaxKind.BooleanKeyword];
  return plain.includes(type.kind) ? [data] : [];
}

/** Nothing can be said of a choice of which one part says nothing. */
function ofUnion(parts: readonly Values[]): Values {
  const told = parts.filter((part) => part.length > 0);
  return join(...told);
}

function listOf(machine: Machine, type: ts.TypeNode, items: Values): Values {
  if (items.length === 0) return [];
  const list = machine.store.list(`type ${machine.store.node(type)}`, 0);
  machine.store.add(list.rest, items);
  return [list];
}

function indexed(machine: Machine, type: ts.IndexedAccessTypeNode, depth: number): Values {
  const { compiler: ts } = machine.session;
  const of = typed(machine, type.objectType, depth + 1);
  const { indexType } = type;
  const name =
    ts.isLiteralTypeNode(indexType) && ts.isStringLiteral(indexType.literal) ? indexType.literal.text : "*";
  return join(...of.map((value) => machine.member(value, name, type)));
}

/** A name with its arguments: `Resource<Pod>`, or in `extends Resource<Pod>`. */
interface Named {
  readonly name: ts.EntityName;
  readonly type: ts.NodeWithTypeArguments;
}

function reference(machine: Machine, { name, type }: Named, depth: number): Values {
  const { compiler: ts, sources } = machine.session;
  const [first, second] = type.typeArguments ?? [];
  const meaning = sources.entity(name, { node: type, space: "type" });
  const text = ts.isIdentifier(name) ? name.text : name.right.text;
  if (meaning?.kind === "library") return ofLibrary(machine, type, { ...meaning, first });
  if (meaning?.kind === "declaration") return declared(machine, meaning.node, { name: text, depth });
  const read = (inner: ts.TypeNode | undefined) => typed(machine, inner, depth + 1);
  if (transparent.has(text)) return read(first);
  if (lists.has(text)) return listOf(machine, type, read(first));
  if (text === "Record" || text === "Map" || text === "ReadonlyMap")
    return recordOf(machine, type, read(second));
  return constraint(machine, { name: text, type }, depth);
}

/** A type of the project: of a kind, or of an object with members. */
function declared(machine: Machine, node: ts.Node, { name, depth }: { name: string; depth: number }): Values {
  const { session, store } = machine;
  const { compiler: ts } = session;
  if (ts.isTypeAliasDeclaration(node)) return typed(machine, node.type, depth + 1);
  if (!ts.isInterfaceDeclaration(node)) return [];
  const handles = machine.exportOf(node.getSourceFile().fileName, name);
  const known = handles.flatMap((value) =>
    value.kind === "handle" ? [instance(machine, value.target)] : [],
  );
  if (known.length > 0) return known;
  const object = store.object(`type ${store.node(node)}`, { type: node });
  for (const { types } of node.heritageClauses ?? [])
    for (const parent of types) store.add(object.bases, typed(machine, parent, depth + 1));
  return [object];
}

function recordOf(machine: Machine, type: ts.TypeNode, items: Values): Values {
  const { store } = machine;
  if (items.length === 0) return [];
  const object = store.object(`type ${store.node(type)}`);
  store.add(object.others, items);
  return [object];
}

/** `<K extends Resource>(kind: K)`. */
function constraint(
  machine: Machine,
  { name, type }: { name: string; type: ts.TypeNode },
  depth: number,
): Values {
  const { compiler: ts } = machine.session;
  for (let node = type.parent as ts.Node | undefined; node && !ts.isSourceFile(node); node = node.parent) {
    if (!ts.isFunctionLike(node) && !ts.isClassLike(node)) continue;
    const found = node.typeParameters?.find((parameter) => parameter.name.text === name);
    if (found) return typed(machine, found.constraint, depth + 1);
  }
  return [];
}

function ofLibrary(
  machine: Machine,
  type: ts.TypeNode,
  { module, name, first }: { module: string; name: string; first: ts.TypeNode | undefined },
): Values {
  const { session, store } = machine;
  const target = builtInTarget(module, name, session);
  if (target) return [instance(machine, target)];
  if (module !== "kubewright") return [];
  if (clients.has(name)) return [ownClient];
  if (name === "UntypedClient") return [untyped(machine)];
  if (name === "Resource" || name === "ServedResource") {
    const handles = targetsOf(machine.typed(first)).map((known) => handle(machine, known));
    return handles.length > 0 ? handles : [anyHandle];
  }
  if (["Observed", "Stored", "Draft"].includes(name)) return machine.typed(first);
  if (!contexts.has(name)) return [];
  const record = unbound(targetsOf(machine.typed(first)));
  return [
    store.value(`context of type ${store.node(type)}`, (id) => ({
      kind: "context",
      id,
      record,
      elsewhere: false,
    })),
  ];
}

/** A context of no controller that is known: what is used of it, its controllers' handlers say. */
function unbound(targets: ControllerRecord["targets"]): ControllerRecord {
  return { call: undefined as never, targets, links: new Set(), uses: new Set(), holds: false };
}

function untyped(machine: Machine): Value {
  return machine.store.value("untyped false", (id) => ({ kind: "untyped", id, elsewhere: false }));
}

function targetsOf(values: Values) {
  return values.flatMap((value) => (value.kind === "instance" ? [value.target] : []));
}

function handle(machine: Machine, target: Extract<Value, { kind: "handle" }>["target"]): Value {
  return machine.store.value(`handle ${JSON.stringify(target)}`, (id) => ({ kind: "handle", id, target }));
}

function handlesOf(machine: Machine, name: ts.Identifier): Values {
  const { fileName } = name.getSourceFile();
  const scope = machine.store.scope(`file ${fileName}`, () => ({ parent: undefined }));
  const values = machine.lookUp(name, scope);
  return values.filter(({ kind }) => kind !== "unknown" && kind !== "foreign");
}
