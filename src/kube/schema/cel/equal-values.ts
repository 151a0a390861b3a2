import { equalJson } from "../../../base/json.ts";
import { EvaluationFailure } from "./cost/cost-meter.ts";
import { escapeProperty, unescapeProperty } from "./escape-property.ts";
import {
  CelDuration,
  CelError,
  CelMap,
  CelMessage,
  CelOptional,
  CelTimestamp,
  CelType,
  compareNumbers,
  isList,
  isNumeric,
  KeyedList,
  Opaque,
  Preserved,
  SetList,
  type Value,
} from "./value.ts";
import { valueToJson } from "./value-to-json.ts";

/**
 * Equality across numeric kinds, deep in lists and maps; values of other kinds are unequal.
 *
 * @throws CelError for an object with unknown fields beside a map that has no schema, and for a value that does not fit its schema
 */
export function equalValues(a: Value, b: Value): boolean {
  if ((a as unknown) instanceof CelError) throw a as unknown as CelError;
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b) === 0;
  if (isList(a) && isList(b)) return equalLists(a, b);
  if (a instanceof CelMessage || b instanceof CelMessage)
    return a instanceof CelMessage && b instanceof CelMessage && a.type === b.type && equalMaps(a, b);
  if (a instanceof CelMap && b instanceof CelMap) return equalMaps(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) return a.nanos === b.nanos;
  if (a instanceof CelDuration && b instanceof CelDuration) return a.nanos === b.nanos;
  if (a instanceof CelType && b instanceof CelType) return a.name === b.name;
  if (a instanceof CelOptional && b instanceof CelOptional) return equalOptionals(a, b);
  if (a instanceof Preserved && !(b instanceof Preserved)) return equalJson(a.json, jsonOf(b));
  if (a instanceof Opaque && b instanceof Opaque) return a.type === b.type && a.equals(b);
  return a === b;
}

function equalLists(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  if (a instanceof SetList) {
    checkHashable(a);
    return b.every((item) => isAsStored(item) && a.some((own) => equalValues(own, item)));
  }
  if (!(a instanceof KeyedList)) return a.every((item, index) => equalValues(item, b[index] ?? null));
  const own = new Map(a.map((item) => [a.keyOf(item), item]));
  return b.every((item) => {
    const before = own.get(a.keyOf(item));
    return before !== undefined && equalValues(before, item);
  });
}

/**
 * An object of the schema beside a map without one, which an optional `oldSelf` is to the server, has its fields under other names; of fields that are not in
 * the schema the server knows no equality then. Follows unstructuredMap.Equal of k8s.io/apiserver/pkg/cel/common/valuesunstructured.go.
 */
function equalMaps(a: CelMap, b: CelMap): boolean {
  if (a.size !== b.size) return false;
  if (b.object && !a.object)
    return a.entries().every(([key, value]) => {
      const other = b.get(typeof key === "string" ? (escapeProperty(key) ?? key) : key);
      return other !== undefined && equalValues(value, other);
    });
  const plain = a.object && !b.object;
  const find = (key: Value) => b.get(plain ? unescapeProperty(String(key)) : key);
  if (plain && a.unseen.size > 0) throw new CelError("no such overload");
  return (
    [...a.nulls].every((name) => find(name) === undefined) &&
    [...a.unseen].every(([key, value]) => !b.unseen.has(key) || equalJson(value, b.unseen.get(key))) &&
    a.entries().every(([key, value]) => {
      const other = find(key);
      return other !== undefined && equalValues(value, other);
    })
  );
}

function equalOptionals(a: CelOptional, b: CelOptional): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  return equalValues(a.value, b.value);
}

/** Of an optional old value the parts have no schema, and what they are as JSON counts. */
function jsonOf(value: Value): unknown {
  try {
    return valueToJson(value);
  } catch (error) {
    if (error instanceof CelError) return undefined;
    throw error;
  }
}

/**
 * A set is kept as a map of Go for comparing, which takes no lists and maps: evaluating ends with what Go says of that.
 *
 * @throws EvaluationFailure
 */
export function checkHashable(set: SetList): void {
  const item = set.find((inner) => isList(inner) || inner instanceof CelMap);
  if (item === undefined) return;
  const type = isList(item) ? "[]interface {}" : "map[string]interface {}";
  throw new EvaluationFailure(`internal error: runtime error: hash of unhashable type ${type}`);
}

/** Sets are compared by what is stored, which a whole double, an instant, a span and bytes are not (unstructuredSetList.Equal). */
function isAsStored(item: Value): boolean {
  if (typeof item === "number") return !Number.isInteger(item);
  return !(item instanceof CelTimestamp || item instanceof CelDuration || item instanceof Uint8Array);
}
