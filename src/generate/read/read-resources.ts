import type { ts } from "ts-morph";
import type { ResourceDefinition } from "../../kube/resource.ts";
import type { KindVersion } from "../model/kind.ts";
import type { Property, Type } from "../model/type.ts";
import { readDoc } from "./doc-comment.ts";
import { positionOf } from "./problems.ts";
import { notConstant, readConstant } from "./read-constant.ts";
import { readProperties } from "./read-properties.ts";
import { readType } from "./read-type.ts";
import type { Declaration } from "./sources.ts";
import type { TypeContext } from "./type-context.ts";

/** A call of `resource<T>({...})` that a constant of the file is set to. */
export interface ResourceCall {
  readonly declaration: ts.VariableDeclaration;
  readonly statement: ts.VariableStatement;
  readonly call: ts.CallExpression;
}

/** Finds the resources that a file defines. */
export function findResources(
  source: ts.SourceFile,
  { compiler: ts, sources }: Pick<TypeContext, "compiler" | "sources">,
): ResourceCall[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap((declaration): ResourceCall[] => {
      const call = declaration.initializer;
      if (!call || !ts.isCallExpression(call) || !ts.isIdentifier(call.expression)) return [];
      const meaning = sources.meaning(call.expression.text, call, "value");
      const ours =
        meaning?.kind === "library" && meaning.module === "kubewright" && meaning.name === "resource";
      return ours ? [{ declaration, statement, call }] : [];
    });
  });
}

/** Reads one resource: its definition, and spec and status of its type. Problems are reported; what is usable is returned. */
export function readResource(
  { declaration, statement, call }: ResourceCall,
  context: TypeContext,
): KindVersion | undefined {
  const { compiler: ts, problems } = context;
  const position = positionOf(declaration.name);
  const [argument] = call.arguments;
  const [typeNode] = call.typeArguments ?? [];
  if (!argument || !typeNode || !ts.isTypeReferenceNode(typeNode) || !ts.isIdentifier(typeNode.typeName)) {
    problems.error(position, {
      code: "RESOURCE_INVALID",
      message: "a resource needs its type and its definition: resource<Kind>({ group, version, kind })",
    });
    return undefined;
  }
  const definition = readDefinition(argument, context);
  const type = readKindType(typeNode, context);
  if (!definition || !type) return undefined;
  const property = (name: string): Property | undefined =>
    type.properties.find((candidate) => candidate.name === name);
  const own = type.properties.filter(
    ({ name }) => !["apiVersion", "kind", "metadata", "spec", "status"].includes(name),
  );
  return {
    name: declaration.name.getText(),
    definition,
    doc: readDoc(ts, statement),
    spec: withDoc(property("spec")),
    status: withDoc(property("status")),
    rest: own.length > 0 ? { ...type, properties: own } : undefined,
    position,
  };
}

/** A comment on the property comes before one on its type. */
function withDoc(property: Property | undefined): Type | undefined {
  return property && { ...property.type, docs: [property.doc, ...property.type.docs] };
}

function readDefinition(argument: ts.Expression, context: TypeContext): ResourceDefinition | undefined {
  const value = readConstant(argument, context);
  if (value === notConstant || typeof value !== "object" || value === null) return undefined;
  const definition = value as Partial<ResourceDefinition>;
  const missing = (["group", "version", "kind"] as const).filter(
    (key) => typeof definition[key] !== "string",
  );
  if (missing.length === 0) return definition as ResourceDefinition;
  context.problems.error(positionOf(argument), {
    code: "RESOURCE_INVALID",
    message: `the definition of a resource lacks ${missing.join(", ")}`,
  });
  return undefined;
}

/** The type's properties: those of the interface, and of `CustomResource<Spec, Status>` that it extends or is. */
function readKindType(
  node: ts.TypeReferenceNode,
  context: TypeContext,
): (Type & { kind: "object" }) | undefined {
  const { compiler: ts, sources, problems } = context;
  const name = node.typeName.getText();
  const meaning = sources.meaning(name, node, "type");
  if (meaning?.kind === "library" && meaning.name === "CustomResource")
    return customResource(node.typeArguments ?? [], node, context);
  const declaration = meaning?.kind === "declaration" ? meaning.node : undefined;
  if (declaration && ts.isTypeAliasDeclaration(declaration) && ts.isTypeReferenceNode(declaration.type))
    return readKindType(declaration.type, context);
  if (declaration && ts.isInterfaceDeclaration(declaration)) return readKindInterface(declaration, context);
  problems.error(positionOf(node), {
    code: "RESOURCE_INVALID",
    message: `cannot read the type "${name}" of a resource: expected an interface that extends CustomResource<Spec, Status>`,
  });
  return undefined;
}

function readKindInterface(
  declaration: ts.InterfaceDeclaration,
  context: TypeContext,
): (Type & { kind: "object" }) | undefined {
  const inner = { ...context, open: [...context.open, declaration as Declaration] };
  const parents = (declaration.heritageClauses ?? []).flatMap((clause) => [...clause.types]);
  const custom = parents.find((parent) => parent.expression.getText() === "CustomResource");
  const base = custom && customResource(custom.typeArguments ?? [], custom, inner);
  const own = readProperties(declaration.members, inner);
  const properties = new Map(
    [...(base?.properties ?? []), ...own].map((property) => [property.name, property]),
  );
  return {
    kind: "object",
    properties: [...properties.values()],
    position: positionOf(declaration.name),
    docs: [],
  };
}

function customResource(
  types: readonly ts.TypeNode[],
  node: ts.Node,
  context: TypeContext,
): Type & { kind: "object" } {
  const position = positionOf(node);
  const properties = types.slice(0, 2).flatMap((argument, index): Property[] => {
    const type =
      argument.kind === context.compiler.SyntaxKind.UnknownKeyword ? undefined : readType(argument, context);
    return type
      ? [
          {
            name: index === 0 ? "spec" : "status",
            type,
            optional: index === 1,
            doc: { description: "", tags: [] },
            position,
          },
        ]
      : [];
  });
  return { kind: "object", properties, position, docs: [] };
}
