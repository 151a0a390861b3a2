import { dynType, errorType, sameType, type Type } from "./type.ts";

/** What type parameters stand for, found while types are compared. */
export type Substitutions = ReadonlyMap<string, Type>;

/** The substitutions under which values of `from` may stand where `to` is expected; undefined when there are none (cel-go's checker/types.go). */
export function assign(substitutions: Substitutions, from: Type, to: Type): Substitutions | undefined {
  return assignAll(substitutions, [from], [to]);
}

/** The same for several types at once. */
export function assignAll(
  substitutions: Substitutions,
  from: readonly Type[],
  to: readonly Type[],
): Substitutions | undefined {
  const found = new Map(substitutions);
  return assignableAll(found, from, to) ? found : undefined;
}

/** The type with its parameters replaced by what they stand for; with `rest`, those that stand for nothing become that. */
export function substitute(substitutions: Substitutions, type: Type, rest?: Type): Type {
  if (type.kind === "parameter") {
    const found = substitutions.get(type.name);
    return found ? substitute(substitutions, found, rest) : (rest ?? type);
  }
  if (type.parameters.length === 0) return type;
  return {
    ...type,
    parameters: type.parameters.map((parameter) => substitute(substitutions, parameter, rest)),
  };
}

/** The more general of two types that fit each other. */
export function mostGeneral(a: Type, b: Type): Type {
  return isAsGeneral(a, b) ? a : b;
}

export function isDynOrError(type: Type): boolean {
  return type.kind === "dyn" || type.kind === "error";
}

type Found = Map<string, Type>;

function assignable(found: Found, a: Type, b: Type): boolean {
  if (b.kind === "parameter") {
    const { valid, known } = fits(found, a, b);
    if (valid || known) return valid;
  }
  if (a.kind === "parameter") return fits(found, b, a).valid;
  if (isDynOrError(a) || isDynOrError(b)) return true;
  if (a.kind === "null") return mayBeNull(b);
  if (b.kind === "null") return mayBeNull(a);
  if (a.kind === "type") return b.kind === "type";
  if (a.kind === "opaque" || a.kind === "list" || a.kind === "map")
    return a.kind === b.kind && a.name === b.name && assignableAll(found, a.parameters, b.parameters);
  return sameType(a, b);
}

function assignableAll(found: Found, a: readonly Type[], b: readonly Type[]): boolean {
  return a.length === b.length && a.every((type, index) => assignable(found, type, b[index] ?? errorType));
}

/** Whether a parameter may stand for a type, and whether it stood for one before. */
function fits(found: Found, type: Type, parameter: Type): { valid: boolean; known: boolean } {
  if (type.kind === "parameter" && sameType(type, parameter)) return { valid: true, known: true };
  const before = found.get(parameter.name);
  if (before) {
    if (sameType(type, before)) return { valid: true, known: true };
    if (!assignable(found, type, before)) return { valid: false, known: true };
    const general = mostGeneral(type, before);
    if (!occursIn(found, parameter, general)) found.set(parameter.name, general);
    return { valid: true, known: true };
  }
  if (occursIn(found, parameter, type)) return { valid: false, known: false };
  found.set(parameter.name, type);
  return { valid: true, known: false };
}

function occursIn(found: Found, parameter: Type, within: Type): boolean {
  if (sameType(parameter, within)) return true;
  if (within.kind === "parameter") {
    const inner = found.get(within.name);
    return inner !== undefined && occursIn(found, parameter, inner);
  }
  return within.parameters.some((type) => occursIn(found, parameter, type));
}

function mayBeNull(type: Type): boolean {
  return ["opaque", "struct", "duration", "timestamp", "null"].includes(type.kind);
}

/** Whether a is b, or says less: `dyn` and parameters say least. */
function isAsGeneral(a: Type, b: Type): boolean {
  if (a.kind === "dyn" || a.kind === "parameter") return true;
  if (b.kind === dynType.kind || b.kind === "parameter" || a.kind !== b.kind) return false;
  if (a.kind === "type") return true;
  if (a.kind !== "opaque" && a.kind !== "list" && a.kind !== "map") return sameType(a, b);
  return (
    a.name === b.name &&
    a.parameters.length === b.parameters.length &&
    a.parameters.every((parameter, index) => isAsGeneral(parameter, b.parameters[index] ?? errorType))
  );
}
