import type { Attribute, Frame, Qualifier, Result, Step } from "./frame.ts";
import { CelError, CelMap, CelOptional, CelUint, isList, typeName, type Value } from "./value.ts";

/** A variable and selections in it (cel-go's interpreter/attributes.go, absoluteAttribute). */
export function variableAttribute(name: string, qualifiers: readonly Qualifier[] = []): Attribute {
  return {
    resolve(frame) {
      const value = frame.lookup(name);
      if (value === undefined) return new CelError(`no such attribute(s): ${name}`);
      return value instanceof CelError ? value : applyQualifiers(value, qualifiers, frame);
    },
    select: (qualifier) => variableAttribute(name, [...qualifiers, qualifier]),
  };
}

/** Selections in the value of an expression. */
export function relativeAttribute(operand: Step, qualifiers: readonly Qualifier[] = []): Attribute {
  return {
    resolve(frame) {
      const value = operand.run(frame);
      return value instanceof CelError ? value : applyQualifiers(value, qualifiers, frame);
    },
    select: (qualifier) => relativeAttribute(operand, [...qualifiers, qualifier]),
  };
}

/** `condition ? truthy : falsy`, with the same selections in both. */
export function conditionalAttribute(condition: Step, truthy: Attribute, falsy: Attribute): Attribute {
  return {
    resolve(frame) {
      const holds = condition.run(frame);
      if (holds === true) return truthy.resolve(frame);
      if (holds === false) return falsy.resolve(frame);
      return holds instanceof CelError ? holds : new CelError("no such overload");
    },
    select: (qualifier) => conditionalAttribute(condition, truthy.select(qualifier), falsy.select(qualifier)),
  };
}

/** A selection by a constant: a field's name, or a literal in brackets. */
export function constantQualifier(
  key: Value,
  options: { optional?: boolean; testOnly?: boolean } = {},
): Qualifier {
  return { optional: options.optional ?? false, testOnly: options.testOnly ?? false, key: () => key };
}

/** A selection by what an expression gives. */
export function computedQualifier(step: Step, optional: boolean): Qualifier {
  const key = (frame: Frame) => (step.attribute ? step.attribute.resolve(frame) : step.run(frame));
  return { optional, testOnly: false, key };
}

/** Every selection costs 1; one that is optional, only when there is a value. */
function applyQualifiers(start: Value, qualifiers: readonly Qualifier[], frame: Frame): Result {
  let value = start;
  let optional = false;
  if (value instanceof CelOptional) {
    if (value.value === undefined) return value;
    value = value.value;
    optional = true;
  }
  for (const qualifier of qualifiers) {
    optional ||= qualifier.optional;
    const key = qualifier.key(frame);
    if (key instanceof CelError) {
      if (!optional) frame.meter.add(1);
      return key;
    }
    const found = find(value, key, optional || qualifier.testOnly);
    if (found instanceof CelError) {
      if (!optional) frame.meter.add(1);
      return found;
    }
    if (!optional || found !== undefined) frame.meter.add(1);
    if (optional && found === undefined) return new CelOptional(undefined);
    value = qualifier.testOnly && !optional ? found !== undefined : (found ?? null);
  }
  return optional ? new CelOptional(value) : value;
}

/** The part of a value under a key; undefined where there is none and its presence is what is asked (refQualify in cel-go). */
function find(value: Value, key: Value, presenceTest: boolean): Value | undefined | CelError {
  if (value instanceof CelMap) {
    const found = inMap(value, key);
    if (found !== undefined || presenceTest) return found;
    return new CelError(`no such key: ${keyText(key)}`);
  }
  if (isList(value)) {
    const index = indexOf(key);
    if (index instanceof CelError) return index;
    if (index >= 0 && index < value.length) return value[index];
    return presenceTest ? undefined : new CelError(`index out of bounds: ${keyText(key)}`);
  }
  return presenceTest ? undefined : new CelError(`no such key: ${keyText(key)}`);
}

function inMap(map: CelMap, key: Value): Value | undefined | CelError {
  try {
    return map.get(key);
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
}

function indexOf(key: Value): number | CelError {
  const index = key instanceof CelUint ? key.uint : key;
  if (typeof index === "bigint") return Number(index);
  if (typeof index === "number" && Number.isInteger(index)) return index;
  if (typeof index === "number") return new CelError(`unsupported index value ${index} in list`);
  return new CelError(`unsupported index type '${typeName(key)}' in list`);
}

function keyText(key: Value): string {
  if (key instanceof CelUint) return String(key.uint);
  return ["string", "bigint", "number", "boolean"].includes(typeof key) ? String(key) : typeName(key);
}
