import type { Resource } from "../../kube/resource.ts";
import { membersOf, type Range } from "./json-scan.ts";
import { takeRaw } from "./raw-object.ts";
import type { DecodeLine } from "./watch-stream.ts";

const objectEvents = ["ADDED", "MODIFIED", "DELETED"];

/** Reads the lines of a watch without parsing more of objects than their metadata: they become RawObjects. */
export function decodeRaw(resource: Resource): DecodeLine {
  return (line) => {
    const found: { type?: Range; object?: Range } = {};
    for (const member of membersOf(line, 0)) {
      if (member.name === "type" || member.name === "object") found[member.name] = member;
    }
    const { type, object } = found;
    const text: unknown = type && JSON.parse(line.toString("utf8", type.start, type.end));
    if (!object || !objectEvents.includes(text as string))
      return JSON.parse(line.toString("utf8")) as ReturnType<DecodeLine>;
    return { type: text as string, object: takeRaw(line, { ...object, own: resource }) };
  };
}
