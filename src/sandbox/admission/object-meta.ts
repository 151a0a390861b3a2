import type { ObjectMeta, OwnerReference } from "../../kube/object.ts";
import { parseApiVersion } from "../../kube/gvk.ts";
import { equalJson } from "../../base/json.ts";
import type { InvalidField } from "../status-error.ts";
import { forbiddenField, invalidField, requiredField, tooLongField } from "./field-problem.ts";
import { labelKeyProblems, labelValueProblems, type NameFormat } from "./name-format.ts";

const annotationLimit = 256 * 1024;

/** What every object's metadata must satisfy. Follows k8s.io/apimachinery/pkg/api/validation/objectmeta.go. */
export function validateObjectMeta(
  meta: ObjectMeta,
  options: { namespaced: boolean; name: NameFormat },
): InvalidField[] {
  const { namespaced, name } = options;
  return [
    ...(meta.generateName
      ? name(meta.generateName, true).map((problem) =>
          invalidField("metadata.generateName", meta.generateName, problem),
        )
      : []),
    ...(meta.name
      ? name(meta.name).map((problem) => invalidField("metadata.name", meta.name, problem))
      : [requiredField("metadata.name", "name or generateName is required")]),
    ...(namespaced && !meta.namespace ? [requiredField("metadata.namespace")] : []),
    ...(!namespaced && meta.namespace
      ? [forbiddenField("metadata.namespace", "not allowed on this type")]
      : []),
    ...validateContents(meta),
    ...validateFinalizers(meta.finalizers ?? []),
  ];
}

/** What an update may not change. */
export function validateObjectMetaUpdate(meta: ObjectMeta, old: ObjectMeta): InvalidField[] {
  const added = (meta.finalizers ?? []).filter((finalizer) => !old.finalizers?.includes(finalizer));
  const immutable = [
    "name",
    "namespace",
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
  ] as const;
  return [
    ...(old.deletionTimestamp && added.length
      ? [forbiddenField("metadata.finalizers", lateFinalizers(added))]
      : []),
    ...(meta.resourceVersion
      ? []
      : [invalidField("metadata.resourceVersion", "", "must be specified for an update")]),
    ...immutable
      .filter((key) => !equalJson(meta[key] ?? "", old[key] ?? ""))
      .map((key) => invalidField(`metadata.${key}`, meta[key] ?? "", "field is immutable")),
    ...validateContents(meta),
  ];
}

function lateFinalizers(added: readonly string[]): string {
  const list = [...added].sort().map((finalizer) => JSON.stringify(finalizer));
  return `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list.join(", ")}}`;
}

function validateContents(meta: ObjectMeta): InvalidField[] {
  const { labels = {}, annotations = {}, ownerReferences = [] } = meta;
  const size = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  return [
    ...Object.entries(labels).flatMap(([key, value]) => [
      ...labelKeyProblems(key).map((problem) => invalidField("metadata.labels", key, problem)),
      ...labelValueProblems(value).map((problem) => invalidField("metadata.labels", value, problem)),
    ]),
    ...Object.keys(annotations).flatMap((key) =>
      labelKeyProblems(key.toLowerCase()).map((problem) =>
        invalidField("metadata.annotations", key, problem),
      ),
    ),
    ...(size > annotationLimit ? [tooLongField("metadata.annotations", annotationLimit)] : []),
    ...ownerReferences.flatMap(validateOwner),
    ...validateControllers(ownerReferences),
    ...validateManagedFields(meta),
  ];
}

function validateOwner(owner: OwnerReference): InvalidField[] {
  const at = "metadata.ownerReferences";
  const { group, version } = parseApiVersion(owner.apiVersion ?? "");
  return [
    ...(version
      ? []
      : [invalidField(`${at}.apiVersion`, owner.apiVersion ?? "", "version must not be empty")]),
    ...(["kind", "name", "uid"] as const)
      .filter((key) => !owner[key])
      .map((key) => invalidField(`${at}.${key}`, "", "must not be empty")),
    ...(group === "" && owner.kind === "Event"
      ? [invalidField(at, owner, `/${version}, Kind=${owner.kind} is disallowed from being an owner`)]
      : []),
  ];
}

function validateControllers(owners: readonly OwnerReference[]): InvalidField[] {
  const [first, ...others] = owners.filter((owner) => owner.controller === true);
  if (!first) return [];
  const detail = (other: OwnerReference) =>
    `Only one reference can have Controller set to true. Found "true" in references for ${first.kind}/${first.name} and ${other.kind}/${other.name}`;
  return others.map((other) => invalidField("metadata.ownerReferences", owners, detail(other)));
}

function validateFinalizers(finalizers: readonly string[]): InvalidField[] {
  const both = finalizers.includes("orphan") && finalizers.includes("foregroundDeletion");
  return [
    ...finalizers.flatMap((finalizer) =>
      labelKeyProblems(finalizer).map((problem) => invalidField("metadata.finalizers", finalizer, problem)),
    ),
    ...(both
      ? [
          invalidField(
            "metadata.finalizers",
            finalizers,
            "finalizer orphan and foregroundDeletion cannot be both set",
          ),
        ]
      : []),
  ];
}

function validateManagedFields(meta: ObjectMeta): InvalidField[] {
  return (meta.managedFields ?? []).flatMap((entry, index) => {
    const at = `metadata.managedFields[${index}]`;
    const { operation, fieldsType = "FieldsV1" } = entry;
    return [
      ...(operation === "Apply" || operation === "Update"
        ? []
        : [invalidField(`${at}.operation`, operation ?? "", "must be `Apply` or `Update`")]),
      ...(fieldsType === "FieldsV1"
        ? []
        : [invalidField(`${at}.fieldsType`, fieldsType, "must be `FieldsV1`")]),
    ];
  });
}
