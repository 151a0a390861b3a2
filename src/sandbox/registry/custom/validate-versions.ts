import { equalJson } from "../../../base/json.ts";
import type { CrdVersion } from "../../../kube/crd.ts";
import { checkDefaults } from "../../../kube/schema/cel/check-defaults.ts";
import { checkRules } from "../../../kube/schema/cel/check-rules.ts";
import type { JsonSchema } from "../../../kube/schema/json-schema.ts";
import { validateStructural } from "../../../kube/schema/structural.ts";
import { invalidField, requiredField } from "../../admission/field-problem.ts";
import { dns1035Label } from "../../admission/name-format.ts";
import type { InvalidField } from "../../status-error.ts";
import { validateSelectable } from "./validate-selectable.ts";
import { parseJsonPath } from "../table/json-path.ts";

/** Parts of a version that the server keeps once, outside of the versions, when they are equal in all of them. */
const shareable = ["schema", "subresources", "additionalPrinterColumns", "selectableFields"] as const;
type Part = (typeof shareable)[number];

/**
 * What the versions of a definition must satisfy, in two parts, since the names are checked in between: what each version
 * has for itself, and what all share. The shared parts are told at `spec.validation`, `spec.subresources` and so on: places that only the
 * server's internal form of a definition has (apis/apiextensions/v1/conversion.go and .../validation of apiextensions-apiserver).
 */
export function validateVersions(versions: readonly CrdVersion[]): {
  own: InvalidField[];
  shared: InvalidField[];
} {
  const parts = new Set(shareable.filter((part) => isShared(versions, part)));
  const [first] = versions;
  return {
    own: [
      ...versions.flatMap(missingSchema),
      ...versions.flatMap((version, index) => [
        ...dns1035Label(version.name ?? "").map((problem) =>
          invalidField(`spec.versions[${index}].name`, version.name ?? "", problem),
        ),
        ...validateParts(without(version, parts), placesIn(`spec.versions[${index}]`)),
      ]),
      ...validateSet(versions, parts),
    ],
    shared: first
      ? validateParts(only(first, parts), { ...placesIn("spec"), schema: "spec.validation" })
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

function validateSet(versions: readonly CrdVersion[], shared: ReadonlySet<Part>): InvalidField[] {
  const value = versions.map((version) => internalForm(version, shared));
  const unique = new Set(versions.map((version) => version.name)).size === versions.length;
  const stored = versions.filter((version) => version.storage).length;
  return [
    ...(unique ? [] : [invalidField("spec.versions", value, "must contain unique version names")]),
    ...(stored === 1
      ? []
      : [invalidField("spec.versions", value, "must have exactly one version marked as storage version")]),
  ];
}

/** A version as the server's messages print it; what it has for itself is there as it was sent. */
function internalForm(version: CrdVersion, shared: ReadonlySet<Part>): Record<string, unknown> {
  const part = (name: Part) => (shared.has(name) ? null : (version[name] ?? null));
  return {
    Name: version.name,
    Served: version.served,
    Storage: version.storage,
    Deprecated: version.deprecated ?? false,
    DeprecationWarning: version.deprecationWarning ?? null,
    Schema: part("schema"),
    Subresources: part("subresources"),
    AdditionalPrinterColumns: part("additionalPrinterColumns"),
    SelectableFields: part("selectableFields"),
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

function validateParts(parts: Parts, places: Places): InvalidField[] {
  const { schema, subresources, additionalPrinterColumns = [], selectableFields = [] } = parts;
  return [
    ...(schema?.openAPIV3Schema
      ? validateSchema(schema.openAPIV3Schema, `${places.schema}.openAPIV3Schema`)
      : []),
    ...(subresources?.scale ? validateScale(subresources.scale, `${places.subresources}.scale`) : []),
    ...additionalPrinterColumns.flatMap((column, index) =>
      validateColumn(column, `${places.additionalPrinterColumns}[${index}]`),
    ),
    ...(selectableFields.length > 0
      ? schema?.openAPIV3Schema
        ? validateSelectable(selectableFields, {
            schema: schema.openAPIV3Schema,
            at: places.selectableFields,
          })
        : [invalidField(places.selectableFields, "", withoutSchema)]
      : []),
  ];
}

/**
 * The rules of a schema that is not structural are not compiled; of one that is wrong in what structural schemas do not ask, those of other
 * parts are.
 */
function validateSchema(schema: JsonSchema, path: string): InvalidField[] {
  const own = validateStructural(schema, path);
  const structural = own.filter((error) => !isBeyondStructural(error));
  const defaults = own.length > 0 ? [] : checkDefaults(schema, path);
  const rules = checkRules(schema, {
    path,
    fieldsOnly: structural.length > 0 || defaults.length > 0,
    wrong: own.map(({ field }) => field),
  });
  return [...own, ...defaults, ...rules.map(({ type, field, message }) => ({ type, field, message }))];
}

/** What apiextensions' validation asks of a schema besides being structural. */
function isBeyondStructural({ field, message }: InvalidField): boolean {
  return (
    /\.(uniqueItems|x-kubernetes-(list-type|list-map-keys|map-type))$/.test(field) ||
    /x-kubernetes-list-(type|map-keys)|mutual exclusive/.test(message)
  );
}

const withoutSchema = "may only be set when `version.schema.openAPIV3Schema` is not included";

type Scale = NonNullable<NonNullable<CrdVersion["subresources"]>["scale"]>;

function validateScale(scale: Scale, at: string): InvalidField[] {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  return [
    ...validatePath(specReplicasPath, { at: `${at}.specReplicasPath`, roots: [".spec"] }),
    ...validatePath(statusReplicasPath, { at: `${at}.statusReplicasPath`, roots: [".status"] }),
    ...(labelSelectorPath
      ? validatePath(labelSelectorPath, { at: `${at}.labelSelectorPath`, roots: [".spec", ".status"] })
      : []),
  ];
}

function validatePath(path: string | undefined, options: { at: string; roots: string[] }): InvalidField[] {
  const { at, roots } = options;
  const simple = validateSimplePath(path, at);
  if (simple.length > 0 || roots.some((root) => path?.startsWith(`${root}.`))) return simple;
  const where = roots.length === 1 ? "" : "either ";
  return [invalidField(at, path, `should be a json path under ${where}${roots.join(" or ")}`)];
}

function validateSimplePath(path: string | undefined, at: string): InvalidField[] {
  if (!path) return [requiredField(at)];
  return path.startsWith(".") ? [] : [invalidField(at, path, "must be a simple json path starting with .")];
}

const columnTypes = ["boolean", "date", "integer", "number", "string"];
const columnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

type Column = NonNullable<CrdVersion["additionalPrinterColumns"]>[number];

function validateColumn({ name, type, format, jsonPath }: Column, at: string): InvalidField[] {
  const oneOf = (names: readonly string[]) => `must be one of ${names.join(",")}`;
  const path = validateSimplePath(jsonPath, `${at}.JSONPath`);
  return [
    ...(name ? [] : [requiredField(`${at}.name`)]),
    ...(type ? [] : [requiredField(`${at}.type`, oneOf(columnTypes))]),
    ...(!type || columnTypes.includes(type) ? [] : [invalidField(`${at}.type`, type, oneOf(columnTypes))]),
    ...(!format || columnFormats.includes(format)
      ? []
      : [invalidField(`${at}.format`, format, oneOf(columnFormats))]),
    ...path,
    ...(path.length > 0 || parseJsonPath(jsonPath)
      ? []
      : [invalidField(`${at}.JSONPath`, jsonPath, "invalid JSONPath")]),
  ];
}
