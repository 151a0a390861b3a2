import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { mapSchema } from "../../kube/schema/map-schema.ts";

/**
 * A copy of a schema in which no description, at any depth, is longer than `maxBytes` of UTF-8 and an ellipsis; 0 takes them all away. As
 * TruncateDescription of controller-tools (pkg/crd/desc_visitor.go), which its `crd:maxDescLen` option calls.
 */
export function truncateDescriptions(schema: JsonSchema, maxBytes: number): JsonSchema {
  return mapSchema(schema, (copy) => {
    if (maxBytes === 0) delete copy.description;
    else if (copy.description) copy.description = truncateText(copy.description, maxBytes);
    return copy;
  });
}

/**
 * A text of at most `maxBytes` of UTF-8: cut after the last end of a sentence that fits, else before the last white space, followed by `...`. Where
 * upstream would cut a character in two, it is left out.
 */
export function truncateText(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  // a character that was cut in two becomes one that is none
  const fitting = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, maxBytes), {
    stream: true,
  });
  const sentence = lastMatch(fitting, /\p{Sentence_Terminal}/gu);
  if (sentence && sentence.index > 0) return fitting.slice(0, sentence.index + sentence[0].length);
  const space = lastMatch(fitting, /\p{White_Space}/gu);
  return `${space && space.index > 0 ? fitting.slice(0, space.index) : fitting}...`;
}

function lastMatch(text: string, pattern: RegExp): RegExpExecArray | undefined {
  return [...text.matchAll(pattern)].at(-1);
}
