import { readBuiltInSchemas } from "../../k8s/built-in.ts";
import { apiVersionOf } from "../../kube/gvk.ts";
import { inKeyOrder } from "../../base/go-text.ts";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import { DecodeError } from "../admission/decode-built-in.ts";
import { badRequest, invalid, type StatusError } from "../status-error.ts";
import { invalidField } from "../admission/field-problem.ts";
import { goQuote } from "../../base/go-quote.ts";
import { goUtf8 } from "../go-utf8.ts";
import type { Body, WriteOptions } from "./context.ts";
import type { ServedResource } from "./served-resource.ts";

/**
 * Reads the body of a create or update as this resource: checks what it says it is, drops unknown fields and
 * tells the client as `fieldValidation` asks. Wording of k8s.io/apiserver/pkg/endpoints/handlers.
 */
export function decodeBody(resource: ServedResource, body: Body, write: WriteOptions): ApiObject {
  const object = checkShape(resource, body);
  const apiVersion = textOr(object.apiVersion, resource.apiVersion);
  const kind = textOr(object.kind, resource.kind);
  if (resource.strategy.custom) checkCustomKind(resource, body, object);
  else checkBuiltInKind(resource, { apiVersion, kind });
  if (resource.strategy.custom && body.hugeNumber) {
    const detail = `json: cannot unmarshal number ${body.hugeNumber} into Go value of type float64`;
    throw cannotHandle(resource, { kind, version: resource.version, detail });
  }
  try {
    const { object: decoded, unknown } = resource.strategy.decode({ ...object, apiVersion, kind });
    const lines = body.problems ?? [];
    const problems = [
      ...(lines.length && write.fieldValidation === "Strict" ? [yamlProblem(lines)] : lines),
      ...strictProblems(resource, { unknown, duplicates: body.duplicates }),
    ];
    if (write.fieldValidation === "Strict" && problems.length) {
      throw cannotHandle(resource, {
        kind,
        version: resource.strategy.custom ? (apiVersion.split("/").at(-1) ?? "") : resource.version,
        detail: `strict decoding error: ${problems.join(", ")}`,
      });
    }
    if (write.fieldValidation === "Warn") problems.forEach(write.warn);
    if (apiVersion !== resource.apiVersion) {
      throw badRequest(
        `the API version in the data (${apiVersion}) does not match the expected API version (${resource.apiVersion})`,
      );
    }
    return decoded;
  } catch (error) {
    if (error instanceof DecodeError)
      throw cannotHandle(resource, { kind, version: resource.version, detail: error.message });
    throw error;
  }
}

/** What a body says of itself; an empty text says nothing. */
function textOr(value: unknown, otherwise: string): string {
  return value === undefined || value === "" || value === null ? otherwise : String(value);
}

/** As {@link decodeBody}, for the result of a patch: refusals are 422 and show the object. `problems` are those of the patch itself. */
export function decodePatched(
  resource: ServedResource,
  options: {
    object: JsonObject;
    shown: () => string;
    write: WriteOptions;
    problems: readonly string[];
    /** Whether it is no text that is read, but what a strategic merge patch has put together. */
    converted: boolean;
  },
): ApiObject {
  const { object, shown, write, converted } = options;
  const refuse = (detail: string) =>
    invalid({ group: "", resource: "" }, { name: "", errors: [invalidField("patch", shown(), detail)] });
  const { apiVersion, kind } = object;
  if (resource.strategy.custom) checkPatchedCustomKind(resource, object);
  else if (!converted && (apiVersion !== resource.apiVersion || kind !== resource.kind)) {
    throw refuse(
      `no kind ${goQuote(String(kind))} is registered for version ${goQuote(String(apiVersion))} in scheme "${scheme}"`,
    );
  }
  try {
    const { strategy } = resource;
    const { object: decoded, unknown } = strategy.decode(
      converted ? (strategy.fromUnstructured?.(object) ?? object) : object,
    );
    const quote = converted || strategy.custom ? plainQuote : goQuote;
    const found = unknown.map((path) => `unknown field ${quote(path)}`);
    const problems = [...options.problems, ...(converted ? found.sort() : found)];
    if (write.fieldValidation === "Strict" && problems.length)
      throw refuse(`strict decoding error: ${problems.join(", ")}`);
    if (write.fieldValidation === "Warn") problems.forEach(write.warn);
    return decoded;
  } catch (error) {
    if (error instanceof DecodeError) throw refuse(firstProblem(resource, object) ?? error.message);
    throw error;
  }
}

/** The server writes what a patch has made of a custom resource by keys before it reads it: of several mistakes another one may be the first. */
function firstProblem({ strategy }: ServedResource, object: JsonObject): string | undefined {
  if (!strategy.custom) return undefined;
  try {
    strategy.decode(inKeyOrder(object) as JsonObject);
  } catch (error) {
    return error instanceof DecodeError ? error.message : undefined;
  }
  return undefined;
}

/** Where the server's own scheme is declared; it is part of the wording. */
const scheme = "pkg/runtime/scheme.go:111";

/** The type that a body is first read as, for what it says of itself. */
export const versionAndKind = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;

function checkShape(resource: ServedResource, body: Body): JsonObject {
  if (isJsonObject(body.value)) return checkIdentity(resource, body, body.value);
  // null is an object without fields; so is a YAML document without content
  if (body.value === null && !resource.strategy.custom) return {};
  if (body.value === null) {
    const { text, bytes = text } = body;
    throw unrecognized(resource, { text: bytes, detail: `Object 'Kind' is missing in '${text}'` });
  }
  const found = Array.isArray(body.value) ? "array" : goKind(body.value);
  throw unrecognized(resource, {
    text: body.bytes ?? body.text,
    detail: `couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go value of type ${versionAndKind}`,
  });
}

