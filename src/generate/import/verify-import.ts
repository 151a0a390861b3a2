import type { Diagnostic } from "../../base/diagnostic.ts";
import { isJsonObject } from "../../base/json.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { generatorAnnotation } from "../generator-annotation.ts";
import { generateCrds } from "../generate-crds.ts";
import type { ImportedFile } from "./import-kind.ts";

/** A part of a definition that comes out of its sources in another form. */
export interface Difference {
  /** Of the definition. */
  readonly name: string;
  /** `spec.versions[0].schema.openAPIV3Schema.properties.spec.pattern` */
  readonly path: string;
  /** The innermost schema around it, as it was imported. */
  readonly schema?: JsonSchema;
}

/** Generates definitions from imported sources and compares: the first difference of each that has one. */
export async function verifyImport(
  crds: readonly CustomResourceDefinition[],
  files: readonly ImportedFile[],
): Promise<{ differences: Difference[]; diagnostics: readonly Diagnostic[] }> {
  const texts = new Map(files.map(({ path, text }) => [`/${path}`, text]));
  const { crds: written, diagnostics } = await generateCrds({
    files: [...texts.keys()],
    readFile: (path) => texts.get(path),
  });
  const told = diagnostics.map((diagnostic) => ({
    ...diagnostic,
    ...(diagnostic.file === undefined ? {} : { file: diagnostic.file.slice(1) }),
  }));
  // a warning, such as one of the size, is told by those who generate
  const errors = told.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return { differences: [], diagnostics: errors };
  const byName = new Map(written.map((crd) => [crd.metadata?.name, crd]));
  const differences = crds.flatMap((crd) => {
    const name = `${crd.spec.names.plural}.${crd.spec.group}`;
    const found = differencesOf(comparable(crd), comparable(byName.get(name)), {
      path: [],
      schema: undefined,
    });
    return found.map(({ path, schema }): Difference => ({
      name,
      path: pathText(path),
      ...(schema ? { schema } : {}),
    }));
  });
  return { differences, diagnostics: [] };
}

/** What must be the same: the spec, labels, and annotations but for the generator's own. */
function comparable(crd: CustomResourceDefinition | undefined): unknown {
  const { metadata, spec } = crd ?? {};
  const [own = ""] = Object.keys(generatorAnnotation);
  const { [own]: _own, ...annotations } = metadata?.annotations ?? {};
  return { spec, labels: metadata?.labels ?? {}, annotations };
}

type Path = readonly (string | number)[];

interface Place {
  readonly path: Path;
  readonly schema: JsonSchema | undefined;
}

function differencesOf(a: unknown, b: unknown, place: Place): Place[] {
  if (a === b) return [];
  const inside = (key: string | number, one: unknown, other: unknown) =>
    differencesOf(one, other, below(place, key, one));
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length)
    return a.flatMap((item, index) => inside(index, item, b[index]));
  if (!isJsonObject(a) || !isJsonObject(b)) return [place];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => {
    const [one, other] = [own(a, key), own(b, key)];
    if (one === undefined && other === undefined) return [];
    // a part that is there only once belongs to what is around it
    if (one === undefined || other === undefined) return [{ ...place, path: [...place.path, key] }];
    return inside(key, one, other);
  });
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The place of a part: is it a schema itself? Those that have a comment somewhere are. */
function below({ path, schema }: Place, key: string | number, value: unknown): Place {
  const at = [...path, key];
  const parent = path.at(-1);
  const isRoot = key === "openAPIV3Schema" && schema === undefined;
  const isInner = schema !== undefined && (schema.items === value || schema.additionalProperties === value);
  const isProperty =
    parent === "properties" &&
    schema?.properties !== undefined &&
    own(schema.properties, String(key)) === value;
  return { path: at, schema: (isRoot || isInner || isProperty) && isJsonObject(value) ? value : schema };
}

function pathText(path: Path): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .slice(1);
}
