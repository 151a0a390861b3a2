import type { ts } from "ts-morph";
import type { ResourceDefinition } from "../../kube/resource.ts";
import { asObject } from "../model/as-object.ts";
import type { KindVersion } from "../model/kind.ts";
import type { Doc, ObjectType, Position, Property } from "../model/type.ts";
import { applyDefaults } from "./apply-defaults.ts";
import type { ResourceCall } from "./find-resources.ts";
import { knownTypes } from "./known-types.ts";
import { positionOf } from "./problems.ts";
import { notConstant, readConstant } from "./read-constant.ts";
import { refuse, type TypeContext } from "./type-context.ts";
import { validateDefinition } from "./validate-definition.ts";

/** Reads one resource: its definition and its type. Problems are reported; undefined when nothing useful is left. */
export function readResource(
  { declaration, statement, call }: ResourceCall,
  context: TypeContext,
): KindVersion | undefined {
  const { problems, comments } = context;
  const position = positionOf(declaration.name);
  const [argument] = call.arguments;
  const [typeNode] = call.typeArguments ?? [];
  if (!argument || !typeNode) {
    problems.error(position, {
      code: "RESOURCE_INVALID",
      message: "a resource needs its type and its definition: resource<Kind>({ group, version, kind })",
    });
    return undefined;
  }
  const value = readConstant(argument, context);
  const positionAt = (path: readonly (string | number)[]) => positionIn(argument, path, context);
  const definition =
    value === notConstant ? undefined : validateDefinition(value, { positionOf: positionAt, problems });
  const floats = context.allowFloats || definition?.allowFloats === true;
  const { errors } = problems;
  const type = readKindType(typeNode, { ...context, allowFloats: floats });
  comments.account.isWhole = problems.errors === errors;
  const doc = comments.read(statement);
  comments.finish(statement);
  if (!definition || !type) return undefined;
  const docs = [doc, ...type.docs];
  const own = withoutMeta(type, definition, context);
  return {
    definition: withDeprecation(definition, docs),
    docs,
    type: applyDefaults(own, definition.defaults ?? {}, {
      path: [],
      positionOf: (path) => positionAt(["defaults", ...path]),
      problems,
    }),
    rootFields: type.properties.filter(isMeta),
    position,
    positionOf: positionAt,
  };
}

function readKindType(node: ts.TypeNode, context: TypeContext): ObjectType | undefined {
  const type = context.readType(node, context);
  if (!type) return undefined;
  const object = asObject(type);
  const metadata = object?.properties.some(({ name }) => name === "metadata");
  if (object && metadata) return object;
  return refuse(node, context, {
    message: `"${node.getText()}" is no custom resource`,
    hint: "Expected an interface that extends CustomResource<Spec, Status>, or KubernetesObject.",
  });
}

/** `@deprecated` on the constant or its type says what `deprecated` in the definition does. */
function withDeprecation(definition: ResourceDefinition, docs: readonly Doc[]): ResourceDefinition {
  const text = docs.find((doc) => doc.deprecated !== undefined)?.deprecated;
  return text === undefined || definition.deprecated !== undefined
    ? definition
    : { ...definition, deprecated: text === "" ? true : text };
}

/** The properties that are the kind's own. What every object has is the server's business, and cannot be described again. */
function withoutMeta(type: ObjectType, definition: ResourceDefinition, context: TypeContext): ObjectType {
  for (const property of type.properties.filter(isMeta)) {
    if (isUntouched(property, definition)) continue;
    context.problems.error(property.position, {
      code: "RESOURCE_INVALID",
      message: `"${property.name}" of a custom resource is described by Kubernetes: found a type of its own`,
      hint: "What holds of the name is written so: metadata: ObjectMeta<{ name: Name }>",
    });
  }
  return { ...type, docs: [], properties: type.properties.filter((property) => !isMeta(property)) };
}

function isMeta({ name }: Property): boolean {
  return name === "apiVersion" || name === "kind" || name === "metadata";
}

function isUntouched({ name, type, doc }: Property, { group, version, kind }: ResourceDefinition): boolean {
  const tags = [...doc.tags, ...type.docs.flatMap((inner) => inner.tags)];
  if (tags.some((tag) => tag.name !== "description" && tag.name !== "schema")) return false;
  if (type.kind === "refused") return true;
  if (name === "metadata" && type.kind === "object") return type.names !== undefined;
  if (name === "metadata") return type.kind === "schema" && type.schema === knownTypes.ObjectMeta;
  const value = name === "kind" ? kind : `${group}/${version}`;
  return (
    type.kind === "string" || (type.kind === "enum" && type.values.length === 1 && type.values[0] === value)
  );
}

/** Where the part of a literal at a path stands: the nearest part that is written there. */
function positionIn(node: ts.Expression, path: readonly (string | number)[], context: TypeContext): Position {
  const { compiler: ts } = context;
  const [key, ...rest] = path;
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node))
    return positionIn(node.expression, path, context);
  if (typeof key === "number" && ts.isArrayLiteralExpression(node)) {
    const item = node.elements[key];
    return item ? positionIn(item, rest, context) : positionOf(node);
  }
  if (!ts.isObjectLiteralExpression(node)) return positionOf(node);
  const property = node.properties.find(
    (candidate) => candidate.name?.getText().replace(/^["']|["']$/g, "") === key,
  );
  if (!property) return positionOf(node);
  return rest.length > 0 && ts.isPropertyAssignment(property)
    ? positionIn(property.initializer, rest, context)
    : positionOf(property);
}
