import { readBuiltInSchemas } from "../../k8s/built-in.ts";
import { apiVersionOf } from "../../kube/gvk.ts";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import { DecodeError } from "../admission/decode-built-in.ts";
import { badRequest, invalid, type StatusError } from "../status-error.ts";
import { invalidField } from "../admission/field-problem.ts";
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
  if (resource.strategy.custom) checkCustomKind(resource, object);
  else checkBuiltInKind(resource, { apiVersion, kind });
  try {
    const { object: decoded, unknown } = resource.strategy.decode({ ...object, apiVersion, kind });
    const problems = [
      ...(body.problems ?? []),
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
  options: { object: JsonObject; shown: string; write: WriteOptions; problems: readonly string[] },
): ApiObject {
  const { object, shown, write } = options;
  const refuse = (detail: string) =>
    invalid({ group: "", resource: "" }, { name: "", errors: [invalidField("patch", shown, detail)] });
  const { apiVersion, kind } = object;
  if (resource.strategy.custom) checkPatchedCustomKind(resource, object);
  else if (apiVersion !== resource.apiVersion || kind !== resource.kind) {
    throw refuse(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "${scheme}"`,
    );
  }
  try {
    const { object: decoded, unknown } = resource.strategy.decode(object);
    const problems = [...options.problems, ...unknown.map((path) => `unknown field "${path}"`)];
    if (write.fieldValidation === "Strict" && problems.length)
      throw refuse(`strict decoding error: ${problems.join(", ")}`);
    if (write.fieldValidation === "Warn") problems.forEach(write.warn);
    return decoded;
  } catch (error) {
    if (error instanceof DecodeError) throw refuse(error.message);
    throw error;
  }
}

/** Where the server's own scheme is declared; it is part of the wording. */
const scheme = "pkg/runtime/scheme.go:111";

/** The type that a body is first read as, for what it says of itself. */
export const versionAndKind = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;

function checkShape(resource: ServedResource, body: Body): JsonObject {
  if (isJsonObject(body.value)) return body.value;
  // null is an object without fields; so is a YAML document without content
  if (body.value === null && !resource.strategy.custom) return {};
  if (body.value === null) {
    const { text } = body;
    throw unrecognized(resource, { text, detail: `Object 'Kind' is missing in '${text}'` });
  }
  const found = Array.isArray(body.value) ? "array" : body.value === null ? "null" : typeof body.value;
  throw unrecognized(resource, {
    text: body.text,
    detail: `couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go value of type ${versionAndKind}`,
  });
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
  const text = bytes.toString("utf8");
  const isJson = text.trimStart().startsWith("{");
  const shown = isJson ? text.slice(0, 30) : bytes.subarray(0, 30).toString("hex");
  return (isJson ? text : bytes).length > 30 ? `${shown} ...` : shown;
}

function checkBuiltInKind(resource: ServedResource, sent: { apiVersion: unknown; kind: unknown }): void {
  const { apiVersion, kind } = sent;
  if (apiVersion === resource.apiVersion && kind === resource.kind) return;
  const version = String(apiVersion).split("/").at(-1) ?? "";
  const detail =
    apiVersion !== resource.apiVersion || !isRegistered(resource.apiVersion, kind)
      ? `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "${scheme}"`
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

function checkCustomKind(resource: ServedResource, object: JsonObject): void {
  const text = JSON.stringify(object);
  if (object.kind === undefined)
    throw unrecognized(resource, { detail: `Object 'Kind' is missing in '${text}'`, text });
  if (object.apiVersion === undefined)
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

function cannotHandle(
  resource: ServedResource,
  options: { kind: string; version: string; detail: string },
): StatusError {
  return badRequest(
    `${options.kind} in version "${options.version}" cannot be handled as a ${resource.kind}: ${options.detail}`,
  );
}

/** The typed decoder reports unknown fields first, the one of custom resources duplicates. */
function strictProblems(
  resource: ServedResource,
  found: { unknown: readonly string[]; duplicates: readonly string[] },
): string[] {
  const unknown = found.unknown.map((path) => `unknown field "${path}"`);
  const duplicates = found.duplicates.map((path) => `duplicate field "${path}"`);
  return resource.strategy.custom ? [...duplicates, ...unknown] : [...unknown, ...duplicates];
}
