import { equalJson } from "../../../base/json.ts";
import type { CrdVersion } from "../../../kube/crd.ts";
import { internalSchema } from "../../../kube/schema/declared/internal-schema.ts";
import type { FieldError } from "../../../kube/schema/field-error.ts";
import { validateDeclared } from "../../../kube/schema/declared/validate-declared.ts";
import { invalidField, invalidTyped, requiredField } from "../../admission/field-problem.ts";
import { dns1035Label } from "../../admission/name-format.ts";
import type { InvalidField } from "../../status-error.ts";
import { validateEmbedded } from "./embedded-resources.ts";
import { validateSelectable } from "./validate-selectable.ts";

/** Parts of a version that the server keeps once, outside of the versions, when they are equal in all of them. */
const shareable = ["schema", "subresources", "additionalPrinterColumns", "selectableFields"] as const;
type Part = (typeof shareable)[number];

/**
 * What the versions of a definition must satisfy, in two parts, since the names are checked in between: what each version
 * has for itself, and what all share. The shared parts are told at `spec.validation`, `spec.subresources` and so on: places that only the
 * server's internal form of a definition has (apis/apiextensions/v1/conversion.go and .../validation of apiextensions-apiserver). `absent`: no list of versions at all
 * was sent.
 */
export function validateVersions(
  versions: readonly CrdVersion[],
  { absent = false }: { absent?: boolean } = {},
): { own: InvalidField[]; shared: InvalidField[] } {
  const parts = new Set(shareable.filter((part) => isShared(versions, part)));
  const [first] = versions;
  const hasStatus = versions.some(({ subresources }) => subresources?.status !== undefined);
  return {
    own: [
      ...versions.flatMap(missingSchema),
      ...versions.flatMap((version, index) => [
        ...nameErrors(version, `spec.versions[${index}].name`),
        ...warningErrors(version, `spec.versions[${index}].deprecationWarning`),
        ...validateParts(without(version, parts), {
          places: placesIn(`spec.versions[${index}]`),
          hasStatus: statusOf(version, versions),
          withoutSchema: "may only be set when `version.schema.openAPIV3Schema` is not included",
        }),
      ]),
      ...validateSet(versions, { parts, absent }),
      ...(first?.name ? nameErrors(first, "spec.version") : []),
    ],
    shared: first
      ? validateParts(only(first, parts), {
          places: { ...placesIn("spec"), schema: "spec.validation" },
          hasStatus,
          withoutSchema: "may only be set when validations.schema is included",
        })
      : [],
  };
}

function isShared(versions: readonly CrdVersion[], part: Part): boolean {
  return versions.every((version) => equalJson(version[part], versions[0]?.[part]));
}

function missingSchema(version: CrdVersion, index: number): InvalidField[] {
  return version.schema?.openAPIV3Schema
    ? []
    : [requiredField(`spec.versions[${index}].schema.openAPIV3Schema`)];
}

function nameErrors({ name = "" }: CrdVersion, at: string): InvalidField[] {
  const problems = dns1035Label(name);
  return problems.length ? [invalidField(at, name, problems.join(","))] : [];
}

/** The first version of that name says whether there is a status. */
function statusOf({ name }: CrdVersion, versions: readonly CrdVersion[]): boolean {
  const named = versions.find((version) => version.name === name);
  return named?.subresources?.status !== undefined;
}

function warningErrors({ deprecated, deprecationWarning }: CrdVersion, at: string): InvalidField[] {
  if (deprecationWarning === undefined) return [];
  const wrong = (detail: string) => invalidTyped(at, deprecationWarning, detail);
  if (!deprecated) return [wrong("can only be set for deprecated versions")];
  const length = Buffer.byteLength(deprecationWarning);
  const unprintable = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.exec(deprecationWarning);
  const index = unprintable ? Buffer.byteLength(deprecationWarning.slice(0, unprintable.index)) : 0;
  return [
    ...(length > 256 ? [wrong("must be <= 256 characters long")] : []),
    ...(length === 0 ? [wrong("must not be an empty string")] : []),
    ...(unprintable
      ? [
          wrong(
            `must only contain printable UTF-8 characters; non-printable character found at index ${index}`,
          ),
        ]
      : []),
  ];
}

function validateSet(
  versions: readonly CrdVersion[],
  { parts, absent }: { parts: ReadonlySet<Part>; absent: boolean },
): InvalidField[] {
  const value = absent ? undefined : versions.map((version) => internalForm(version, parts));
  const unique = new Set(versions.map((version) => version.name)).size === versions.length;
  const stored = versions.filter((version) => version.storage).length;
  return [
    ...(unique ? [] : [invalidField("spec.versions", value, "must contain unique version names")]),
    ...(stored === 1
      ? []
      : [invalidField("spec.versions", value, "must have exactly one version marked as storage version")]),
  ];
}

/** A version as the server's messages print it. */
function internalForm(version: CrdVersion, shared: ReadonlySet<Part>): Record<string, unknown> {
  const own = without(version, shared);
  const { schema, subresources, additionalPrinterColumns, selectableFields } = own;
  return {
    Name: version.name ?? "",
    Served: version.served ?? false,
    Storage: version.storage ?? false,
    Deprecated: version.deprecated ?? false,
    DeprecationWarning: version.deprecationWarning ?? null,
    Schema: schema
      ? { OpenAPIV3Schema: schema.openAPIV3Schema ? internalSchema(schema.openAPIV3Schema) : null }
      : null,
    Subresources: subresources ? internalSubresources(subresources) : null,
    AdditionalPrinterColumns: additionalPrinterColumns?.map(internalColumn) ?? null,
    SelectableFields: selectableFields?.map(({ jsonPath = "" }) => ({ JSONPath: jsonPath })) ?? null,
  };
}

