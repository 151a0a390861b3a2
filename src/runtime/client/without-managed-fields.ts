import { findMember, rangeOf } from "./json-scan.ts";

const [object, metadata, managedFields] = ["object", "metadata", "managedFields"].map((name) =>
  Buffer.from(name),
) as [Buffer, Buffer, Buffer];
const quoted = Buffer.from('"managedFields"');

/**
 * The value of an object's JSON without its metadata.managedFields, or of an event's, in which the object is: half of many objects is in them, and what nobody looks at
 * need not be parsed. They are found by brackets and strings.
 *
 * @throws SyntaxError
 */
export function parseWithoutManagedFields(json: Buffer, of: "object" | "event"): unknown {
  const cut = json.includes(quoted) ? cutOf(json, of) : undefined;
  if (!cut) return JSON.parse(json.toString("utf8"));
  return JSON.parse(json.toString("utf8", 0, cut.start) + json.toString("utf8", cut.end));
}

function cutOf(json: Buffer, of: "object" | "event"): { start: number; end: number } | undefined {
  try {
    const start = of === "object" ? 0 : findMember(json, 0, object)?.start;
    const meta = start === undefined ? undefined : findMember(json, start, metadata);
    const managed = meta && findMember(json, meta.start, managedFields);
    return managed && rangeOf(json, managed);
  } catch {
    // the parser says what is wrong with it; a metadata of null, say, is nothing wrong
    return undefined;
  }
}
