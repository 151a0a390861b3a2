import { isJsonObject } from "../../../base/json.ts";

type Step = (value: unknown) => unknown[];

/**
 * A path as KWOK's expressions have it, which are of jq: `.status.phase`, `.metadata.annotations["a/b"]`, `.metadata.finalizers.[]`, and
 * `.status.conditions.[] | select( .type == "Ready" ) | .status`. Returns what it leads to; undefined where it is something else.
 */
export function readPath(text: string): ((value: unknown) => unknown[]) | undefined {
  const steps: Step[] = [];
  for (const part of text.split("|").map((piece) => piece.trim())) {
    const found = readSelect(part) ?? readFields(part);
    if (!found) return undefined;
    steps.push(...found);
  }
  return (value) =>
    steps
      .reduce((values, step) => values.flatMap(step), [value])
      .filter((found) => found !== undefined && found !== null);
}

function readFields(text: string): Step[] | undefined {
  const steps: Step[] = [];
  let rest = text === "." ? "" : text;
  while (rest) {
    const match = /^\.?(?:\["([^"\\]+)"\]|\[\]|(?<=\.)([A-Za-z_][\w-]*))/.exec(rest);
    if (!match) return undefined;
    const key = match[1] ?? match[2];
    steps.push(key === undefined ? (value) => (Array.isArray(value) ? value : []) : field(key));
    rest = rest.slice(match[0].length);
  }
  return steps;
}

function field(key: string): Step {
  return (value) => (isJsonObject(value) && Object.hasOwn(value, key) ? [value[key]] : []);
}

function readSelect(text: string): Step[] | undefined {
  const match = /^select\(\s*(\S+)\s*(==|!=)\s*("[^"\\]*"|true|false|-?\d+)\s*\)$/.exec(text);
  const path = match && readFields(match[1] ?? "");
  if (!match || !path) return undefined;
  const wanted: unknown = JSON.parse(match[3] ?? "null");
  const equal = (value: unknown) =>
    path.reduce((values, step) => values.flatMap(step), [value])[0] === wanted;
  return [(value) => (equal(value) === (match[2] === "==") ? [value] : [])];
}