function internalSubresources({ status, scale }: NonNullable<CrdVersion["subresources"]>) {
  return {
    Status: status ? {} : null,
    Scale: scale
      ? {
          SpecReplicasPath: scale.specReplicasPath ?? "",
          StatusReplicasPath: scale.statusReplicasPath ?? "",
          LabelSelectorPath: scale.labelSelectorPath ?? null,
        }
      : null,
  };
}

function internalColumn({ name, type, format, description, priority, jsonPath }: Column) {
  return {
    Name: name ?? "",
    Type: type ?? "",
    Format: format ?? "",
    Description: description ?? "",
    Priority: priority ?? 0,
    JSONPath: jsonPath ?? "",
  };
}

type Parts = Pick<CrdVersion, Part>;
type Places = Readonly<Record<Part, string>>;

function only(version: CrdVersion, parts: ReadonlySet<Part>): Parts {
  return Object.fromEntries(Object.entries(version).filter(([name]) => parts.has(name as Part)));
}

function without(version: CrdVersion, parts: ReadonlySet<Part>): Parts {
  return Object.fromEntries(Object.entries(version).filter(([name]) => !parts.has(name as Part)));
}

function placesIn(at: string): Places {
  return {
    schema: `${at}.schema`,
    subresources: `${at}.subresources`,
    additionalPrinterColumns: `${at}.additionalPrinterColumns`,
    selectableFields: `${at}.selectableFields`,
  };
}

function validateParts(
  parts: Parts,
  options: { places: Places; hasStatus: boolean; withoutSchema: string },
): InvalidField[] {
  const { schema, subresources, additionalPrinterColumns = [], selectableFields = [] } = parts;
  const { places, hasStatus, withoutSchema } = options;
  const root = schema?.openAPIV3Schema;
  const path = `${places.schema}.openAPIV3Schema`;
  return [
    ...(root
      ? validateDeclared(root, { path, hasStatus, embedded: embeddedErrors }).map(
          ({ type, field, message }) => ({ type, field, message }),
        )
      : []),
    ...(subresources?.scale ? validateScale(subresources.scale, `${places.subresources}.scale`) : []),
    ...additionalPrinterColumns.flatMap((column, index) =>
      validateColumn(column, `${places.additionalPrinterColumns}[${index}]`),
    ),
    ...(selectableFields.length > 0
      ? root
        ? validateSelectable(selectableFields, { schema: root, at: places.selectableFields })
        : [invalidField(places.selectableFields, "", withoutSchema)]
      : []),
  ];
}

type Scale = NonNullable<NonNullable<CrdVersion["subresources"]>["scale"]>;

function validateScale(scale: Scale, at: string): InvalidField[] {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  const { length } = validateSimplePath(labelSelectorPath, at);
  const selector = `${at}.labelSelectorPath`;
  const isKnown = /^\.(spec|status)\./.test(labelSelectorPath ?? "");
  return [
    ...validatePath(specReplicasPath, { at: `${at}.specReplicasPath`, root: ".spec" }),
    ...validatePath(statusReplicasPath, { at: `${at}.statusReplicasPath`, root: ".status" }),
    ...(labelSelectorPath ? validateSimplePath(labelSelectorPath, selector) : []),
    ...(labelSelectorPath && length === 0 && !isKnown
      ? [invalidTyped(selector, labelSelectorPath, "should be a json path under either .spec or .status")]
      : []),
  ];
}

function validatePath(path: string | undefined, options: { at: string; root: string }): InvalidField[] {
  const { at, root } = options;
  const simple = validateSimplePath(path, at);
  if (simple.length > 0 || path?.startsWith(`${root}.`)) return simple;
  return [invalidField(at, path, `should be a json path under ${root}`)];
}

function validateSimplePath(path: string | undefined, at: string): InvalidField[] {
  if (!path) return [requiredField(at)];
  return path.startsWith(".") ? [] : [invalidField(at, path, "must be a simple json path starting with .")];
}

/** Its problems are of the kinds that those of schemas are. */
function embeddedErrors(...of: Parameters<typeof validateEmbedded>): FieldError[] {
  return validateEmbedded(...of) as FieldError[];
}

const columnTypes = ["boolean", "date", "integer", "number", "string"];
const columnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

type Column = NonNullable<CrdVersion["additionalPrinterColumns"]>[number];

/** The path is only looked at from outside: one that is none makes the server's table handler fail. */
function validateColumn({ name, type, format, jsonPath }: Column, at: string): InvalidField[] {
  const oneOf = (names: readonly string[]) => `must be one of ${names.join(",")}`;
  return [
    ...(name ? [] : [requiredField(`${at}.name`)]),
    ...(type ? [] : [requiredField(`${at}.type`, oneOf(columnTypes))]),
    ...(!type || columnTypes.includes(type) ? [] : [invalidField(`${at}.type`, type, oneOf(columnTypes))]),
    ...(!format || columnFormats.includes(format)
      ? []
      : [invalidField(`${at}.format`, format, oneOf(columnFormats))]),
    ...validateSimplePath(jsonPath, `${at}.JSONPath`),
  ];
}
