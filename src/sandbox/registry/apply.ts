import { ApplyConflictError, applyServerSide } from "../../kube/patch/managed-fields.ts";
import { identityText } from "../../kube/patch/validate-typed.ts";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { DecodeError } from "../admission/decode-built-in.ts";
import type { ApiObject } from "../api-object.ts";
import { badRequest, plainError, StatusError } from "../status-error.ts";
import { applyScale } from "./apply-scale.ts";
import { yamlProblem } from "./decode-body.ts";
import type { Body, RegistryContext, WriteOptions } from "./context.ts";
import type { ServedResource } from "./served-resource.ts";

interface ApplyRequest {
  readonly name: string;
  readonly subresource?: string;
  readonly body: Body;
  readonly force: boolean;
  readonly write: WriteOptions;
}

/**
 * The object that a server-side apply makes of the live one, or of nothing. Follows applyPatcher of k8s.io/apiserver/pkg/endpoints/handlers/patch.go:
 * keys that stand twice are told of, or refused, once all else is right; fields that the schema does not know are a matter of the apply itself.
 */
export function applyObject(
  context: RegistryContext,
  resource: ServedResource,
  options: { live: ApiObject | undefined; request: ApplyRequest },
): ApiObject {
  const { live, request } = options;
  const { body, write, force, subresource } = request;
  const { strategy } = resource;
  const scale = subresource === "scale";
  const config = checkConfiguration(scale ? scaleKind : resource, body.value);
  if (scale) return refusing(() => applyScaleTo(context, resource, { live, config, request }));
  const object = refusing(() =>
    applyServerSide({
      live,
      config,
      manager: write.manager,
      force,
      schema: strategy.schema,
      ...(strategy.resolve ? { resolve: strategy.resolve } : {}),
      ...(strategy.convert && !strategy.custom ? { convert: strategy.convert } : {}),
      ...(strategy.otherVersion
        ? { otherVersion: (version: string) => strategy.otherVersion?.(version, subresource) }
        : {}),
      resetFields: strategy.resetFields(subresource),
      emptyObject: { ...strategy.zero, apiVersion: resource.apiVersion, kind: resource.kind },
      apiVersion: resource.apiVersion,
      asText: strategy.custom,
      memory: context.fields,
      ...(subresource ? { subresource } : {}),
      now: new Date(context.clock.now()),
    }),
  ).object;
  const decoded = decodeApplied(resource, object as JsonObject, config);
  tellRepeated(body, write);
  const { resourceVersion } = isJsonObject(config.metadata) ? config.metadata : {};
  return typeof resourceVersion === "string"
    ? { ...decoded, metadata: { ...decoded.metadata, resourceVersion } }
    : decoded;
}

const scaleKind = { apiVersion: "autoscaling/v1", kind: "Scale" };

function applyScaleTo(
  context: RegistryContext,
  resource: ServedResource,
  options: { live: ApiObject | undefined; config: JsonObject; request: ApplyRequest },
): ApiObject {
  const { live, config, request } = options;
  const { name, force, write } = request;
  const { metadata } = config;
  const own = isJsonObject(metadata) ? metadata.name : undefined;
  if (typeof own === "string" && own !== "" && own !== name)
    throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
  return applyScale(context, resource, { live, config, name, manager: write.manager, force });
}

function checkConfiguration(
  resource: Pick<ServedResource, "apiVersion" | "kind">,
  value: unknown,
): JsonObject {
  // nothing at all is an object of no kind
  if (value === null) throw badRequest("invalid object type: /, Kind=");
  if (!isJsonObject(value))
    throw badRequest(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kindOf(value)} into Go value of type map[string]interface {}`,
    );
  const { apiVersion = "", kind = "" } = value;
  if (apiVersion !== resource.apiVersion || kind !== resource.kind) {
    const gv = String(apiVersion).includes("/") ? String(apiVersion) : `/${String(apiVersion)}`;
    throw badRequest(`invalid object type: ${gv}, Kind=${String(kind)}`);
  }
  if (isJsonObject(value.metadata) && value.metadata.managedFields != null)
    throw badRequest("metadata.managedFields must be nil");
  return value;
}

function refusing<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof StatusError) throw error;
    if (error instanceof ApplyConflictError) throw applyConflict(error);
    throw plainError(error instanceof Error ? error.message : String(error));
  }
}

function applyConflict(error: ApplyConflictError): StatusError {
  const causes = error.conflicts.map(({ manager, field }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${manager}`,
    field,
  }));
  return new StatusError(409, { reason: "Conflict", message: error.message, details: { causes } });
}

function decodeApplied(resource: ServedResource, object: JsonObject, config: JsonObject): ApiObject {
  const { strategy } = resource;
  try {
    return strategy.decodeApplied?.(object) ?? strategy.decode(object).object;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const identity = identityText(config);
    throw plainError(`failed to convert new typed object (${identity}) to object: ${error.message}`);
  }
}

/** A configuration is read as YAML, whose decoder counts lines (addStrictDecodingWarnings). */
function tellRepeated({ problems = [] }: Body, write: WriteOptions): void {
  if (problems.length === 0 || write.fieldValidation === "Ignore") return;
  if (write.fieldValidation === "Warn") return problems.forEach(write.warn);
  throw badRequest(`error strict decoding YAML: error converting YAML to JSON: ${yamlProblem(problems)}`);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return value === null ? "null" : typeof value === "boolean" ? "bool" : typeof value;
}
