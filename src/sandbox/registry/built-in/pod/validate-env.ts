import type { EnvFromSource, EnvVar, EnvVarSource, FileKeySelector } from "../../../../k8s/core/v1.ts";
import {
  eachItem,
  invalidEach,
  invalidField,
  required,
  requiredField,
} from "../../../admission/field-problem.ts";
import { dnsLabel, dnsSubdomain } from "../../../admission/name-format.ts";
import { configKeyProblems, envNameProblems } from "../../../admission/text-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { validateNoBacksteps } from "./local-path.ts";
import { validateFieldSelector, validateResourceSelector } from "./validate-downward-file.ts";

/** Follows ValidateEnv of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateEnv(variables: readonly EnvVar[] | undefined, at: string): InvalidField[] {
  return eachItem(variables, at, ({ name, value, valueFrom }, path) => [
    ...(name ? invalidEach(`${path}.name`, name, envNameProblems(name)) : [requiredField(`${path}.name`)]),
    ...(valueFrom ? validateSource(valueFrom, { at: `${path}.valueFrom`, value }) : []),
  ]);
}

/** Follows ValidateEnvFrom. Problems of the number of sources are reported at the list. */
export function validateEnvFrom(sources: readonly EnvFromSource[] | undefined, at: string): InvalidField[] {
  return eachItem(sources, at, ({ prefix, configMapRef, secretRef }, path) => [
    ...(prefix ? invalidEach(`${path}.prefix`, prefix, envNameProblems(prefix)) : []),
    ...(configMapRef ? validateName(configMapRef.name, `${path}.configMapRef.name`) : []),
    ...(secretRef ? validateName(secretRef.name, `${path}.secretRef.name`) : []),
    ...(configMapRef && secretRef
      ? [invalidField(at, "", "may not have more than one field specified at a time")]
      : []),
    ...(configMapRef || secretRef
      ? []
      : [invalidField(at, "", "must specify one of: `configMapRef` or `secretRef`")]),
  ]);
}

/** A trailing dash is let pass here. */
function validateName(name: string | undefined, at: string): InvalidField[] {
  return name ? invalidEach(at, name, dnsSubdomain(name, true)) : [requiredField(at)];
}

const fields = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];

function validateSource(
  source: EnvVarSource,
  options: { at: string; value: string | undefined },
): InvalidField[] {
  const { at, value } = options;
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  const errors: InvalidField[] = [];
  if (fieldRef) errors.push(...validateFieldSelector(fieldRef, { at: `${at}.fieldRef`, fields }));
  if (resourceFieldRef)
    errors.push(
      ...validateResourceSelector(resourceFieldRef, { at: `${at}.resourceFieldRef`, inVolume: false }),
    );
  if (configMapKeyRef) errors.push(...validateKey(configMapKeyRef, `${at}.configMapKeyRef`));
  if (secretKeyRef) errors.push(...validateKey(secretKeyRef, `${at}.secretKeyRef`));
  if (fileKeyRef) errors.push(...validateFileKey(fileKeyRef, `${at}.fileKeyRef`));
  const problem = countProblem({ count: Object.keys(source).length, value });
  return problem ? [...errors, invalidField(at, "", problem)] : errors;
}

function countProblem({ count, value }: { count: number; value: string | undefined }): string | undefined {
  if (count === 0)
    return "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`";
  if (value) return "may not be specified when `value` is not empty";
  return count > 1 ? "may not have more than one field specified at a time" : undefined;
}

function validateKey({ name = "", key }: { name?: string; key: string }, at: string): InvalidField[] {
  return [
    ...invalidEach(`${at}.name`, name, dnsSubdomain(name)),
    ...(key ? invalidEach(`${at}.key`, key, configKeyProblems(key)) : [requiredField(`${at}.key`)]),
  ];
}

function validateFileKey({ key, volumeName, path }: FileKeySelector, at: string): InvalidField[] {
  return [
    ...(key ? invalidEach(`${at}.key`, key, envNameProblems(key)) : [requiredField(`${at}.key`)]),
    ...(volumeName
      ? invalidEach(`${at}.volumeName`, volumeName, dnsLabel(volumeName))
      : [requiredField(`${at}.volumeName`)]),
    ...required(`${at}.path`, path),
    ...(path ? validateNoBacksteps(path, `${at}.path`) : []),
  ];
}
