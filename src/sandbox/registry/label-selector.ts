import { labelKeyProblems, labelValueProblems } from "../admission/name-format.ts";
import { invalidField } from "../admission/field-problem.ts";
import { badRequest } from "../status-error.ts";

type Labels = Readonly<Record<string, string>>;

/** Whether an object's labels match. */
export type LabelMatcher = (labels: Labels | undefined) => boolean;

interface Token {
  readonly kind: "word" | "end" | "!" | "=" | "==" | "!=" | ">" | "<" | "(" | ")" | "," | "in" | "notin";
  readonly text: string;
}

const operators = "in, notin, =, ==, !=, gt, lt";

/** A label selector as clients write it. Grammar and wording of k8s.io/apimachinery/pkg/labels/selector.go. */
export function parseLabelSelector(text: string): LabelMatcher {
  // Go's lexer takes a NUL for the end
  const tokens = tokenize(text.split("\0", 1)[0] ?? "");
  const requirements: LabelMatcher[] = [];
  let position = 0;
  /** Keywords are words where a key or a value is expected. */
  const next = (asValue: boolean): Token => {
    const token = tokens[position] ?? { kind: "end", text: "" };
    return asValue && (token.kind === "in" || token.kind === "notin")
      ? { kind: "word", text: token.text }
      : token;
  };
  const take = (asValue: boolean): Token => {
    const token = next(asValue);
    position++;
    return token;
  };
  if (next(true).kind === "end") return () => true;
  for (;;) {
    const start = next(true);
    if (start.kind !== "word" && start.kind !== "!")
      throw unexpected(start, "!, identifier, or 'end of string'");
    requirements.push(parseRequirement(take, next));
    const separator = take(true);
    if (separator.kind === "end") break;
    if (separator.kind !== ",") throw unexpected(separator, "',' or 'end of string'");
    const following = next(true);
    if (following.kind !== "word" && following.kind !== "!")
      throw unexpected(following, "identifier after ','");
  }
  return (labels) => requirements.every((matches) => matches(labels));
}

type Reader = (asValue: boolean) => Token;

function parseRequirement(take: Reader, next: Reader): LabelMatcher {
  const first = take(true);
  const negated = first.kind === "!";
  const key = negated ? take(true) : first;
  if (key.kind !== "word") throw requirementError(unexpected(key, "identifier").message);
  const [problem] = labelKeyProblems(key.text);
  if (problem)
    throw requirementError(
      `<nil>: ${invalidField("", key.text, labelKeyProblems(key.text).join("; ")).message}`,
    );
  const name = key.text;
  if (negated) return (labels) => valueOf(labels, name) === undefined;
  const lookahead = next(true).kind;
  if (lookahead === "end" || lookahead === ",") return (labels) => valueOf(labels, name) !== undefined;
  return parseComparison(name, take, next);
}

function parseComparison(name: string, take: Reader, next: Reader): LabelMatcher {
  const operator = take(false);
  switch (operator.kind) {
    case "in":
    case "notin": {
      const values = parseValues(take, next);
      for (const value of values) checkValue(name, value);
      if (operator.kind === "in") return (labels) => values.has(valueOf(labels, name) ?? missing);
      return (labels) => !values.has(valueOf(labels, name) ?? missing);
    }
    case "=":
    case "==":
    case "!=": {
      const value = parseExactValue(take, next);
      checkValue(name, value);
      return operator.kind === "!="
        ? (labels) => valueOf(labels, name) !== value
        : (labels) => valueOf(labels, name) === value;
    }
    case ">":
    case "<": {
      const value = parseExactValue(take, next);
      const bound = integerOf(value);
      if (bound === undefined) {
        throw requirementError(
          `values[0]: ${invalidField("", value, "for 'Gt', 'Lt' operators, the value must be an integer").message}`,
        );
      }
      checkValue(name, value);
      return (labels) => {
        const actual = integerOf(valueOf(labels, name) ?? "");
        return actual !== undefined && (operator.kind === ">" ? actual > bound : actual < bound);
      };
    }
    default:
      throw requirementError(unexpected(operator, operators).message);
  }
}

/** No label has this value. */
const missing = "\u0000";

function parseExactValue(take: Reader, next: Reader): string {
  const lookahead = next(true).kind;
  if (lookahead === "end" || lookahead === ",") return "";
  const token = take(true);
  if (token.kind !== "word") throw requirementError(unexpected(token, "identifier").message);
  return token.text;
}

function parseValues(take: Reader, next: Reader): Set<string> {
  const open = take(true);
  if (open.kind !== "(") throw requirementError(`found '${open.text}' expected: '('`);
  const values = new Set<string>();
  if (next(true).kind === ")") {
    take(true);
    return new Set([""]);
  }
  for (;;) {
    const token = next(true);
    if (token.kind === "word") {
      values.add(take(true).text);
      const after = take(true);
      if (after.kind === ")") return values;
      if (after.kind !== ",") throw requirementError(unexpected(after, "',' or ')'").message);
      if (next(true).kind === ")") values.add("");
    } else if (token.kind === ",") {
      take(true);
      values.add("");
    } else if (token.kind === ")") {
      take(true);
      return values;
    } else {
      const expected = values.size ? "',', or identifier" : "',', ')' or identifier";
      throw requirementError(unexpected(token, expected).message);
    }
  }
}

/** A label is one of the object's own. */
function valueOf(labels: Labels | undefined, name: string): string | undefined {
  return labels && Object.hasOwn(labels, name) ? labels[name] : undefined;
}

function checkValue(key: string, value: string): void {
  const problems = labelValueProblems(value);
  if (problems.length)
    throw requirementError(`values[0][${key}]: ${invalidField("", value, problems.join("; ")).message}`);
}

function integerOf(text: string): bigint | undefined {
  const value = /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, "")) : undefined;
  return value !== undefined && BigInt.asIntN(64, value) === value ? value : undefined;
}

function unexpected(token: Token, expected: string) {
  return badRequest(`found '${token.text}', expected: ${expected}`);
}

function requirementError(message: string) {
  return badRequest(`unable to parse requirement: ${message}`);
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [token] of text.matchAll(/==|!=|[=!><(),]|[^\s=!><(),]+/g)) {
    if (/^([=!><(),]|==|!=)$/.test(token)) tokens.push({ kind: token as Token["kind"], text: token });
    else if (token === "in" || token === "notin") tokens.push({ kind: token, text: token });
    else tokens.push({ kind: "word", text: token });
  }
  return tokens;
}
