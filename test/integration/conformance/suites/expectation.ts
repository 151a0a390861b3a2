import type { JsonObject } from "../../../../src/base/json.ts";
import { parseYaml } from "../../../../src/kube/yaml.ts";
import type { Outcome } from "./run-variant.ts";
import { sorted } from "../sorted.ts";
import type { SuiteCase } from "./suite-files.ts";

/** How an outcome differs from what its case expects; undefined when it does not. */
export function unexpected(entry: SuiteCase, outcome: Outcome): string | undefined {
  const { expectedError, expectedStatusError } = entry;
  const refused = outcome.find(({ status }) => status >= 400);
  const expectedRefusal = expectedError
    ? [entry.updated === undefined ? "create" : "update", expectedError]
    : expectedStatusError
      ? ["update of the status", expectedStatusError]
      : undefined;
  const told = refused && `${refused.request}: ${String((refused.body as JsonObject).message)}`;
  if (expectedRefusal) {
    const [request = "", text = ""] = expectedRefusal;
    const causes = (refused?.body as { details?: { causes?: JsonObject[] } } | undefined)?.details?.causes;
    const texts = [
      told ?? "",
      ...(causes ?? []).map(({ field, message }) => `${String(field)}: ${String(message)}`),
    ];
    return refused?.request === request &&
      texts.some((found) => withoutValues(found).includes(withoutValues(text)))
      ? undefined
      : (told ?? "is not refused");
  }
  if (told) return told;
  const stored = outcome.at(-1)?.body;
  const expected = parseYaml(entry.expected?.trim() ? entry.expected : (entry.updated ?? entry.initial))[0];
  const [ours, theirs] = [stored, expected].map((object) => JSON.stringify(sorted(content(object))));
  return ours === theirs ? undefined : `${ours} instead of ${theirs}`;
}

/** Older servers told a value's type where this one tells the value, or nothing. */
function withoutValues(text: string): string {
  return text.replaceAll(/Invalid value: (?:"(?:[^"\\]|\\.)*": |null: )?/g, "Invalid value: ");
}

/** An object without what says which one it is. */
function content(object: unknown): JsonObject {
  const { apiVersion: _version, metadata, ...rest } = object as JsonObject;
  const { labels, annotations } = (metadata ?? {}) as JsonObject;
  return { ...rest, labels, annotations };
}
