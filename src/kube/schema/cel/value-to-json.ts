import { setKey, type JsonObject } from "../../../base/json.ts";
import { durationText, timestampText } from "./library/time.ts";
import {
  CelDuration,
  CelError,
  CelMap,
  CelOptional,
  CelTimestamp,
  CelType,
  CelUint,
  isList,
  typeName,
  type Value,
} from "./value.ts";

/**
 * A value as JSON, as cel-go converts to protobuf's `Value`: integers that a double cannot hold are texts, bytes are base64.
 *
 * @throws CelError for a value that JSON does not have.
 */
export function valueToJson(value: Value): unknown {
  if (typeof value === "bigint") return integer(value);
  if (value instanceof CelUint) return integer(value.uint);
  if (value === null || ["boolean", "number", "string"].includes(typeof value)) return value;
  if (isList(value)) return value.map(valueToJson);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof CelMap) return mapToJson(value);
  if (value instanceof CelTimestamp) return timestampText(value);
  if (value instanceof CelDuration) return durationText(value);
  if (value instanceof CelOptional) return value.value === undefined ? null : valueToJson(value.value);
  const name = value instanceof CelType ? "type" : typeName(value);
  throw new CelError(`unsupported native conversion from ${name} to JSON`);
}

function integer(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function mapToJson(map: CelMap): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of map.entries()) {
    if (typeof key !== "string" && typeof key !== "bigint" && typeof key !== "boolean")
      throw new CelError(`unsupported key type: ${typeName(key)}`);
    setKey(result, String(key), valueToJson(value));
  }
  return result;
}
