import type { IncomingMessage } from "node:http";
import type { JsonObject } from "../../base/json.ts";
import { messageOf } from "../../base/errors.ts";
import { inKeyOrder } from "../../base/go-text.ts";
import { NotRead, TooDeep, UnsupportedValue } from "../../kube/go-yaml/errors.ts";
import { parseGoYaml } from "../../kube/go-yaml/parse-go-yaml.ts";
import type { Body } from "../registry/context.ts";
import { tooDeep } from "../nesting.ts";
import { notImplemented, StatusError, unsupportedMediaType } from "../status-error.ts";
import { MalformedBody } from "./malformed-body.ts";
import { objectTypes } from "./negotiate.ts";
import { parseJson } from "./parse-json.ts";

/** The server's own limit: k8s.io/apiserver's MaxRequestBodyBytes. */
const limit = 3 * 1024 * 1024;
const protobufType = "application/vnd.kubernetes.protobuf";

/** Reads a request's body as it came: like a real server, without regard to a content encoding. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    const take = (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) return void chunks.push(chunk);
      // what else comes is passed over
      request.off("data", take);
      reject(tooLarge());
    };
    request.on("data", take);
    request.once("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.once("error", reject);
  });
}

function tooLarge(): StatusError {
  return new StatusError(413, {
    reason: "RequestEntityTooLarge",
    message: `Request entity too large: limit is ${limit}`,
  });
}

/** The media type of a body, without parameters; JSON when there is none. */
export function mediaType(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "application/json").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** A body of an object as its media type says; protobuf where it can be decoded. Throws {@link MalformedBody}, or 415. */
export function parseBody(
  bytes: Buffer,
  options: { type: string; decodeProtobuf: ((bytes: Buffer) => JsonObject) | undefined },
): Body {
  const { type, decodeProtobuf } = options;
  if (type === protobufType && decodeProtobuf)
    return { value: decodeProtobuf(bytes), text: bytes.toString("utf8"), duplicates: [] };
  switch (type) {
    case "application/json":
    case "":
      return parseJson(bytes);
    case "application/yaml":
      return parseYamlBody(bytes);
    default:
      throw unsupportedMediaType(objectTypes);
  }
}

/** JSON read as YAML, which puts keys in their order: a key that stands twice is told of as there. */
function asYaml({ repeated = [], ...body }: Body): Body {
  const problems = repeated.map(
    ({ key, line }) => `line ${line}: key ${JSON.stringify(key)} already set in map`,
  );
  return { ...body, value: inKeyOrder(body.value), duplicates: [], problems };
}

/** YAML, or JSON, which is YAML too. */
export function parseYamlBody(bytes: Buffer): Body {
  const text = bytes.toString("utf8");
  if (/^\s*[{[]/.test(text)) {
    try {
      const body = parseJson(text);
      // what YAML takes otherwise, or not at all
      if (!body.hugeNumber && !/\\ud[89a-f]|[\u007f-\u009f\ufffd-\uffff]/i.test(text)) return asYaml(body);
    } catch (error) {
      if (!(error instanceof MalformedBody)) throw error;
    }
  }
  try {
    const { value = null, duplicates } = parseGoYaml(bytes);
    return { value, text, duplicates: [], problems: duplicates };
  } catch (error) {
    if (error instanceof TooDeep) throw tooDeep();
    if (error instanceof NotRead) throw notImplemented(error.message);
    const prefix = error instanceof UnsupportedValue ? "" : "yaml: ";
    throw new MalformedBody(`${prefix}${messageOf(error)}`);
  }
}
