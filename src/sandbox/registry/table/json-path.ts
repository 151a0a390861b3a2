import { isJsonObject } from "../../../base/json.ts";

/** Values that a path selects. */
export type PathReader = (value: unknown) => unknown[];

type Step = (value: unknown) => unknown[];

/**
 * A JSONPath as printer columns use it: `.a.b`, `['a']`, `[0]`, `[-1]`, `[1:3]`, `[*]`, `..a`, `[?(@.type=="Ready")]`.
 * Undefined when it is something else. Grammar of k8s.io/client-go/util/jsonpath.
 */
export function parseJsonPath(path: string): PathReader | undefined {
  const steps = parseSteps(path);
  return steps && ((value) => steps.reduce((values, step) => values.flatMap(step), [value]));
}

function parseSteps(path: string): Step[] | undefined {
  const steps: Step[] = [];
  let rest = path.replace(/^\$/, "");
  if (rest !== "" && !/^[.[]/.test(rest)) rest = `.${rest}`;
  while (rest !== "") {
    const parsed = parseStep(rest);
    if (!parsed) return undefined;
    steps.push(parsed.step);
    rest = parsed.rest;
  }
  return steps;
}

function parseStep(text: string): { step: Step; rest: string } | undefined {
  const forms: [RegExp, (match: RegExpExecArray) => Step | undefined][] = [
    [/^\.\.((?:[^.[\]\\]|\\.)+)/, (match) => descendants(unescapeKey(match[1] ?? ""))],
    [/^\.\*/, () => children],
    [/^\.((?:[^.[\]\\]|\\.)+)/, (match) => child(unescapeKey(match[1] ?? ""))],
    [/^\.(?=\[|$)/, () => (value) => [value]],
    [/^\[\*\]/, () => children],
    [/^\[(-?\d+)\]/, (match) => item(Number(match[1]))],
    [/^\[(-?\d*):(-?\d*)\]/, (match) => slice(match[1] ?? "", match[2] ?? "")],
    [/^\['((?:[^'\\]|\\.)*)'\]/, (match) => child(unescapeKey(match[1] ?? ""))],
    [/^\["((?:[^"\\]|\\.)*)"\]/, (match) => child(unescapeKey(match[1] ?? ""))],
    [/^\[\?\(((?:[^'"]|'[^']*'|"[^"]*")*?)\)\]/, (match) => filter(match[1] ?? "")],
  ];
  for (const [form, make] of forms) {
    const match = form.exec(text);
    const step = match && make(match);
    if (step) return { step, rest: text.slice(match[0].length) };
  }
  return undefined;
}

function child(key: string): Step {
  return (value) => (isJsonObject(value) && Object.hasOwn(value, key) ? [value[key]] : []);
}

const children: Step = (value) =>
  Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : [];

function descendants(key: string): Step {
  const find: Step = (value) => [...child(key)(value), ...children(value).flatMap(find)];
  return find;
}

function item(index: number): Step {
  return (value) => {
    const found: unknown = Array.isArray(value) ? value.at(index) : undefined;
    return found === undefined ? [] : [found];
  };
}

function slice(from: string, to: string): Step {
  return (value) =>
    Array.isArray(value)
      ? value.slice(from === "" ? 0 : Number(from), to === "" ? undefined : Number(to))
      : [];
}

/** `@.path operator literal`, or `@.path` alone, which asks whether it is there. */
function filter(expression: string): Step | undefined {
  const match = /^\s*@((?:[^=!<>\s]|\\.)*)\s*(?:(==|!=|<=|>=|<|>)\s*(.*?))?\s*$/.exec(expression);
  const path = match && parseJsonPath(match[1] ?? "");
  if (!match || !path) return undefined;
  const [, , operator, literal = ""] = match;
  const expected = operator ? literalValue(literal) : undefined;
  if (operator && expected === undefined) return undefined;
  const matches = (value: unknown) => {
    const [found] = path(value);
    if (!operator) return found !== undefined;
    return found !== undefined && compare(found, operator, expected);
  };
  return (value) => children(value).filter(matches);
}

function literalValue(text: string): unknown {
  const quoted = /^(['"])(.*)\1$/.exec(text);
  if (quoted) return quoted[2];
  if (text === "true" || text === "false") return text === "true";
  return text !== "" && !Number.isNaN(Number(text)) ? Number(text) : undefined;
}

function compare(found: unknown, operator: string, expected: unknown): boolean {
  if (operator === "==") return found === expected;
  if (operator === "!=") return found !== expected;
  if (typeof found !== typeof expected || (typeof found !== "number" && typeof found !== "string"))
    return false;
  const other = expected as typeof found;
  if (operator === "<") return found < other;
  if (operator === "<=") return found <= other;
  return operator === ">" ? found > other : found >= other;
}

function unescapeKey(key: string): string {
  return key.replaceAll(/\\(.)/g, "$1");
}
