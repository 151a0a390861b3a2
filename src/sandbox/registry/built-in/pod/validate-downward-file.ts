import type {
  DownwardAPIVolumeFile,
  ObjectFieldSelector,
  ResourceFieldSelector,
} from "../../../../k8s/core/v1.ts";
import {
  invalidEach,
  invalidField,
  required,
  requiredField,
  unsupportedText,
} from "../../../admission/field-problem.ts";
import { labelKeyProblems } from "../../../admission/name-format.ts";
import { canonicalQuantity } from "../../../admission/quantity.ts";
import type { InvalidField } from "../../../status-error.ts";
import { validateLocalPath } from "./local-path.ts";
import { validateFileMode } from "./validate-file-mode.ts";

const fileFields = [
  "metadata.annotations",
  "metadata.labels",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
];

/** Follows validateDownwardAPIVolumeFile of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateDownwardFile(file: DownwardAPIVolumeFile, at: string): InvalidField[] {
  const { path, fieldRef, resourceFieldRef, mode } = file;
  const both = "fieldRef and resourceFieldRef can not be specified simultaneously";
  return [
    ...required(`${at}.path`, path),
    ...validateLocalPath(path, `${at}.path`),
    ...(fieldRef ? validateFieldSelector(fieldRef, { at: `${at}.fieldRef`, fields: fileFields }) : []),
    ...(fieldRef && resourceFieldRef ? [invalidField(at, "resource", both)] : []),
    ...(!fieldRef && resourceFieldRef
      ? validateResourceSelector(resourceFieldRef, { at: `${at}.resourceFieldRef`, inVolume: true })
      : []),
    ...(fieldRef || resourceFieldRef
      ? []
      : [requiredField(at, "one of fieldRef and resourceFieldRef is required")]),
    ...validateFileMode(mode, `${at}.mode`),
  ];
}

/** Labels that fields of a Pod go by; one is an old name. */
const podFields = [
  "metadata.annotations",
  "metadata.labels",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.restartPolicy",
  "spec.serviceAccountName",
  "spec.schedulerName",
  "status.phase",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];

/** Follows validateObjectFieldSelector. */
export function validateFieldSelector(
  selector: ObjectFieldSelector,
  options: { at: string; fields: readonly string[] },
): InvalidField[] {
  const { at, fields } = options;
  const { apiVersion, fieldPath } = selector;
  if (!apiVersion) return [requiredField(`${at}.apiVersion`)];
  if (!fieldPath) return [requiredField(`${at}.fieldPath`)];
  const problem = conversionProblem(apiVersion, fieldPath);
  if (problem) return [invalidField(`${at}.fieldPath`, fieldPath, `error converting fieldPath: ${problem}`)];
  const subscripted = splitSubscript(fieldPath);
  if (subscripted) {
    const key = subscripted.path === "metadata.annotations" ? subscripted.key.toLowerCase() : subscripted.key;
    return invalidEach(at, key, labelKeyProblems(key));
  }
  const path = fieldPath === "spec.host" ? "spec.nodeName" : fieldPath;
  return fields.includes(path) ? [] : [unsupportedText(`${at}.fieldPath`, path, fields)];
}

function conversionProblem(apiVersion: string, fieldPath: string): string | undefined {
  if (apiVersion !== "v1") return `unsupported pod version: ${apiVersion}`;
  const subscripted = splitSubscript(fieldPath);
  if (subscripted) {
    const known = ["metadata.annotations", "metadata.labels"].includes(subscripted.path);
    return known ? undefined : `field label does not support subscript: ${fieldPath}`;
  }
  const known = podFields.includes(fieldPath) || fieldPath === "spec.host";
  return known ? undefined : `field label not supported: ${fieldPath}`;
}

/** `metadata.labels['a']` as a path and a key. Follows fieldpath.SplitMaybeSubscriptedPath. */
function splitSubscript(fieldPath: string): { path: string; key: string } | undefined {
  const match = /^([^[]+(?:\[(?!')[^[]*)*)\['([^]*)'\]$/.exec(fieldPath);
  return match ? { path: match[1] ?? "", key: match[2] ?? "" } : undefined;
}

const resourceFields = ["cpu", "ephemeral-storage", "memory"]
  .flatMap((name) => [`limits.${name}`])
  .concat(["cpu", "ephemeral-storage", "memory"].map((name) => `requests.${name}`));

/** Follows validateContainerResourceFieldSelector. */
export function validateResourceSelector(
  selector: ResourceFieldSelector,
  options: { at: string; inVolume: boolean },
): InvalidField[] {
  const { at, inVolume } = options;
  const { containerName, resource, divisor } = selector;
  const known = resourceFields.includes(resource) || /^(requests|limits)\.hugepages-/.test(resource);
  const problems = (): InvalidField[] => {
    if (inVolume && !containerName) return [requiredField(`${at}.containerName`)];
    if (!resource) return [requiredField(`${at}.resource`)];
    return known ? [] : [unsupportedText(`${at}.resource`, resource, resourceFields)];
  };
  return [...problems(), ...validateDivisor({ resource, divisor: String(divisor ?? "0") }, at)];
}

const bytes = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

function validateDivisor(selector: { resource: string; divisor: string }, at: string): InvalidField[] {
  const { resource } = selector;
  const divisor = canonicalQuantity(selector.divisor);
  if (divisor === "0") return [];
  const only = (kind: string, values: readonly string[], listed: string): InvalidField[] => {
    if (values.includes(divisor ?? "")) return [];
    return [
      invalidField(
        `${at}.divisor`,
        resource,
        `only divisor's values ${listed} are supported with the ${kind} resource`,
      ),
    ];
  };
  const [, name = ""] = /^(?:limits|requests)\.(.*)$/.exec(resource) ?? [];
  if (name === "cpu") return only("cpu", ["1m", "1"], "1m and 1");
  if (name === "memory") return only("memory", bytes, bytes.join(", "));
  if (name === "ephemeral-storage") return only("local ephemeral storage", bytes, bytes.join(", "));
  return name.startsWith("hugepages-") ? only("hugepages", bytes, bytes.join(", ")) : [];
}
