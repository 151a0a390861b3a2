import type { Volume } from "../../../../k8s/core/v1.ts";
import {
  duplicateField,
  forbiddenField,
  invalidEach,
  invalidField,
  requiredField,
} from "../../../admission/field-problem.ts";
import { goQuote } from "../../../../base/go-quote.ts";
import { dnsLabel, dnsSubdomain } from "../../../admission/name-format.ts";
import { compareQuantities } from "../../../admission/quantity-value.ts";
import type { InvalidField } from "../../../status-error.ts";
import type { PodValidation } from "./pod-validation.ts";
import { volumeSourceRules } from "./validate-volume-source.ts";

/**
 * Checks volumes and tells which are fine. `podName` is known of Pods only: the claims of its ephemeral volumes are named after it. Follows
 * ValidateVolumes of k8s.io/kubernetes/pkg/apis/core/validation/validation.go.
 */
export function validateVolumes(
  volumes: readonly Volume[],
  options: { at: string; podName: string | undefined; validation: PodValidation },
): { errors: InvalidField[]; valid: Map<string, Volume> } {
  const { at, podName } = options;
  const made = podName
    ? volumes.filter(({ ephemeral }) => ephemeral).map(({ name }) => `${podName}-${name}`)
    : [];
  const valid = new Map<string, Volume>();
  const errors = volumes.flatMap((volume, index) => {
    const path = `${at}[${index}]`;
    const problems = [
      ...validateSource(volume, { ...options, at: path }),
      ...validateName(volume.name, `${path}.name`),
      ...(valid.has(volume.name) ? [duplicateField(`${path}.name`, volume.name)] : []),
    ];
    if (problems.length === 0) valid.set(volume.name, volume);
    return [...problems, ...validateClaim(volume, { at: path, made })];
  });
  return { errors, valid };
}

function validateName(name: string, at: string): InvalidField[] {
  return name ? invalidEach(at, name, dnsLabel(name)) : [requiredField(at)];
}

function validateClaim(volume: Volume, options: { at: string; made: readonly string[] }): InvalidField[] {
  const claimName = volume.persistentVolumeClaim?.claimName;
  if (claimName === undefined || !options.made.includes(claimName)) return [];
  const problem = "must not reference a PVC that gets created for an ephemeral volume";
  return [invalidField(`${options.at}.persistentVolumeClaim.claimName`, claimName, problem)];
}

/** One source, whose kind says what must hold; the order is the server's. */
function validateSource(
  volume: Volume,
  options: { at: string; podName: string | undefined; validation: PodValidation },
): InvalidField[] {
  const { at, validation } = options;
  const errors: InvalidField[] = [];
  let count = 0;
  if (volume.emptyDir) {
    count++;
    if (volume.emptyDir.sizeLimit !== undefined && compareQuantities(volume.emptyDir.sizeLimit, 0) < 0)
      errors.push(
        forbiddenField(`${at}.emptyDir.sizeLimit`, "SizeLimit field must be a valid resource quantity"),
      );
  }
  for (const { key, field = key, shown = key, problems } of volumeSourceRules) {
    if (volume[key] === undefined) continue;
    if (count > 0) errors.push(forbiddenField(`${at}.${shown}`, "may not specify more than 1 volume type"));
    else errors.push(...problems(volume, `${at}.${field}`, validation));
    count++;
    errors.push(...afterSource(volume, key, { ...options, first: count === 1 }));
  }
  if (count === 0) errors.push(requiredField(at, "must specify a volume type"));
  return errors;
}

/** What a source demands of the volume's name. */
function afterSource(
  volume: Volume,
  key: string,
  options: { at: string; podName: string | undefined; first: boolean },
): InvalidField[] {
  const { at, podName, first } = options;
  const { name, iscsi } = volume;
  if (key === "iscsi" && iscsi?.initiatorName !== undefined) {
    if (Buffer.byteLength(`${name}:${iscsi.targetPortal}`) <= 64) return [];
    const problem =
      "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.";
    return [invalidField(`${at}.name`, name, problem)];
  }
  if (key !== "ephemeral" || !first || !podName || !name) return [];
  const claim = `${podName}-${name}`;
  return dnsSubdomain(claim).map((problem) =>
    invalidField(`${at}.name`, name, `PVC name ${goQuote(claim)}: ${problem}`),
  );
}
