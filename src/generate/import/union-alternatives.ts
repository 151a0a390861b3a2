import { equalJson } from "../../base/json.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";

/** One alternative of a union: the properties that it has to itself, or shares with some others. */
export interface UnionAlternative {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

/** The alternatives that the `oneOf` of an object tells apart, in the forms that the generator writes; undefined for every other. */
export function unionAlternatives(schema: JsonSchema): readonly UnionAlternative[] | undefined {
  const { type, oneOf = [] } = schema;
  if (type !== "object" || oneOf.length < 2) return undefined;
  if (schema["x-kubernetes-preserve-unknown-fields"] || schema["x-kubernetes-embedded-resource"])
    return undefined;
  return byPresence(schema, oneOf) ?? byConstant(schema, oneOf);
}

/** `oneOf: [{ required: ["a"] }, { required: ["b"] }]` */
function byPresence(
  { properties = {}, required = [] }: JsonSchema,
  oneOf: readonly JsonSchema[],
): readonly UnionAlternative[] | undefined {
  const lists = oneOf.map((branch) => (Object.keys(branch).length === 1 ? (branch.required ?? []) : []));
  const all = lists.flat();
  const isPlain = lists.every((names) => names.length > 0 && isSorted(names));
  const isChoice = new Set(all).size === all.length && !all.some((name) => required.includes(name));
  const isKnown = all.every(
    (name) => Object.hasOwn(properties, name) && properties[name]?.default === undefined,
  );
  if (!isPlain || !isChoice || !isKnown) return undefined;
  return lists.map((names) => ({
    properties: pick(properties, (name) => names.includes(name)),
    required: names,
  }));
}

interface Branch {
  readonly constant: string;
  readonly values: readonly unknown[];
  readonly required: readonly string[];
  readonly never: readonly string[];
}

/** `oneOf: [{ properties: { kind: { enum: ["a"] } }, required: ["x"], not: { anyOf: [{ required: ["y"] }] } }, …]` */
function byConstant(
  { properties = {}, required = [] }: JsonSchema,
  oneOf: readonly JsonSchema[],
): readonly UnionAlternative[] | undefined {
  const branches = oneOf.flatMap((branch) => branchOf(branch) ?? []);
  const [first] = branches;
  const constant =
    first && Object.hasOwn(properties, first.constant) ? properties[first.constant] : undefined;
  if (!first || !constant || branches.length < oneOf.length) return undefined;
  const { description: _description, ...bare } = constant;
  const values = branches.flatMap((branch) => branch.values);
  const isTold =
    required.includes(first.constant) &&
    branches.every((branch) => branch.constant === first.constant) &&
    equalJson(bare, { type: constant.type, enum: values });
  if (!isTold) return undefined;
  // what none excludes belongs to all, or cannot be told
  const own = new Set(branches.flatMap((branch) => [...branch.never, ...branch.required]));
  return branches.map((branch, index) => ({
    properties: {
      [first.constant]: { ...(index === 0 ? constant : bare), enum: [...branch.values] },
      ...pick(properties, (name) => own.has(name) && !branch.never.includes(name)),
    },
    required: [first.constant, ...branch.required],
  }));
}

function branchOf({ properties = {}, required = [], not, ...rest }: JsonSchema): Branch | undefined {
  const [[constant = "", { enum: values = [], ...beside } = {}] = [], ...others] = Object.entries(properties);
  const never = not ? (not.anyOf ?? []).map((part) => part.required?.join() ?? "") : [];
  const isWhole = Object.keys(rest).length === 0 && others.length === 0 && Object.keys(beside).length === 0;
  const isExcluded = !not || equalJson(not, { anyOf: never.map((name) => ({ required: [name] })) });
  if (!isWhole || !isExcluded || values.length === 0 || !isSorted(never) || !isSorted(required))
    return undefined;
  return { constant, values, required, never };
}

function pick(
  properties: Readonly<Record<string, JsonSchema>>,
  isWanted: (name: string) => boolean,
): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => isWanted(name)));
}

function isSorted(names: readonly string[]): boolean {
  return names.join() === [...names].sort().join();
}
