import type { JsonSchema } from "../../../kube/schema/json-schema.ts";
import { decodeBuiltIn } from "../../admission/decode-built-in.ts";
import { fromUnstructured } from "../../admission/from-unstructured.ts";
import { hasEmptied } from "../../admission/emptied.ts";
import { invalidField } from "../../admission/field-problem.ts";
import type { BuiltInTypes } from "../../admission/go-shape.ts";
import { dnsSubdomain, type NameFormat } from "../../admission/name-format.ts";
import { validateObjectMeta, validateObjectMetaUpdate } from "../../admission/object-meta.ts";
import { copyJson, equalJson, type JsonObject } from "../../../base/json.ts";
import { freezeJson, type ApiObject } from "../../api-object.ts";
import { notImplemented, type InvalidField } from "../../status-error.ts";
import type { Strategy } from "../served-resource.ts";
import type { KindRules } from "./kind-rules.ts";
import { isPartial } from "./pod/prepare-subresource.ts";
import { selectableFields } from "./selectable-fields.ts";
import { statusMetadata, statusResetFields } from "./status-metadata.ts";

/** How a built-in kind's objects are read, changed and checked: by its schema, and by the rules that are code in the server. */
export function builtInStrategy(options: {
  kind: string;
  apiVersion: string;
  /** Component of the kind. */
  component: string;
  types: BuiltInTypes;
  namespaced: boolean;
  hasStatus: boolean;
  rules: KindRules;
}): Strategy {
  const { kind, types, namespaced, hasStatus, rules } = options;
  const nameFormat = rules.name ?? dnsSubdomain;
  const finalizers = rules.plainFinalizers ? () => [] : validateFinalizers;
  const checks = { rules, namespaced, nameFormat, finalizers };
  const reference: JsonSchema = { $ref: `#/components/schemas/${options.component}` };
  const zero = freezeJson(decodeBuiltIn({}, reference, types).value as unknown as ApiObject);
  return {
    custom: false,
    ...(rules.groupless ? { groupless: true } : {}),
    schema: types.resolve(options.component),
    resolve: (ref) => types.resolve(ref),
    zero,
    nameFormat,
    unconditionalUpdate: rules.unconditionalUpdate ?? true,
    createOnUpdate: rules.createOnUpdate ?? false,
    returnsDeleted: rules.returnsDeleted ?? false,
    ...selectableFields(options.apiVersion, kind),
    resetFields: rules.resetFields ?? resetFieldsOf(kind, hasStatus),
    decode: (object) => {
      const { value, unknown } = decodeBuiltIn(object, reference, types);
      const decoded = { metadata: {}, ...value } as ApiObject;
      rules.defaults?.(decoded, object);
      return { object: inOrder(decoded), unknown };
    },
    fromUnstructured: (object) => fromUnstructured(object, reference, types),
    toServed: (stored) => stored,
    toStored: rules.toStored ?? ((served) => served),
    prepareForCreate(object, warn) {
      if (rules.missing) throw notImplemented(rules.missing);
      if (hasStatus && !rules.keepsStatus) resetStatus(object, zero.status);
      if (rules.generation) object.metadata.generation = 1;
      rules.prepareForCreate?.(object, warn);
    },
    prepareForUpdate(object, old, subresource) {
      separateStatus(object, { kind, old, subresource, hasStatus });
      rules.prepareForUpdate?.(object, old, subresource);
      if (rules.generation && subresource === undefined) countGeneration(object, old, rules.generation);
    },
    ...(rules.prepareForDelete ? { prepareForDelete: rules.prepareForDelete } : {}),
    validate: creationCheck(checks),
    validateUpdate: updateCheck(checks),
    ...pick(rules, hooks),
    warnings: warningsOf(rules),
  };
}

const hooks = [
  "stamp",
  "begin",
  "admit",
  "admitSubresource",
  "review",
  "reviewSubresource",
  "gracePeriod",
] as const;

/** Hooks that a kind may have. */
function pick<K extends keyof KindRules>(rules: KindRules, keys: readonly K[]): Pick<KindRules, K> {
  const set = keys.filter((key) => rules[key] !== undefined).map((key) => [key, rules[key]]);
  return Object.fromEntries(set) as Pick<KindRules, K>;
}

function resetFieldsOf(kind: string, hasStatus: boolean): Strategy["resetFields"] {
  return (subresource) => {
    if (subresource === "status") return statusResetFields(kind);
    if (isPartial(subresource)) return {};
    return hasStatus ? { "f:status": {} } : {};
  };
}

function warningsOf(rules: KindRules): NonNullable<Strategy["warnings"]> {
  return (object, old, subresource) => {
    if (subresource === "status") return rules.statusWarnings?.(object) ?? [];
    return subresource === undefined ? (rules.warnings?.(object, old) ?? []) : [];
  };
}

