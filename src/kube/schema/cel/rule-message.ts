import { ruleText } from "./rule-error.ts";
import { runProgram, type RuleProgram } from "./rule-program.ts";
import type { CelError } from "./value.ts";
import { type Value } from "./value.ts";

const maxMessageSize = 5 * 1024;

/** What is said of a rule that does not hold: its messageExpression where that gives a usable text, else its message. `error` when it may not be evaluated to the end. */
export function evaluateMessage(
  program: RuleProgram,
  options: { variables: Readonly<Record<string, Value | undefined>>; limit: number; remaining: number },
): { text: string; remaining: number; error?: string } {
  const { rule, message } = program;
  const fallback = rule.message ? rule.message.trim() : `failed rule: ${ruleText(rule)}`;
  if (!message) return { text: fallback, remaining: options.remaining };
  const { result, cost } = runProgram(message, options);
  if (cost > options.remaining)
    return {
      text: "",
      remaining: -1,
      error:
        "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run",
    };
  if (result === undefined)
    return {
      text: "",
      remaining: -1,
      error: `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${JSON.stringify(rule.messageExpression)}`,
    };
  const remaining = options.remaining - cost;
  return { text: usableText(result) ?? fallback, remaining };
}

function usableText(result: Value | CelError): string | undefined {
  if (typeof result !== "string") return undefined;
  const text = result.trim();
  return text === "" || text.includes("\n") || Buffer.byteLength(text, "utf8") > maxMessageSize
    ? undefined
    : text;
}
