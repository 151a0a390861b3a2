import { isJsonObject } from "../base/json.ts";
import { apiVersionOf } from "./gvk.ts";

/** Annotation of a CustomResourceDefinition that names the fields tagged `@sensitive`: JSON of version → paths. */
export const sensitiveFieldsAnnotation = "kubewright.dev/sensitive-fields";

/** The way to a field: names of properties, and `*` for every item of a list or value of a map. */
export type FieldPath = readonly string[];

/** Fields whose values must not be shown, by `apiVersion/Kind`. */
export type SensitiveFields = Readonly<Record<string, readonly FieldPath[]>>;

/** How a kind is named in {@link SensitiveFields}. */
export function sensitiveKind(kind: { readonly apiVersion: string; readonly kind: string }): string {
  return `${kind.apiVersion}/${kind.kind}`;
}

/** What of a CustomResourceDefinition is looked at. */
interface Definition {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string }[];
  };
}

/** The sensitive fields that definitions name in their annotation. One that cannot be read masks the whole spec and status of its kind. */
export function sensitiveFieldsOf(crds: readonly Definition[]): SensitiveFields {
  const fields: Record<string, readonly FieldPath[]> = {};
  for (const { metadata, spec } of crds) {
    const text = metadata?.annotations?.[sensitiveFieldsAnnotation];
    if (text === undefined) continue;
    const byVersion = parse(text);
    for (const { name: version } of spec.versions) {
      const apiVersion = apiVersionOf({ group: spec.group, version });
      const paths = byVersion ? byVersion[version] : [["spec"], ["status"]];
      if (paths) fields[sensitiveKind({ apiVersion, kind: spec.names.kind })] = paths;
    }
  }
  return fields;
}

function parse(text: string): Record<string, readonly FieldPath[]> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return isJsonObject(value) && Object.values(value).every(arePaths)
      ? (value as Record<string, readonly FieldPath[]>)
      : undefined;
  } catch {
    return undefined;
  }
}

function arePaths(value: unknown): value is readonly FieldPath[] {
  return (
    Array.isArray(value) &&
    value.every((path) => Array.isArray(path) && path.every((step) => typeof step === "string"))
  );
}
