import type { JsonObject } from "../../../base/json.ts";
import {
  forbiddenField,
  invalidEach,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../admission/field-problem.ts";
import { validateLabelSelector } from "../../admission/label-problem.ts";
import { dnsLabel, dnsSubdomain } from "../../admission/name-format.ts";
import { compareQuantities } from "../../admission/quantity-value.ts";
import type { ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";
import { objectAt } from "./defaulting.ts";
import { textAt, textsAt } from "./read.ts";

const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const volumeModes = ["Block", "Filesystem"];

/** Follows ValidatePersistentVolumeClaimSpec of k8s.io/kubernetes/pkg/apis/core/validation; `old`: what it got away with stays. */
export function validateClaim(object: ApiObject, old: ApiObject | undefined): InvalidField[] {
  const [spec, before] = [objectAt(object, "spec") ?? {}, objectAt(old, "spec")];
  const looseValues = before !== undefined && validateLabelSelector(before.selector, { at: "" }).length > 0;
  const anyGroup = ["dataSource", "dataSourceRef"].some(
    (key) => objectAt(before, key)?.apiGroup !== undefined,
  );
  const { volumeMode } = spec;
  return [
    ...(textsAt(spec, "accessModes").length
      ? []
      : [requiredField("spec.accessModes", "at least 1 access mode is required")]),
    ...validateLabelSelector(spec.selector, { at: "spec.selector", looseValues }),
    ...validateModes(textsAt(spec, "accessModes")),
    ...validateStorage(spec),
    ...validateClass(spec, "storageClassName"),
    ...(volumeMode === undefined || volumeModes.includes(String(volumeMode))
      ? []
      : [unsupportedField("spec.volumeMode", volumeMode, volumeModes)]),
    ...["dataSource", "dataSourceRef"].flatMap((key) => {
      const source = objectAt(spec, key);
      return source ? validateSource(source, { at: `spec.${key}`, anyGroup }) : [];
    }),
    ...validateSources(spec),
    ...validateClass(spec, "volumeAttributesClassName"),
  ];
}

function validateModes(modes: readonly string[]): InvalidField[] {
  const at = "spec.accessModes";
  const known = modes.filter((mode) => accessModes.includes(mode));
  const mixed = known.includes("ReadWriteOncePod") && known.some((mode) => mode !== "ReadWriteOncePod");
  return [
    ...modes.flatMap((mode) => (accessModes.includes(mode) ? [] : [unsupportedField(at, mode, accessModes)])),
    ...(mixed ? [forbiddenField(at, "may not use ReadWriteOncePod with other access modes")] : []),
  ];
}

function validateStorage(spec: JsonObject): InvalidField[] {
  const at = "spec.resources[storage]";
  const storage = objectAt(objectAt(spec, "resources"), "requests")?.storage;
  if (storage === undefined) return [requiredField(at)];
  return compareQuantities(storage, "0") > 0 ? [] : [invalidField(at, storage, "must be greater than zero")];
}

function validateClass(spec: JsonObject, key: string): InvalidField[] {
  const name = textAt(spec, key);
  return name ? invalidEach(`spec.${key}`, name, dnsSubdomain(name)) : [];
}

function validateSource(source: JsonObject, options: { at: string; anyGroup: boolean }): InvalidField[] {
  const { at, anyGroup } = options;
  const [name, kind, group, namespace] = ["name", "kind", "apiGroup", "namespace"].map((key) =>
    textAt(source, key),
  );
  const detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
  return [
    ...(name ? [] : [requiredField(`${at}.name`)]),
    ...(kind ? [] : [requiredField(`${at}.kind`)]),
    ...(!group && kind !== "PersistentVolumeClaim" ? [invalidField(at, kind, detail)] : []),
    ...(group && !anyGroup ? invalidEach(`${at}.apiGroup`, group, dnsSubdomain(group)) : []),
    ...(namespace ? invalidEach(`${at}.namespace`, namespace, dnsLabel(namespace)) : []),
  ];
}

/** The two ways to name a source must agree. The value that is shown is a path, as Go writes that struct. */
function validateSources(spec: JsonObject): InvalidField[] {
  const [source, reference] = [objectAt(spec, "dataSource"), objectAt(spec, "dataSourceRef")];
  if (!source || !reference) return [];
  if (textAt(reference, "namespace"))
    return [invalidField("spec", {}, "may not be specified when dataSourceRef.namespace is specified")];
  const same = ["apiGroup", "kind", "name"].every((key) => source[key] === reference[key]);
  return same ? [] : [invalidField("spec", {}, "must match dataSourceRef")];
}
