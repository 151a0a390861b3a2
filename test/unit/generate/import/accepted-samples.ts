import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ImportedFile } from "../../../../src/generate/import/import-kind.ts";
import { copyJson, isJsonObject, setKey, type JsonObject } from "../../../../src/base/json.ts";
import type { CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import { applyDefaults } from "../../../../src/kube/schema/apply-defaults.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { pruneUnknown } from "../../../../src/kube/schema/prune.ts";
import { validateValue } from "../../../../src/kube/schema/validate.ts";
import { parseYaml } from "../../../../src/kube/yaml.ts";

/** An object that its CRD accepts, as a client may write it: defaults left out. */
export interface Sample {
  readonly object: JsonObject;
  readonly schema: JsonSchema;
  /** A file that sets a constant of the kind's type to an object. */
  readonly source: (object: unknown) => string;
}

/** The samples of a folder that the imported CRDs accept. Those that no client could send (metadata of another form) are left out. */
export function acceptedSamples(
  folder: string,
  { crds, files }: { crds: readonly CustomResourceDefinition[]; files: readonly ImportedFile[] },
): Sample[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml"))
    .flatMap((path) => objectsOf(join(folder, path)))
    .flatMap((object) => {
      const found = find(object, crds);
      const file = found && files.find(({ text }) => definesKind(text, found));
      const schema = found?.version.schema?.openAPIV3Schema;
      if (!schema || !file) return [];
      const sent = copyJson(object);
      pruneUnknown(schema, sent, { isRoot: true });
      const written = withoutNulls(sent, schema) as JsonObject;
      return isAccepted(written, schema) ? [{ object: written, schema, source: writer(file) }] : [];
    });
}

function objectsOf(path: string): JsonObject[] {
  try {
    return parseYaml(readFileSync(path, "utf8"), path).filter(isJsonObject);
  } catch {
    return []; // some are deliberately partial
  }
}

function find({ apiVersion, kind }: JsonObject, crds: readonly CustomResourceDefinition[]) {
  for (const crd of crds) {
    const version = crd.spec.versions.find(({ name }) => `${crd.spec.group}/${name}` === apiVersion);
    if (version && crd.spec.names.kind === kind) return { crd, version };
  }
  return undefined;
}

function definesKind(text: string, { crd, version }: NonNullable<ReturnType<typeof find>>): boolean {
  const { group, names } = crd.spec;
  return text.includes(`  group: "${group}",\n  version: "${version.name}",\n  kind: "${names.kind}",\n`);
}

function writer({ path, text }: ImportedFile): Sample["source"] {
  const [, name = ""] = /export const (\S+) =\s+resource/.exec(text) ?? [];
  return (object) =>
    `import type { ${name} } from "../api/${path}";\nexport const value: ${name} = ${JSON.stringify(object, null, 1)};\n`;
}

/** Nulls that the schema does not allow are as if they were not there. */
function withoutNulls(value: unknown, schema: JsonSchema | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, schema?.items));
  if (!isJsonObject(value)) return value;
  const kept: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    const below = belowOf(schema, key);
    if (inner !== null || below?.nullable) setKey(kept, key, withoutNulls(inner, below));
  }
  return kept;
}

/** The schema of a field. */
export function belowOf(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  if (schema?.properties && Object.hasOwn(schema.properties, key)) return schema.properties[key];
  return typeof schema?.additionalProperties === "object" ? schema.additionalProperties : undefined;
}

function isAccepted(object: JsonObject, schema: JsonSchema): boolean {
  const full = copyJson(object);
  applyDefaults(schema, full);
  return validateValue(schema, full).length === 0 && hasTextMaps(object.metadata);
}

/** Whether labels and annotations are texts: an API server cannot even read others. */
function hasTextMaps(metadata: unknown): boolean {
  if (!isJsonObject(metadata)) return metadata === undefined;
  return [metadata.labels, metadata.annotations].every(
    (map) =>
      map === undefined ||
      (isJsonObject(map) && Object.values(map).every((text) => typeof text === "string")),
  );
}
