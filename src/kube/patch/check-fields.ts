import { isJsonObject, setKey, type JsonObject } from "../../base/json.ts";

/**
 * What a client says that fields are, without what a later version may know; undefined when it is no set of fields. Follows readIterV1 and
 * DeserializePathElement of sigs.k8s.io/structured-merge-diff/fieldpath.
 */
export function checkFields(fields: unknown): JsonObject | undefined {
  if (fields === undefined || fields === null) return {};
  const checked = checkNode(fields);
  if (checked) Reflect.deleteProperty(checked, ".");
  return checked;
}

function checkNode(fields: unknown): JsonObject | undefined {
  if (fields === null) return {};
  if (!isJsonObject(fields)) return undefined;
  const result: JsonObject = {};
  for (const [element, inner] of Object.entries(fields)) {
    if (element === ".") result["."] = {};
    else if (element.length < 2 || element[1] !== ":") return undefined;
    else if ("fvki".includes(element.slice(0, 1))) {
      const checked = isElement(element) ? checkNode(inner) : undefined;
      if (!checked) return undefined;
      setKey(result, element, checked);
    }
  }
  return result;
}

function isElement(element: string): boolean {
  const content = element.slice(2);
  switch (element[0]) {
    case "v":
      return parse(content) !== undefined;
    case "k":
      return isJsonObject(parse(content));
    case "i":
      return /^[+-]?\d+$/.test(content) && BigInt.asIntN(64, BigInt(content)) === BigInt(content);
    default:
      return true;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
