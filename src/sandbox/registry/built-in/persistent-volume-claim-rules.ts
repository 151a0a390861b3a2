import { copyJson, equalJson, isJsonObject, type JsonObject } from "../../../base/json.ts";
import {
  forbiddenField,
  immutableField,
  invalidEach,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../admission/field-problem.ts";
import { labelKeyProblems } from "../../admission/name-format.ts";
import { compareQuantities, quantityNano } from "../../admission/quantity-value.ts";
import type { ApiObject } from "../../api-object.ts";
import { forbidden, type InvalidField } from "../../status-error.ts";
import type { ReviewOptions } from "../served-resource.ts";
import { claimSpecDiff } from "./claim-spec-diff.ts";
import { settleDataSources } from "./claim-data-source.ts";
import { ensureObject, fillEmpty, objectAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";
import { textsAt } from "./read.ts";
import { reviewClaimLimits } from "./limits/admit-limits.ts";
import { protect } from "./storage/protect.ts";
import { validateClaim } from "./validate-claim.ts";

/** Keeps a claim as long as a Pod uses it. */
export const claimProtection = "kubernetes.io/pvc-protection";

const classKey = "volume.beta.kubernetes.io/storage-class";

/** Follows k8s.io/kubernetes/pkg/apis/core and pkg/registry/core/persistentvolumeclaim. */
export const persistentVolumeClaimRules: KindRules = {
  returnsDeleted: true,
  updateOrder: "changes last",
  defaults(object) {
    const spec = ensureObject(object, "spec");
    if (spec.volumeMode === undefined) spec.volumeMode = "Filesystem";
    fillEmpty(ensureObject(object, "status"), { phase: "Pending" });
  },
  prepareForCreate(object) {
    settleDataSources(ensureObject(object, "spec"), undefined);
    object.status = { phase: "Pending" };
  },
  admit: protect(claimProtection),
  prepareForUpdate(object, old, subresource) {
    if (subresource === undefined) settleDataSources(ensureObject(object, "spec"), objectAt(old, "spec"));
  },
  review(object, options) {
    reviewClaimLimits(object, options);
    reviewResize(object, options);
  },
  validate: validateClaim,
  validateUpdate: validateChange,
  validateStatus,
  warnings(object) {
    const resources = objectAt(objectAt(object, "spec"), "resources");
    return [
      ...(Object.hasOwn(object.metadata.annotations ?? {}, classKey)
        ? [
            `metadata.annotations[${classKey}]: deprecated since v1.8; use "storageClassName" attribute instead`,
          ]
        : []),
      ...["requests", "limits"].flatMap((key) => {
        const amount = String(objectAt(resources, key)?.storage ?? "0");
        return /[num]$/.test(amount)
          ? [
              `spec.resources.${key}[storage]: fractional byte value "${amount}" is invalid, must be an integer`,
            ]
          : [];
      }),
    ];
  },
};

/** Only claims of classes that say so grow (the admission plugin PersistentVolumeClaimResize of k8s.io/kubernetes/plugin/pkg/admission/storage). */
function reviewResize(claim: ApiObject, { old, find }: ReviewOptions): void {
  if (!old || compareQuantities(storageOf(claim), storageOf(old)) <= 0) return;
  const refuse = (message: string) =>
    forbidden(
      { group: "", resource: "persistentvolumeclaims" },
      { name: claim.metadata.name ?? "", message },
    );
  if (objectAt(old, "status")?.phase !== "Bound")
    throw refuse("Only bound persistent volume claims can be expanded");
  const name = classOf(claim);
  const found = name ? find("storageclasses.storage.k8s.io", name) : undefined;
  if (name !== classOf(old) || found?.allowVolumeExpansion !== true)
    throw refuse(
      "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize",
    );
}

function classOf({ metadata, spec }: ApiObject): string {
  const name = metadata.annotations?.[classKey] ?? (isJsonObject(spec) ? spec.storageClassName : undefined);
  return typeof name === "string" ? name : "";
}

function storageOf(object: ApiObject): unknown {
  return objectAt(objectAt(objectAt(object, "spec"), "resources"), "requests")?.storage ?? "0";
}

/** What may be changed: the name of the volume once, the class where there was none, size and attributes of a bound claim. */
function validateChange(object: ApiObject, old: ApiObject): InvalidField[] {
  const [spec, before] = [objectAt(object, "spec") ?? {}, objectAt(old, "spec") ?? {}];
  const [now, then] = comparable(object, old);
  const same = equalJson(now, then);
  const capacity = objectAt(objectAt(old, "status"), "capacity")?.storage ?? "0";
  const smaller = compareQuantities(storageOf(object), storageOf(old)) < 0;
  const tooSmall = smaller && compareQuantities(storageOf(object), capacity) <= 0;
  return [
    ...validateClassAnnotation(object, old),
    ...(same ? [] : [forbiddenField("spec", `${settled}\n${claimSpecDiff(then, now)}`)]),
    ...(tooSmall
      ? [forbiddenField("spec.resources.requests.storage", "field can not be less than status.capacity")]
      : []),
    ...(spec.volumeMode === before.volumeMode ? [] : [immutableField("volumeMode", spec.volumeMode)]),
    ...validateAttributes(spec, old),
  ];
}

const settled =
  "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

/** Both specs with the same in what may be changed; the new one first. */
function comparable(object: ApiObject, old: ApiObject): [JsonObject, JsonObject] {
  const [spec, before] = [copyJson(objectAt(object, "spec") ?? {}), copyJson(objectAt(old, "spec") ?? {})];
  if (!before.volumeName) before.volumeName = spec.volumeName;
  if (before.volumeName === undefined) delete before.volumeName;
  const annotation = old.metadata.annotations?.[classKey];
  const fromAnnotation = annotation !== undefined && spec.storageClassName === annotation;
  if (before.storageClassName === undefined && spec.storageClassName !== undefined) {
    if (fromAnnotation || annotation === undefined) delete spec.storageClassName;
  }
  if (objectAt(object, "status")?.phase === "Bound") {
    const requests = objectAt(objectAt(spec, "resources"), "requests");
    if (requests) requests.storage = objectAt(objectAt(before, "resources"), "requests")?.storage;
    if (before.volumeAttributesClassName === undefined) delete spec.volumeAttributesClassName;
    else spec.volumeAttributesClassName = before.volumeAttributesClassName;
  }
  return [spec, before];
}

function validateClassAnnotation(object: ApiObject, old: ApiObject): InvalidField[] {
  const [now, then] = [object, old].map(({ metadata }) => metadata.annotations?.[classKey] ?? "");
  if (now === then) return [];
  return [invalidField(`metadata.annotations.${classKey}`, now, "field is immutable")];
}

function validateAttributes(spec: JsonObject, old: ApiObject): InvalidField[] {
  const at = "spec.volumeAttributesClassName";
  const { volumeAttributesClassName: name } = spec;
  if (name === objectAt(old, "spec")?.volumeAttributesClassName) return [];
  if (objectAt(old, "status")?.currentVolumeAttributesClassName === undefined) return [];
  const forbidden = (what: string) =>
    forbiddenField(
      at,
      `update to ${what} is forbidden when status.currentVolumeAttributesClassName is not nil`,
    );
  if (name === undefined) return [forbidden("nil")];
  return name === "" ? [forbidden("empty string")] : [];
}

const resizeStatuses = [
  "ControllerResizeInProgress",
  "ControllerResizeInfeasible",
  "NodeResizeInProgress",
  "NodeResizeInfeasible",
  "NodeResizePending",
].sort();

function validateStatus(object: ApiObject): InvalidField[] {
  const status = objectAt(object, "status") ?? {};
  const modes = textsAt(objectAt(object, "spec"), "accessModes");
  const amounts = (key: string) => Object.entries(objectAt(status, key) ?? {});
  return [
    ...(modes.length ? [] : [requiredField("Spec.accessModes")]),
    ...amounts("capacity").flatMap(([name, amount]) => notNegative(amount, `status.capacity[${name}]`)),
    ...amounts("allocatedResourceStatuses").flatMap(([name, value]) => [
      ...validateKey(name, "status.allocatedResourceStatuses"),
      ...(resizeStatuses.includes(String(value))
        ? []
        : [unsupportedField("status.allocatedResourceStatuses", name, resizeStatuses)]),
    ]),
    ...amounts("allocatedResources").flatMap(([name, amount]) => {
      const problems = validateKey(name, "status.allocatedResources");
      return problems.length ? problems : notNegative(amount, `status.allocatedResources[${name}]`);
    }),
  ];
}

function validateKey(name: string, at: string): InvalidField[] {
  const problems = invalidEach(at, name, labelKeyProblems(name));
  const native = !name.includes("/") || name.includes("kubernetes.io/");
  if (problems.length || !native || name === "storage") return problems;
  return [unsupportedField(at, name, ["storage"])];
}

function notNegative(amount: unknown, at: string): InvalidField[] {
  if (compareQuantities(amount, "0") >= 0) return [];
  const whole = Number(quantityNano(amount) / 10n ** 9n);
  return [invalidField(at, whole, "must be a valid resource quantity")];
}