interface Checks {
  readonly rules: KindRules;
  readonly namespaced: boolean;
  readonly nameFormat: NameFormat;
  readonly finalizers: (object: ApiObject) => InvalidField[];
}

/** Problems of a new object. */
function creationCheck({ rules, namespaced, nameFormat, finalizers }: Checks): Strategy["validate"] {
  return (object) => {
    const contents = rules.validate?.(object, undefined) ?? [];
    if (rules.updateOrder === "contents only") return contents;
    const meta = validateObjectMeta(object.metadata, { namespaced, name: nameFormat });
    return [...meta, ...finalizers(object), ...contents];
  };
}

/** Problems of an update, in the order in which the kind's own code looks for them. */
function updateCheck({ rules, namespaced, nameFormat, finalizers }: Checks): Strategy["validateUpdate"] {
  return (object, old, subresource) => {
    const meta = [...validateObjectMetaUpdate(object.metadata, old.metadata), ...finalizers(object)];
    if (subresource === "status")
      return [...(rules.bareStatus ? [] : meta), ...(rules.validateStatus?.(object, old) ?? [])];
    if (subresource !== undefined)
      return [...meta, ...(rules.validateSubresource?.(object, old, subresource) ?? [])];
    if (rules.updateOrder === "contents only") return rules.validate?.(object, old) ?? [];
    const changes = rules.validateUpdate?.(object, old) ?? [];
    if (rules.bareUpdate) meta.length = 0;
    if (rules.updateOrder === "changes only") return [...meta, ...changes];
    const contents = [
      ...validateObjectMeta(object.metadata, { namespaced, name: nameFormat }),
      ...finalizers(object),
      ...(rules.validate?.(object, old) ?? []),
    ];
    if (rules.updateOrder === "changes last") return [...meta, ...contents, ...changes];
    return rules.updateOrder === "changes first"
      ? [...meta, ...changes, ...contents]
      : [...contents, ...meta, ...changes];
  };
}

const standardFinalizers = ["kubernetes", "orphan", "foregroundDeletion"];

/** Follows validateKubeFinalizerName of k8s.io/kubernetes/pkg/apis/core/validation. */
function validateFinalizers({ metadata }: ApiObject): InvalidField[] {
  const detail = "name is neither a standard finalizer name nor is it fully qualified";
  return (metadata.finalizers ?? []).flatMap((name, index) => {
    const known = name.includes("/") || standardFinalizers.includes(name);
    return known ? [] : [invalidField(`metadata.finalizers[${index}]`, name, detail)];
  });
}

/** Fields in the order in which the server's types have them. */
function inOrder(object: ApiObject): ApiObject {
  const { kind, apiVersion, metadata, ...rest } = object;
  return { kind, apiVersion, metadata, ...rest };
}

function separateStatus(
  object: ApiObject,
  options: { kind: string; old: ApiObject; subresource: string | undefined; hasStatus: boolean },
): void {
  const { kind, old, subresource, hasStatus } = options;
  if (subresource === "status") {
    const { status, metadata, apiVersion } = object;
    for (const key of Object.keys(object)) Reflect.deleteProperty(object, key);
    Object.assign(object, copyJson(old), {
      kind,
      apiVersion,
      metadata: statusMetadata(kind, { sent: metadata, old: old.metadata }),
    });
    resetStatus(object, status);
    // who binds a Pod says in its status that it is scheduled
  } else if (hasStatus && !ownStatus.has(subresource ?? "")) resetStatus(object, old.status);
}

/** Subresources that write in the status too. */
const ownStatus = new Set(["binding", "approval"]);

function resetStatus(object: ApiObject, status: unknown): void {
  if (status === undefined) delete object.status;
  else object.status = copyJson(status);
}

function countGeneration(
  object: ApiObject,
  old: ApiObject,
  rule: NonNullable<KindRules["generation"]>,
): void {
  if (rule === "once") return;
  const changed =
    !equalJson(specOf(object), specOf(old)) ||
    (rule === "empties" && hasEmptied(specOf(object))) ||
    (rule === "annotations" && !equalJson(object.metadata.annotations ?? {}, old.metadata.annotations ?? {}));
  if (changed) object.metadata.generation = (old.metadata.generation ?? 0) + 1;
}

/** The spec, or everything that is neither metadata nor status where a kind has none. */
function specOf(object: ApiObject): unknown {
  if (object.spec !== undefined) return object.spec;
  const rest: JsonObject = { ...object };
  for (const key of ["kind", "apiVersion", "metadata", "status"]) Reflect.deleteProperty(rest, key);
  return rest;
}
