import { copyJson, isJsonObject, type JsonObject } from "../../base/json.ts";
import { valueAt, type ApiObject } from "../api-object.ts";
import { invalidField } from "../admission/field-problem.ts";
import { invalid, StatusError } from "../status-error.ts";
import { kindName, type ScalePaths, type ServedResource } from "./served-resource.ts";

/** The scale subresource of an object: autoscaling/v1 Scale. */
export function scaleOf(resource: ServedResource, object: ApiObject): ApiObject {
  const paths = pathsOf(resource);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const metadata = Object.fromEntries(
    Object.entries({ name, namespace, uid, resourceVersion, creationTimestamp }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const replicas = numberAt(object, paths.spec);
  const selector = paths.selector ? selectorText(valueAt(object, paths.selector)) : "";
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata,
    spec: replicas ? { replicas } : {},
    status: { replicas: numberAt(object, paths.status), ...(selector ? { selector } : {}) },
  };
}

/** 500: a custom resource whose replicas are not there cannot be read as a Scale. */
export function checkScalable(resource: ServedResource, object: ApiObject): void {
  const { spec } = pathsOf(resource);
  if (!resource.strategy.custom || typeof valueAt(object, spec) === "number") return;
  const message = `the spec replicas field ".${spec.join(".")}" does not exist`;
  throw new StatusError(500, {
    reason: "InternalError",
    message: `Internal error occurred: ${message}`,
    details: { causes: [{ message }] },
  });
}

/** The object with the replicas that a Scale asks for. */
export function withScale(
  resource: ServedResource,
  options: { object: ApiObject; scale: JsonObject },
): ApiObject {
  const next = copyJson(options.object);
  const replicas = numberAt(options.scale, ["spec", "replicas"]);
  if (replicas < 0) throw belowZero(resource, { name: options.object.metadata.name ?? "", replicas });
  const path = pathsOf(resource).spec;
  let target: JsonObject = next;
  for (const key of path.slice(0, -1)) {
    const inner = target[key];
    target = target[key] = isJsonObject(inner) ? inner : {};
  }
  target[path.at(-1) ?? ""] = replicas;
  const { metadata } = options.scale;
  const { resourceVersion } = isJsonObject(metadata) ? metadata : {};
  if (typeof resourceVersion === "string" && resourceVersion)
    next.metadata = { ...next.metadata, resourceVersion };
  return next;
}

/** Path of the replicas in an object. */
export function replicasPath(resource: ServedResource): readonly string[] {
  return pathsOf(resource).spec;
}

/** A Scale is looked at before the object that it scales; those of custom resources by code of their own. */
function belowZero(
  resource: ServedResource,
  { name, replicas }: { name: string; replicas: number },
): StatusError {
  const path = `.${pathsOf(resource).spec.join(".")}`;
  return resource.strategy.custom
    ? invalid(kindName(resource), {
        name,
        errors: [invalidField(path, replicas, "should be a non-negative integer")],
      })
    : invalid(
        { group: "autoscaling", resource: "Scale" },
        { name, errors: [invalidField("spec.replicas", replicas, "must be greater than or equal to 0")] },
      );
}

function pathsOf(resource: ServedResource): ScalePaths {
  return resource.scale ?? { spec: ["spec", "replicas"], status: ["status", "replicas"] };
}

function numberAt(object: JsonObject, path: readonly string[]): number {
  const value = valueAt(object, path);
  return typeof value === "number" ? value : 0;
}

/** A selector as text, whether it is stored as text or as a LabelSelector. */
function selectorText(selector: unknown): string {
  if (typeof selector === "string") return selector;
  if (!isJsonObject(selector)) return "";
  const labels = isJsonObject(selector.matchLabels) ? selector.matchLabels : {};
  const expressions = Array.isArray(selector.matchExpressions)
    ? selector.matchExpressions.filter(isJsonObject)
    : [];
  const terms = [
    ...Object.entries(labels).map(([key, value]) => ({ key, text: `${key}=${String(value)}` })),
    ...expressions.map((expression) => ({ key: String(expression.key), text: expressionText(expression) })),
  ];
  return terms
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((term) => term.text)
    .join(",");
}

function expressionText(expression: JsonObject): string {
  const values = Array.isArray(expression.values) ? expression.values.map(String).sort().join(",") : "";
  switch (expression.operator) {
    case "In":
      return `${String(expression.key)} in (${values})`;
    case "NotIn":
      return `${String(expression.key)} notin (${values})`;
    case "Exists":
      return String(expression.key);
    default:
      return `!${String(expression.key)}`;
  }
}