/** What a body says of itself is text, or nothing. */
function checkIdentity(resource: ServedResource, body: Body, object: JsonObject): JsonObject {
  for (const key of ["apiVersion", "kind"]) {
    const value = object[key];
    if (value === undefined || value === null || typeof value === "string") continue;
    const found = Array.isArray(value) ? "array" : goKind(value);
    throw unrecognized(resource, {
      text: body.bytes ?? body.text,
      detail: `couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go struct field .${key} of type string`,
    });
  }
  return object;
}

/** 400: the body cannot be read at all. */
export function unrecognized(
  resource: ServedResource,
  options: { detail: string; text: string | Buffer },
): StatusError {
  const { detail, text } = options;
  return badRequest(
    `the object provided is unrecognized (must be of type ${resource.kind}): ${detail} (${excerpt(text)})`,
  );
}

/** The head of a body as the server shows it: JSON objects as text, the rest in hexadecimal. */
function excerpt(body: string | Buffer): string {
  const bytes = Buffer.from(body as Buffer);
  if (bytes.length === 0) return "<empty>";
  const head = bytes.subarray(0, 30);
  const isJson = bytes[0] === 0x7b;
  const shown = isJson ? goUtf8(head) : head.toString("hex");
  return bytes.length > 30 ? `${shown} ...` : shown;
}

function checkBuiltInKind(resource: ServedResource, sent: { apiVersion: unknown; kind: unknown }): void {
  const { apiVersion, kind } = sent;
  if (apiVersion === resource.apiVersion && kind === resource.kind) return;
  const version = String(apiVersion).split("/").at(-1) ?? "";
  const detail =
    apiVersion !== resource.apiVersion || !isRegistered(resource.apiVersion, kind)
      ? `no kind ${goQuote(String(kind))} is registered for version ${goQuote(String(apiVersion))} in scheme "${scheme}"`
      : `converting (${version}.${String(kind)}) to (${resource.group.split(".")[0] || "core"}.${resource.kind}): unknown conversion`;
  throw cannotHandle(resource, { kind: String(kind), version, detail });
}

/** Whether a version of a built-in group has a kind of that name, or its list. */
function isRegistered(apiVersion: string, kind: unknown): boolean {
  const name = String(kind).replace(/List$/, "");
  return readBuiltInSchemas().resources.some(
    (resource) => apiVersionOf(resource) === apiVersion && resource.kind === name,
  );
}

function checkCustomKind(resource: ServedResource, body: Body, object: JsonObject): void {
  if (!object.kind) {
    const text = body.problems ? JSON.stringify(object) : body.text;
    throw unrecognized(resource, { detail: `Object 'Kind' is missing in '${text}'`, text });
  }
  if (!object.apiVersion)
    throw badRequest(
      `the API version in the data () does not match the expected API version (${resource.apiVersion})`,
    );
  if (object.kind !== resource.kind && object.apiVersion === resource.apiVersion)
    checkPatchedCustomKind(resource, object);
}

function checkPatchedCustomKind(resource: ServedResource, object: JsonObject): void {
  const kind = String(object.kind);
  const group = String(object.apiVersion).includes("/") ? String(object.apiVersion).split("/")[0] : "";
  const name = isJsonObject(object.metadata) ? String(object.metadata.name ?? "") : "";
  const errors = [
    ...(kind === resource.kind ? [] : [invalidField("kind", kind, `must be ${resource.kind}`)]),
    ...(object.apiVersion === resource.apiVersion
      ? []
      : [invalidField("apiVersion", object.apiVersion, `must be ${resource.apiVersion}`)]),
  ];
  if (errors.length) throw invalid({ group: group ?? "", resource: kind }, { name, errors });
}

/** 400: it is known what the body is to be, and it cannot be read as that. */
export function cannotHandle(
  resource: ServedResource,
  options: { kind: string; version: string; detail: string },
): StatusError {
  return badRequest(
    `${options.kind} in version ${goQuote(options.version)} cannot be handled as a ${resource.kind}: ${options.detail}`,
  );
}

/** Problems of lines as the YAML decoder tells them of one document. */
export function yamlProblem(lines: readonly string[]): string {
  return ["yaml: unmarshal errors:", ...lines.map((line) => `  ${line}`)].join("\n");
}

/** The typed decoder reports unknown fields first, the one of custom resources duplicates. */
function strictProblems(
  resource: ServedResource,
  found: { unknown: readonly string[]; duplicates: readonly string[] },
): string[] {
  const quote = resource.strategy.custom ? plainQuote : goQuote;
  const unknown = found.unknown.map((path) => `unknown field ${quote(path)}`);
  // what a type does not know is passed over as a whole
  const read = resource.strategy.custom
    ? found.duplicates
    : found.duplicates.filter((path) => !found.unknown.some((passed) => isWithin(path, passed)));
  const duplicates = read.map((path) => `duplicate field ${goQuote(path)}`);
  return resource.strategy.custom ? [...duplicates, ...unknown] : [...unknown, ...duplicates];
}

/** Of a field that pruning took, or the converter passed over, the name is told as it is. */
function plainQuote(path: string): string {
  return `"${path}"`;
}

function isWithin(path: string, outer: string): boolean {
  return path.startsWith(outer) && /^$|^[.[]/.test(path.slice(outer.length));
}

function goKind(value: unknown): string {
  return typeof value === "boolean" ? "bool" : typeof value;
}
