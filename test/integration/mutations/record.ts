import { createHash } from "node:crypto";

/** What a server said to all requests about a kind, in their order. */
export interface Recorded {
  /** Of the names of the requests: another one means that the record is of other requests. */
  readonly requests: string;
  /** Each different answer once. */
  readonly answers: readonly string[];
  /** By request, the number of its answer. */
  readonly given: readonly number[];
}

export function recordOf(names: readonly string[], texts: readonly string[]): Recorded {
  const answers = [...new Set(texts)];
  const numbers = new Map(answers.map((text, index) => [text, index]));
  return { requests: digest(names), answers, given: texts.map((text) => numbers.get(text) ?? -1) };
}

/** One answer a line, so that a change shows as what changed. */
export function recordText(recorded: Recorded): string {
  const answers = recorded.answers.map((text) => JSON.stringify(text)).join(",\n");
  const given = JSON.stringify(recorded.given);
  return `{"requests": "${recorded.requests}",\n"answers": [\n${answers}\n],\n"given": ${given}}\n`;
}

export function digest(names: readonly string[]): string {
  return createHash("sha256").update(names.join("\n")).digest("base64url").slice(0, 12);
}
