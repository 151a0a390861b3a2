import { isJsonObject } from "../../base/json.ts";
import type { KubernetesObject } from "../object.ts";
import { elementText } from "./field-set.ts";
import { goSyntax, goText, goType } from "./go-text.ts";
import { atomOfValue, fieldType, itemElement, type ListType, type MapType, type Type } from "./topology.ts";
import { visitAtom } from "./typed-value.ts";

/** A configuration whose values are not of the schema's types, or whose associative lists have an item twice. The message is the server's. */
export class InvalidConfigurationError extends Error {
  constructor(config: KubernetesObject, problems: readonly string[], what: "patch" | "live" = "patch") {
    super(`failed to create typed ${what} object (${identityText(config)}): ${joined(problems)}`);
    this.name = "InvalidConfigurationError";
  }
}

/**
 * Makes sure that a configuration can be applied (validate.go of structured-merge-diff's typed).
 *
 * @throws InvalidConfigurationError
 */
export function checkConfiguration(config: unknown, type: Type): void {
  if (fits(config, type, false)) return;
  const problems = problemsOf(config, { type, path: "", doubles: false });
  if (problems.length > 0) throw new InvalidConfigurationError(config as KubernetesObject, problems);
}

/**
 * Makes sure that a configuration can be applied to an object, whose definition may have changed since it was stored; an item twice is let pass.
 *
 * @throws InvalidConfigurationError
 */
export function checkLive(live: KubernetesObject, type: Type): void {
  if (fits(live, type, true)) return;
  const problems = problemsOf(live, { type, path: "", doubles: true });
  if (problems.length > 0) throw new InvalidConfigurationError(live, problems, "live");
}

/** What does not fit a type, in one text; undefined when all does. An item may be in an associative list twice where `doubles` says so. */
export function typedProblem(
  value: unknown,
  type: Type,
  { doubles }: { doubles: boolean },
): string | undefined {
  if (fits(value, type, doubles)) return undefined;
  const problems = problemsOf(value, { type, path: "", doubles });
  return problems.length > 0 ? joined(problems) : undefined;
}

/** An object as the server's messages about field management name it. */
export function identityText(object: KubernetesObject): string {
  const { apiVersion = "", kind = "", metadata: { namespace = "", name = "" } = {} } = object;
  const version = apiVersion.includes("/") ? apiVersion : `/${apiVersion}`;
  return `${namespace}/${name}; ${version}, Kind=${kind}`;
}

function joined(problems: readonly string[]): string {
  return problems.length === 1
    ? (problems[0] ?? "")
    : ["errors:", ...problems.map((text) => `  ${text}`)].join("\n");
}

/** Whether {@link problemsOf} finds nothing: nearly always, and without a path or a text made. */
function fits(value: unknown, type: Type, doubles: boolean): boolean {
  if (type.kind === "undeclared") return false;
  // whatever comes has a shape of these
  if (type.kind !== "declared" || value === null || value === undefined) return true;
  const { map, scalar, list } = atomOfValue(type, value);
  if (map) return isJsonObject(value) && fieldsFit(map, value, doubles);
  if (!scalar && list) return Array.isArray(value) && itemsFit(list, value, doubles);
  return scalarProblem(scalar, value) === undefined;
}

function fieldsFit(map: MapType, value: Record<string, unknown>, doubles: boolean): boolean {
  for (const name of Object.keys(value)) {
    const field = value[name];
    if (field !== undefined && !fits(field, fieldType(map, name), doubles)) return false;
  }
  return true;
}

function itemsFit(list: ListType, value: readonly unknown[], doubles: boolean): boolean {
  const seen = new Set<string>();
  for (const item of value) {
    if (!list.atomic) {
      const element = itemElement(list, item);
      if (typeof element !== "string" || (!doubles && seen.has(element))) return false;
      seen.add(element);
    }
    if (!fits(item, list.items, doubles)) return false;
  }
  return true;
}

interface Place {
  readonly type: Type;
  readonly path: string;
  /** Whether an item may be in an associative list twice. */
  readonly doubles: boolean;
}

function problemsOf(value: unknown, place: Place): string[] {
  const { type, path } = place;
  const problem = (text: string) => [path ? `${path}: ${text}` : text];
  const atom = atomOfValue(type, value);
  if (type.kind === "undeclared") return problem("field not declared in schema");
  return visitAtom(atom, {
    scalar: () => {
      const text = value === null || value === undefined ? undefined : scalarProblem(atom.scalar, value);
      return text === undefined ? [] : problem(text);
    },
    list: (list) => {
      if (value === null || value === undefined) return [];
      return Array.isArray(value)
        ? itemProblems(list, value, place)
        : problem(`expected list, got ${goValue(value)}`);
    },
    map: (map) => {
      if (value === null || value === undefined) return [];
      return isJsonObject(value)
        ? fieldProblems(map, value, place)
        : problem(`expected map, got ${goValue(value)}`);
    },
  });
}

function fieldProblems(map: MapType, value: Record<string, unknown>, place: Place): string[] {
  return Object.entries(value).flatMap(([name, field]) =>
    field === undefined
      ? []
      : problemsOf(field, { ...place, type: fieldType(map, name), path: `${place.path}.${name}` }),
  );
}

function itemProblems(list: ListType, value: readonly unknown[], place: Place): string[] {
  const { path, doubles } = place;
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const element = list.atomic ? `i:${index}` : itemElement(list, item);
    if (typeof element !== "string") return [...problems, `${path}: element ${index}: ${element.message}`];
    if (seen.has(element) && !doubles)
      problems.push(`${path}: duplicate entries for key ${elementText(element)}`);
    seen.add(element);
    problems.push(...problemsOf(item, { ...place, type: list.items, path: path + elementText(element) }));
  }
  return problems;
}

function scalarProblem(scalar: string | undefined, value: unknown): string | undefined {
  const found = typeof value;
  switch (scalar) {
    case "numeric":
      return found === "number" ? undefined : `expected numeric (int or float), got ${goType(value)}`;
    case "string":
      return found === "string" ? undefined : `expected string, got ${goReflection(value)}`;
    case "boolean":
      return found === "boolean" ? undefined : `expected boolean, got ${goValue(value)}`;
    default:
      return found === "object" ? `expected any scalar, got ${goValue(value)}` : undefined;
  }
}

/** A value in its wrapper as Go prints it with `%v`. */
function goValue(value: unknown): string {
  return `&{${goText(value)}}`;
}

/** A value in its wrapper as Go prints it with `%#v`. */
function goReflection(value: unknown): string {
  return `&value.valueUnstructured{Value:${goSyntax(value)}}`;
}
