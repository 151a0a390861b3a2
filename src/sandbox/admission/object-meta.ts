import type { ObjectMeta, OwnerReference } from "../../kube/object.ts";
import { parseApiVersion } from "../../kube/gvk.ts";
import { equalJson } from "../../base/json.ts";
import type { InvalidField } from "../status-error.ts";
import { forbiddenField, invalidField, requiredField, tooLongField } from "./field-problem.ts";
import { validateLabels } from "./label-problem.ts";
import { dnsLabel, labelKeyProblems, type NameFormat } from "./name-format.ts";

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
    ...validateNamespace(meta, namespaced),
    ...validateContents(meta, validateFinalizers(meta.finalizers ?? [])),
  ];
}

function validateNamespace({ namespace }: ObjectMeta, namespaced: boolean): InvalidField[] {
  const at = "metadata.namespace";
  if (!namespaced) return namespace ? [forbiddenField(at, "not allowed on this type")] : [];
  if (!namespace) return [requiredField(at)];
  return dnsLabel(namespace).map((problem) => invalidField(at, namespace, problem));
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
    ...validateContents(meta, []),
  ];
}

function lateFinalizers(added: readonly string[]): string {
  const list = [...added].sort().map((finalizer) => JSON.stringify(finalizer));
  return `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list.join(", ")}}`;
}

/** Finalizers stand in the middle; an update does not look at them again here. */
function validateContents(meta: ObjectMeta, finalizers: InvalidField[]): InvalidField[] {
  const { labels, annotations = {}, ownerReferences = [] } = meta;
  return [
    ...validateLabels(labels, "metadata.labels"),
    ...validateAnnotations(annotations, "metadata.annotations"),
    ...ownerReferences.flatMap(validateOwner),
    ...validateControllers(ownerReferences),
    ...finalizers,
    ...validateManagedFields(meta),
  ];
}

/** Annotations anywhere. Their keys may have capital letters in the prefix. */
export function validateAnnotations(
  annotations: Readonly<Record<string, string>>,
  at: string,
): InvalidField[] {
  const entries = Object.entries(annotations);
  const size = entries.reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  return [
    ...entries.flatMap(([key]) =>
      labelKeyProblems(key.toLowerCase()).map((problem) => invalidField(at, key, problem)),
    ),
    ...(size > annotationLimit ? [tooLongField(at, annotationLimit)] : []),
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
