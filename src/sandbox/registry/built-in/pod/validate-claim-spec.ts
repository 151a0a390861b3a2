import type { PersistentVolumeClaimSpec, PersistentVolumeClaimTemplate } from "../../../../k8s/core/v1.ts";
import {
  forbiddenField,
  invalidEach,
  invalidField,
  requiredField,
  supported,
} from "../../../admission/field-problem.ts";
import { validateLabels, validateLabelSelector } from "../../../admission/label-problem.ts";
import { dnsLabel, dnsSubdomain } from "../../../admission/name-format.ts";
import { validateAnnotations } from "../../../admission/object-meta.ts";
import { compareQuantities } from "../../../admission/quantity-value.ts";
import type { InvalidField } from "../../../status-error.ts";
import { metaFields } from "./internal-value.ts";

/** The claim that is made for an ephemeral volume. Follows ValidatePersistentVolumeClaimTemplate. */
export function validateClaimTemplate(template: PersistentVolumeClaimTemplate, at: string): InvalidField[] {
  const { metadata = {}, spec } = template;
  const { annotations = {}, labels, ...rest } = metadata;
  const unset = Object.keys(rest).sort((a, b) => metaFields.indexOf(a) - metaFields.indexOf(b));
  return [
    ...validateAnnotations(annotations, `${at}.metadata.annotations`),
    ...validateLabels(labels, `${at}.metadata.labels`),
    ...unset.map((key) => forbiddenField(`${at}.metadata.${key === "uid" ? "uID" : key}`, "cannot be set")),
    ...validateClaimSpec(spec, `${at}.spec`),
  ];
}

const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

/** Follows ValidatePersistentVolumeClaimSpec of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateClaimSpec(spec: PersistentVolumeClaimSpec, at: string): InvalidField[] {
  const { selector, storageClassName, volumeMode, volumeAttributesClassName: attributes } = spec;
  return [
    ...validateAccessModes(spec.accessModes ?? [], {
      at: `${at}.accessModes`,
      selector,
      selectorAt: `${at}.selector`,
    }),
    ...validateStorage(spec.resources?.requests?.storage, `${at}.resources[storage]`),
    ...(storageClassName
      ? invalidEach(`${at}.storageClassName`, storageClassName, dnsSubdomain(storageClassName))
      : []),
    ...(volumeMode === undefined ? [] : supported(`${at}.volumeMode`, volumeMode, ["Block", "Filesystem"])),
    ...(spec.dataSource ? validateSource(spec.dataSource, `${at}.dataSource`) : []),
    ...(spec.dataSourceRef ? validateSource(spec.dataSourceRef, `${at}.dataSourceRef`) : []),
    ...validateSources(spec, at),
    ...(attributes
      ? invalidEach(`${at}.volumeAttributesClassName`, attributes, dnsSubdomain(attributes))
      : []),
  ];
}

function validateAccessModes(
  modes: readonly string[],
  options: { at: string; selector: unknown; selectorAt: string },
): InvalidField[] {
  const { at, selector, selectorAt } = options;
  const known = modes.filter((mode) => accessModes.includes(mode));
  const mixed = known.includes("ReadWriteOncePod") && known.some((mode) => mode !== "ReadWriteOncePod");
  return [
    ...(modes.length ? [] : [requiredField(at, "at least 1 access mode is required")]),
    ...validateLabelSelector(selector, { at: selectorAt }),
    ...modes.flatMap((mode) => supported(at, mode, accessModes)),
    ...(mixed ? [forbiddenField(at, "may not use ReadWriteOncePod with other access modes")] : []),
  ];
}

function validateStorage(storage: unknown, at: string): InvalidField[] {
  if (storage === undefined) return [requiredField(at)];
  return compareQuantities(storage, 0) > 0 ? [] : [invalidField(at, storage, "must be greater than zero")];
}

interface Source {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

function validateSource({ name, kind, apiGroup = "", namespace }: Source, at: string): InvalidField[] {
  const problem = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
  return [
    ...(name ? [] : [requiredField(`${at}.name`)]),
    ...(kind ? [] : [requiredField(`${at}.kind`)]),
    ...(!apiGroup && kind !== "PersistentVolumeClaim" ? [invalidField(at, kind, problem)] : []),
    ...(apiGroup ? invalidEach(`${at}.apiGroup`, apiGroup, dnsSubdomain(apiGroup)) : []),
    ...(namespace ? invalidEach(`${at}.namespace`, namespace, dnsLabel(namespace)) : []),
  ];
}

/** The two ways to name a source must agree. The value that is shown is a path, as Go writes that struct. */
function validateSources(
  { dataSource, dataSourceRef }: PersistentVolumeClaimSpec,
  at: string,
): InvalidField[] {
  if (!dataSource || !dataSourceRef) return [];
  const wrong = (problem: string) => [invalidField(at, {}, problem)];
  if (dataSourceRef.namespace) return wrong("may not be specified when dataSourceRef.namespace is specified");
  const same = (["apiGroup", "kind", "name"] as const).every((key) => dataSource[key] === dataSourceRef[key]);
  return same ? [] : wrong("must match dataSourceRef");
}
