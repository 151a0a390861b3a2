import type { JsonObject } from "../../../../src/base/json.ts";
import { parseYaml } from "../../../../src/kube/yaml.ts";
import type { Outcome } from "./run-variant.ts";
import { sorted } from "../sorted.ts";
import type { SuiteCase } from "./suite-files.ts";

/** Cases whose text says something that no server of this version says. */
export const disagreements: readonly { suite: string; name: string; reason: string }[] = [
  {
    suite: "imageregistry/v1/configs.imageregistry.operator.openshift.io/ChunkSizeMiB",
    name: "Should reject configuration with decimal value in chunkSizeMiB for storage s3",
    reason:
      "a type error names the format where the schema has one, and float64, where older servers named integer and number",
  },
];

/** How an outcome differs from what its case expects; undefined when it does not. */
export function unexpected(entry: SuiteCase, outcome: Outcome): string | undefined {
  const { expectedError, expectedStatusError } = entry;
  const refused = outcome.find(({ status }) => status >= 400);
  const told = refused && `${refused.request}: ${tellingOf(refused.body as Refusal).join(", ")}`;
  if (expectedError || expectedStatusError) {
    const request = !expectedError
      ? "update of the status"
      : entry.updated === undefined
        ? "create"
        : "update";
    const text = expectedError || (expectedStatusError ?? "");
    if (refused?.request === request && isTold(text, tellingOf(refused.body as Refusal))) return undefined;
    return told ?? "is not refused";
  }
  if (told) return told;
  const stored = outcome.at(-1)?.body;
  const expected = parseYaml(entry.expected?.trim() ? entry.expected : (entry.updated ?? entry.initial))[0];
  const [ours, theirs] = [stored, expected].map((object) => JSON.stringify(sorted(content(object))));
  return ours === theirs ? undefined : `${ours} instead of ${theirs}`;
}

interface Refusal {
  readonly message: string;
  readonly details?: { readonly causes?: readonly { field: string; message: string }[] };
}

function tellingOf({ message, details }: Refusal): string[] {
  const causes = (details?.causes ?? []).map(({ field, message: text }) => `${field}: ${text}`);
  return causes.length > 0 ? causes : [message];
}

/** Whether a refusal says what is expected: a part of one of its problems, or several of them in any order. */
function isTold(expected: string, problems: readonly string[]): boolean {
  const text = comparable(expected).replace(/^[\w.]+ "[^"]*" is invalid: /, "");
  const found = problems.map(comparable);
  if (found.some((problem) => problem.includes(text))) return true;
  const rest = found.reduce(
    (left, problem) => left.replaceAll(problem, ""),
    text.replace(/^\[(.*)\]$/, "$1"),
  );
  const parts = rest.split(", ").filter(Boolean);
  return parts.every((part) => found.some((problem) => problem.includes(part)));
}

/** Older servers told a value's type where this one tells the value, or nothing; and printed objects as Go does. */
function comparable(text: string): string {
  return text
    .replaceAll(/Invalid value: (?:"(?:[^"\\]|\\.)*": |null: )?/g, "Invalid value: ")
    .replace(/^"string": /, "")
    .replaceAll("map[string]interface {}", "");
}

/** An object without what says which one it is. */
function content(object: unknown): JsonObject {
  const { apiVersion: _version, metadata, ...rest } = object as JsonObject;
  const { labels, annotations } = (metadata ?? {}) as JsonObject;
  return { ...rest, labels, annotations };
}
