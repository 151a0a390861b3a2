import type { IncomingMessage } from "node:http";
import { messageOf } from "../../base/errors.ts";
import { parseYaml } from "../../kube/yaml.ts";
import type { Body } from "../registry/context.ts";
import { notImplemented, StatusError, unsupportedMediaType } from "../status-error.ts";
import { goJsonError } from "./go-json-error.ts";
import { scanJson } from "./scan-json.ts";

/** The server's own limit: k8s.io/apiserver's MaxRequestBodyBytes. */
const limit = 3 * 1024 * 1024;
/** Deeper than any object of the API; stops recursion on hostile input. */
const deepest = 10_000;

/** A text that is not what its media type says. */
export class MalformedBody extends Error {}

/** Reads a request's body as text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const encoding = request.headers["content-encoding"];
  if (encoding && encoding !== "identity") throw notImplemented(`the content encoding "${encoding}"`);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) {
      const message = `Request entity too large: limit is ${limit}`;
      throw new StatusError(413, { reason: "RequestEntityTooLarge", message });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The media type of a body, without parameters; JSON when there is none. */
export function mediaType(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "application/json").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** A body of an object as its media type says; throws {@link MalformedBody}, or 415. */
export function parseBody(type: string, text: string): Body {
  switch (type) {
    case "application/json":
    case "":
      return parseJson(text);
    case "application/yaml":
      return parseYamlBody(text);
    default:
      throw unsupportedMediaType(["application/json", "application/yaml"]);
  }
}

export function parseJson(text: string): Body {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedBody(goJsonError(text));
  }
  checkDepth(text);
  const { duplicates, unsafeInteger, hasProto } = scanJson(text);
  if (unsafeInteger) throw notImplemented(`integers beyond 2^53 (${unsafeInteger})`);
  if (hasProto) throw notImplemented('the key "__proto__"');
  return { value, text, duplicates };
}

/** YAML, or JSON, which is YAML too. */
export function parseYamlBody(text: string): Body {
  if (/^\s*[{[]/.test(text)) {
    try {
      return parseJson(text);
    } catch (error) {
      if (!(error instanceof MalformedBody)) throw error;
    }
  }
  if (text.includes("__proto__")) throw notImplemented('the key "__proto__"');
  try {
    const [value = null, ...more] = parseYaml(text);
    if (more.length) throw new MalformedBody("yaml: several documents in one body");
    return { value, text, duplicates: [] };
  } catch (error) {
    throw error instanceof MalformedBody ? error : new MalformedBody(`yaml: ${messageOf(error)}`);
  }
}

function checkDepth(text: string): void {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    if (depth > deepest) throw new MalformedBody("exceeded max depth");
  }
}
