import { copyJson, isJsonObject, type JsonObject } from "../../base/json.ts";
import type { KubernetesObject } from "../object.ts";
import { compareTyped } from "./compare-typed.ts";
import type { FieldSet } from "./field-set.ts";
import type { Type } from "./topology.ts";
import { fieldSetOf } from "./typed-value.ts";

/** Where `kubectl apply` without `--server-side` keeps the last configuration. */
const annotation = "kubectl.kubernetes.io/last-applied-configuration";

/** Annotations of an object may be this long together (ValidateAnnotationsSize of k8s.io/apimachinery/pkg/api/validation). */
const maxAnnotations = 256 * 1024;

/**
 * Fields that `kubectl apply` set last and that are still so: `kubectl apply --server-side` takes them without a conflict. Undefined when
 * the object was not applied that way. Follows lastappliedmanager.go of k8s.io/apimachinery/pkg/util/managedfields.
 */
export function allowedByLastApplied(live: KubernetesObject, type: Type): FieldSet | undefined {
  const text = live.metadata?.annotations?.[annotation];
  const last = text ? parse(text) : undefined;
  if (!isJsonObject(last) || last.apiVersion !== live.apiVersion) return undefined;
  const { added, modified, removed } = compareTyped(last, live, type);
  return fieldSetOf(last, type).difference(modified).difference(added).difference(removed);
}

/** Keeps the annotation in step with what kubectl applies server-side, where there is one (lastappliedupdater.go). */
export function withLastApplied(
  object: KubernetesObject,
  applied: { config: unknown; manager: string },
): KubernetesObject {
  const { annotations } = object.metadata ?? {};
  if (applied.manager !== "kubectl" || !annotations?.[annotation]) return object;
  const changed = { ...annotations, [annotation]: `${goJson(withoutAnnotation(applied.config))}\n` };
  if (sizeOf(changed) > maxAnnotations) Reflect.deleteProperty(changed, annotation);
  return { ...object, metadata: { ...object.metadata, annotations: changed } };
}

function withoutAnnotation(config: unknown): unknown {
  const copy = copyJson(config) as KubernetesObject;
  if (copy.metadata?.annotations) Reflect.deleteProperty(copy.metadata.annotations, annotation);
  return copy;
}

/** As Go's encoding/json writes it: keys sorted, no space, what HTML cares for escaped. */
function goJson(value: unknown): string {
  const escapes = /[<>&\u2028\u2029]/g;
  const text = JSON.stringify(value, (_key, item: unknown) => (isJsonObject(item) ? sortKeys(item) : item));
  return text.replace(escapes, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function sortKeys(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sizeOf(annotations: Readonly<Record<string, string>>): number {
  return Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // a broken annotation says nothing; the conflict stands
    return undefined;
  }
}
