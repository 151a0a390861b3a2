import { timeText } from "../../../kube/condition.ts";
import { isJsonObject } from "../../../base/json.ts";
import { parseYaml } from "../../../kube/yaml.ts";
import type { ApiObject } from "../../api-object.ts";
import { readPath } from "./read-path.ts";

type Value = (object: ApiObject, now: Date) => unknown;

/**
 * A Go template of a status in the little that stages of one's own kinds need: `{{ .metadata.generation }}`, `{{ Now }}`, variables (`{{ $now := Now }}`), comments, each with
 * `| Quote` or not, and trimming. Everything else is refused by its text.
 */
export function readTemplate(
  text: string,
  refuse: (problem: string) => never,
): (object: ApiObject, now: Date) => object {
  const variables = new Map<string, Value>();
  const pieces: Value[] = [];
  let at = 0;
  for (const match of text.matchAll(/(\s*)\{\{(-?)\s*(.*?)\s*(-?)\}\}(\s*)/gs)) {
    const [whole, before = "", trimsBefore, action = "", trimsAfter, after = ""] = match;
    const literal = text.slice(at, match.index) + (trimsBefore ? "" : before);
    pieces.push(() => literal, readAction(action, { variables, refuse }));
    const kept = trimsAfter ? "" : after;
    pieces.push(() => kept);
    at = match.index + whole.length;
  }
  const rest = text.slice(at);
  return (object, now) => {
    const written = [...pieces.map((piece) => asText(piece(object, now))), rest].join("");
    const [status] = parseYaml(written, "statusTemplate");
    return isJsonObject(status) ? status : {};
  };
}

function readAction(
  action: string,
  options: { variables: Map<string, Value>; refuse: (problem: string) => never },
): Value {
  const { variables, refuse } = options;
  if (action.startsWith("/*")) return () => "";
  const assigned = /^(\$\w+)\s*:?=\s*(.*)$/s.exec(action);
  if (assigned) {
    variables.set(assigned[1] ?? "", readAction(assigned[2] ?? "", options));
    return () => "";
  }
  const [source = "", ...functions] = action.split("|").map((part) => part.trim());
  const value = readSource(source, variables);
  if (!value || functions.some((name) => name !== "Quote"))
    return refuse(`the template action {{ ${action} }} is not one that the sandbox knows`);
  return functions.length ? (object, now) => JSON.stringify(asText(value(object, now))) : value;
}

function readSource(source: string, variables: ReadonlyMap<string, Value>): Value | undefined {
  if (source === "Now") return (_, now) => timeText(now);
  if (source.startsWith("$")) return variables.get(source);
  const path = source.startsWith(".") && !source.includes("[]") ? readPath(source) : undefined;
  return path && ((object) => path(object)[0] ?? "");
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
