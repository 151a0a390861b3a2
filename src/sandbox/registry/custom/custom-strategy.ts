import type { CrdVersion, CustomResourceDefinition } from "../../../kube/crd.ts";
import { applyDefaults } from "../../../kube/schema/apply-defaults.ts";
import type { JsonSchema } from "../../../kube/schema/json-schema.ts";
import { pruneNulls } from "../../../kube/schema/prune-nulls.ts";
import { pruneUnknown } from "../../../kube/schema/prune.ts";
import { ruleChecker } from "../../../kube/schema/rule-checker.ts";
import { validateValue } from "../../../kube/schema/validate.ts";
import { decodeBuiltIn } from "../../admission/decode-built-in.ts";
import type { BuiltInTypes } from "../../admission/go-shape.ts";
import { dnsSubdomain } from "../../admission/name-format.ts";
import { validateObjectMetaUpdate } from "../../admission/object-meta.ts";
import type { SchemaVersion } from "../../../kube/patch/managed-fields.ts";
import { copyJson, equalJson, type JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import type { ConversionWebhook } from "../../webhook/conversion-webhook.ts";
import type { InvalidField } from "../../status-error.ts";
import type { Strategy } from "../served-resource.ts";
import { fieldAt } from "../field-selector.ts";
import { parseFieldPath } from "./field-path.ts";
import { coerceEmbedded, hasEmbedded, validateEmbedded } from "./embedded-resources.ts";
import { finalizerWarnings } from "./finalizer-warnings.ts";
import { validateScalePaths } from "./validate-scale.ts";

/** `$ref` of metadata in the built-in schemas. */
export const objectMetaRef = "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/** Where the objects of one version of a definition differ from others. `types` knows the built-in schemas. */
export function customStrategy(
  definition: CustomResourceDefinition,
  options: { version: CrdVersion; types: BuiltInTypes; conversion: ConversionWebhook | undefined },
): Strategy {
  const { version, types, conversion } = options;
  const { group } = definition.spec;
  const apiVersion = `${group}/${version.name}`;
  const storage = definition.spec.versions.find((candidate) => candidate.storage) ?? version;
  const schema = version.schema?.openAPIV3Schema ?? {};
  const hasStatus = version.subresources?.status !== undefined;
  const selectable = selectablePaths(definition, version).map((path) => [path, fieldAt(path)] as const);
  const inVersion = (wanted: unknown) =>
    definition.spec.versions.find(({ name }) => `${group}/${name}` === wanted);
  const schemaIn = (wanted: unknown) => inVersion(wanted)?.schema?.openAPIV3Schema;
  const decode = (object: JsonObject) =>
    decodeCustom(object, { schema: schemaIn(object.apiVersion) ?? schema, types });
  return {
    custom: true,
    schema: withObjectMeta(schema),
    resolve: (ref) => types.resolve(ref),
    nameFormat: dnsSubdomain,
    unconditionalUpdate: false,
    createOnUpdate: false,
    returnsDeleted: false,
    selectable: new Map(selectable),
    unknownSelector: (field) => `field label not supported: ${field}`,
    resetFields: (subresource) =>
      subresource === "status" ? notStatus : hasStatus ? { "f:status": {} } : {},
    otherVersion: (wanted, subresource) => otherVersion(inVersion(wanted), subresource),
    decode,
    decodeApplied(object) {
      const decoded = withDecodedMeta(object, types).object;
      applyDefaults(schema, decoded, { keepNulls: true });
      return decoded;
    },
    ...servedFrom({
      apiVersion,
      schemaIn: (wanted) => schemaIn(wanted) ?? schema,
      types,
      conversion,
      defaultsStatus: defaultsStatus(schema),
    }),
    toStored: storedAs(storage, { group, version, types, conversion }),
    ...conversionOf(conversion, apiVersion),
    prepareForCreate(object) {
      if (hasStatus) delete object.status;
      object.metadata.generation = 1;
    },
    prepareForUpdate: (object, old, subresource) => prepareCustom(object, { old, subresource, hasStatus }),
    warnings: finalizerWarnings,
    ...checksOf(version),
  };
}

const notStatus = { "f:metadata": {}, "f:spec": {} };

/** Of other versions only the status endpoint knows what it does not write (setStatusScope of apiextensions-apiserver's customresource_handler.go). */
function otherVersion(
  version: CrdVersion | undefined,
  subresource: string | undefined,
): SchemaVersion | undefined {
  if (!version) return undefined;
  const isStatus = subresource === "status" && version.subresources?.status !== undefined;
  return {
    schema: withObjectMeta(version.schema?.openAPIV3Schema ?? {}),
    ...(isStatus ? { resetFields: notStatus } : {}),
  };
}

function checksOf(version: CrdVersion): Pick<Strategy, "validate" | "validateUpdate"> {
  const schema = version.schema?.openAPIV3Schema ?? {};
  const embedded = hasEmbedded(schema);
  const checkRules = ruleChecker(schema);
  const validate = (object: ApiObject, old?: ApiObject): InvalidField[] => [
    ...validateValue(schema, withoutMetadata(object), "", {
      embedded: false,
      ...(old ? { before: { value: old } } : {}),
    }),
    ...(embedded ? validateEmbedded(schema, object) : []),
    ...validateScalePaths(version, object),
  ];
  const statusSchema = schema.properties?.status;
  const validateStatus = (object: ApiObject, old: ApiObject): InvalidField[] => [
    ...(statusSchema && object.status !== undefined
      ? validateValue(statusSchema, object.status, "", { embedded: false, before: { value: old.status } })
      : []
    ).map(inStatus),
    ...(embedded ? validateEmbedded(schema, object) : []),
    ...validateScalePaths(version, object).filter(({ field }) => !field.startsWith(".spec")),
  ];
  return {
    validate: (object) => checkRules(object, { old: undefined, errors: validate(object) }),
    validateUpdate(object, old, subresource, warn) {
      const errors = subresource === "status" ? validateStatus(object, old) : validate(object, old);
      return [
        ...validateObjectMetaUpdate(object.metadata, old.metadata),
        ...checkRules(object, {
          old,
          errors,
          warn: ({ field, message }) => warn?.(`${field}: ${message}`),
        }),
      ];
    },
  };
}

/** How objects are seen in other versions, and made ready to be read. */
function conversionOf(
  conversion: ConversionWebhook | undefined,
  apiVersion: string,
): Pick<Strategy, "convert" | "prepareRead" | "waits"> {
  if (!conversion) return { convert: (object, wanted) => ({ ...object, apiVersion: wanted }) };
  return {
    convert: (object, wanted) => conversion.convert([object], wanted)[0] ?? object,
    prepareRead: (stored) => void conversion.convert(stored, apiVersion),
    waits: true,
  };
}

/** The status is checked by itself: its own name is not in the words, only in the field. */
function inStatus(error: InvalidField): InvalidField {
  const { field } = error;
  if (field === "" || field === "<nil>") return { ...error, field: "status" };
  return { ...error, field: field.startsWith("[") ? `status${field}` : `status.${field}` };
}

function decodeCustom(
  object: JsonObject,
  options: { schema: JsonSchema; types: BuiltInTypes; defaults?: boolean },
): { object: ApiObject; unknown: string[] } {
  const { schema, types, defaults = true } = options;
  const { object: decoded, unknown } = withDecodedMeta(object, types);
  const pruned = pruneUnknown(schema, decoded, { isRoot: true });
  const coerced = hasEmbedded(schema) ? coerceEmbedded(schema, decoded, types) : [];
  if (defaults) applyDefaults(schema, decoded);
  else pruneNulls(schema, decoded);
  return {
    object: decoded,
    unknown: [...unknown.map((path) => `metadata.${path}`), ...pruned.sort(), ...coerced],
  };
}

function withDecodedMeta(object: JsonObject, types: BuiltInTypes): { object: ApiObject; unknown: string[] } {
  const { metadata: sent, ...rest } = copyJson(object);
  const { value: metadata, unknown } = decodeBuiltIn(sent ?? {}, { $ref: objectMetaRef }, types);
  return { object: { ...rest, metadata } as unknown as ApiObject, unknown };
}

/** Without a conversion only the apiVersion changes, and what the storage version does not know is lost. What an apply brings is stored as it was merged. */
function storedAs(
  storage: CrdVersion,
  options: {
    group: string;
    version: CrdVersion;
    types: BuiltInTypes;
    conversion: ConversionWebhook | undefined;
  },
): Strategy["toStored"] {
  const { group, version, types, conversion } = options;
  const schema = storage.schema?.openAPIV3Schema ?? {};
  const apiVersion = `${group}/${storage.name}`;
  const same = storage.name === version.name;
  return (served) => {
    if (same) return served;
    const converted = conversion?.convert([served], apiVersion)[0] ?? { ...served, apiVersion };
    return decodeCustom(converted, { schema, types, defaults: false }).object;
  };
}

/** Whether an object whose status was taken away gets another one when it is read. */
function defaultsStatus({ properties }: JsonSchema): boolean {
  return properties?.status?.default !== undefined;
}

/**
 * Reads what is stored: another version's, or written before the definition changed. It has the defaults of the version that it is stored in, not those of the one
 * that is asked for (crdConversionRESTOptionsGetter of apiextensions-apiserver's customresource_handler.go). Results are kept by object.
 */
function servedFrom(options: {
  apiVersion: string;
  schemaIn: (apiVersion: unknown) => JsonSchema;
  types: BuiltInTypes;
  conversion: ConversionWebhook | undefined;
  defaultsStatus: boolean;
}): Pick<Strategy, "toServed" | "noteDecoded"> {
  const known = new WeakMap<ApiObject, ApiObject>();
  const { apiVersion, schemaIn, types, conversion, defaultsStatus } = options;
  const decodeIn = (object: ApiObject, defaults: boolean) =>
    decodeCustom(object, { schema: schemaIn(object.apiVersion), types, defaults }).object;
  return {
    toServed: (stored) => {
      const cached = known.get(stored);
      if (cached) return cached;
      const converted = conversion?.convert([stored], apiVersion)[0];
      const own = converted ?? decodeIn(stored, true);
      const object =
        own.apiVersion === apiVersion && !converted ? own : decodeIn({ ...own, apiVersion }, false);
      const served = equalJson(object, stored) ? stored : object;
      known.set(stored, served);
      return served;
    },
    noteDecoded: (stored) => {
      if (stored.apiVersion === apiVersion && !conversion && !defaultsStatus) known.set(stored, stored);
    },
  };
}

/** Follows apiextensions-apiserver's customresource strategies. */
function prepareCustom(
  object: ApiObject,
  options: { old: ApiObject; subresource: string | undefined; hasStatus: boolean },
): void {
  const { old, subresource, hasStatus } = options;
  if (subresource === "status") {
    const { status, metadata } = object;
    for (const key of Object.keys(object)) Reflect.deleteProperty(object, key);
    Object.assign(object, copyJson(old));
    object.metadata = copyJson(old.metadata);
    if (metadata.managedFields) object.metadata.managedFields = metadata.managedFields;
    else delete object.metadata.managedFields;
    if (metadata.resourceVersion) object.metadata.resourceVersion = metadata.resourceVersion;
    if (status === undefined) delete object.status;
    else object.status = status;
    return;
  }
  if (hasStatus) {
    if (old.status === undefined) delete object.status;
    else object.status = old.status;
  }
  if (!equalJson(contentOf(object, hasStatus), contentOf(old, hasStatus)))
    object.metadata.generation = (old.metadata.generation ?? 0) + 1;
}

function contentOf(object: ApiObject, hasStatus: boolean): JsonObject {
  const ignored = hasStatus ? ["metadata", "status"] : ["metadata"];
  return Object.fromEntries(Object.entries(object).filter(([key]) => !ignored.includes(key)));
}

/** The schema says nothing of metadata beyond name patterns; the server checks it as ObjectMeta. */
function withoutMetadata(object: ApiObject): JsonObject {
  return {
    ...object,
    metadata: {
      name: object.metadata.name,
      ...(object.metadata.generateName ? { generateName: object.metadata.generateName } : {}),
    },
  };
}

/** Follows ConvertFieldLabel of k8s.io/apiextensions-apiserver/pkg/apiserver/conversion. */
function selectablePaths({ spec }: CustomResourceDefinition, version: CrdVersion): string[] {
  const own = (version.selectableFields ?? []).map(({ jsonPath }) => parseFieldPath(jsonPath).join("."));
  return ["metadata.name", ...(spec.scope === "Namespaced" ? ["metadata.namespace"] : []), ...own];
}

function withObjectMeta(schema: JsonSchema): JsonSchema {
  const properties = {
    ...schema.properties,
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { $ref: objectMetaRef },
  } as const;
  return { ...schema, type: "object", properties };
}
