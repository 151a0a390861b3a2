import type { PodSpec } from "../../../../k8s/core/v1.ts";
import {
  eachItem,
  invalidEach,
  invalidField,
  required,
  requiredField,
  requiredOneOf,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { validateAddress } from "../../../admission/legacy-address.ts";
import { validateLabels } from "../../../admission/label-problem.ts";
import { dnsLabel, dnsSubdomain, labelKeyProblems } from "../../../admission/name-format.ts";
import { rangeProblems } from "../../../admission/text-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import type { PodContext, PodValidation } from "./pod-validation.ts";
import { validateAffinity } from "./validate-affinity.ts";
import { validateClaims } from "./validate-pod-claims.ts";
import {
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
} from "./validate-containers.ts";
import { validateDnsConfig } from "./validate-dns-config.ts";
import { validateFileReferences } from "./validate-file-references.ts";
import { validateHostNames, validateHostPorts, validateHostUsers, validateOs } from "./validate-host.ts";
import { validatePodResources } from "./validate-pod-resources.ts";
import { validateContainerResourceName, validateResources } from "./validate-resources.ts";
import { validatePodSecurityContext } from "./validate-security-context.ts";
import { validateSpread } from "./validate-spread.ts";
import { validateTolerations } from "./validate-tolerations.ts";
import { validateVolumes } from "./validate-volumes.ts";
import { validateHostProcess } from "./validate-windows.ts";

/** Where a PodSpec is, and what is known around it. */
export interface PodSpecPlace {
  readonly at: string;
  readonly validation: PodValidation;
  /** Of Pods, not of templates. */
  readonly podName?: string;
  /** A Pod that a kubelet made itself. */
  readonly isMirror?: boolean;
}

/**
 * All that must hold of a PodSpec with its defaults, in the server's order. Follows ValidatePodSpec of
 * k8s.io/kubernetes/pkg/apis/core/validation/validation.go.
 */
export function validatePodSpec(spec: PodSpec, place: PodSpecPlace): InvalidField[] {
  const { at, validation } = place;
  const volumes = validateVolumes(spec.volumes ?? [], {
    at: `${at}.volumes`,
    podName: place.podName,
    validation,
  });
  const claimNames = (spec.resourceClaims ?? []).map(({ name }) => name).filter(Boolean);
  const context: PodContext = { spec, validation, volumes: volumes.valid, claimNames };
  return [
    ...(spec.terminationGracePeriodSeconds === undefined
      ? [requiredField(`${at}.terminationGracePeriodSeconds`)]
      : []),
    ...volumes.errors,
    ...validateClaims(spec.resourceClaims, {
      at: `${at}.resourceClaims`,
      isMirror: place.isMirror ?? false,
    }),
    ...validateContainers(spec.containers, { at: `${at}.containers`, context }),
    ...validateInitContainers(spec.initContainers ?? [], { at: `${at}.initContainers`, context }),
    ...validateEphemeralContainers(spec.ephemeralContainers ?? [], {
      at: `${at}.ephemeralContainers`,
      context,
    }),
    ...validatePodResources(spec, { at: `${at}.resources`, context }),
    ...validateSharing(spec, { at, validation }),
    ...validateNames(spec, at),
    ...validateRest(spec, { at, validation }),
  ];
}

const restartPolicies = ["Always", "OnFailure", "Never"];
const dnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

interface Place {
  readonly at: string;
  readonly validation: PodValidation;
}

/** What the Pod shares with its node and with others. */
function validateSharing(spec: PodSpec, { at, validation }: Place): InvalidField[] {
  return [
    ...validateHostPorts(spec, { at: `${at}.containers`, isPod: validation.isPod }),
    ...requiredOneOf(`${at}.restartPolicy`, spec.restartPolicy, restartPolicies),
    ...requiredOneOf(`${at}.dnsPolicy`, spec.dnsPolicy, dnsPolicies),
    ...validateLabels(spec.nodeSelector, `${at}.nodeSelector`),
    ...validatePodSecurityContext(spec, { at: `${at}.securityContext`, validation }),
    ...validateAffinity(spec.affinity, { at: `${at}.affinity`, validation }),
    ...validateDnsConfig(spec, `${at}.dnsConfig`),
    ...eachItem(spec.readinessGates, `${at}.readinessGates`, ({ conditionType }, path) =>
      invalidEach(`${path}.conditionType`, conditionType, labelKeyProblems(conditionType)),
    ),
    ...validateGates(spec, `${at}.schedulingGates`),
    ...validateSpread(spec.topologySpreadConstraints, { at: `${at}.topologySpreadConstraints`, validation }),
    ...validateHostProcess(spec, at),
    ...validateHostUsers(spec, { at, validation }),
    ...validateHostNames(spec, at),
  ];
}

/** Follows validateSchedulingGates; the name is reported at the gate. */
function validateGates(spec: PodSpec, at: string): InvalidField[] {
  const names = (spec.schedulingGates ?? []).map(({ name }) => name);
  return eachItem(names, at, (name, path, index) => [
    ...invalidEach(path, name, labelKeyProblems(name)),
    ...(names.indexOf(name) < index
      ? [{ type: "FieldValueDuplicate", field: path, message: `Duplicate value: ${JSON.stringify(name)}` }]
      : []),
  ]);
}

function validateNames(spec: PodSpec, at: string): InvalidField[] {
  const { serviceAccountName, nodeName, activeDeadlineSeconds: deadline, hostname, subdomain } = spec;
  const field = `${at}.activeDeadlineSeconds`;
  const range = { low: 1, high: 2147483647 };
  return [
    ...(serviceAccountName
      ? invalidEach(`${at}.serviceAccountName`, serviceAccountName, dnsSubdomain(serviceAccountName))
      : []),
    ...(nodeName ? invalidEach(`${at}.nodeName`, nodeName, dnsSubdomain(nodeName)) : []),
    ...(deadline === undefined
      ? []
      : rangeProblems(deadline, range).map((problem) => invalidField(field, deadline, problem))),
    ...(hostname ? invalidEach(`${at}.hostname`, hostname, dnsLabel(hostname)) : []),
    ...(subdomain ? invalidEach(`${at}.subdomain`, subdomain, dnsLabel(subdomain)) : []),
  ];
}

function validateRest(spec: PodSpec, { at, validation }: Place): InvalidField[] {
  const { priorityClassName, runtimeClassName, preemptionPolicy, overhead } = spec;
  return [
    ...validateTolerations(spec.tolerations, {
      at: `${at}.tolerations`,
      comparing: validation.comparingTolerations,
    }),
    ...validateHostAliases(spec, `${at}.hostAliases`),
    ...(priorityClassName
      ? invalidEach(`${at}.priorityClassName`, priorityClassName, dnsSubdomain(priorityClassName))
      : []),
    ...(runtimeClassName === undefined
      ? []
      : invalidEach(`${at}.runtimeClassName`, runtimeClassName, dnsSubdomain(runtimeClassName))),
    ...validatePreemption(preemptionPolicy, `${at}.preemptionPolicy`),
    ...(overhead
      ? validateResources(
          { limits: overhead },
          {
            at: `${at}.overhead`,
            claimNames: [],
            looseHugePages: validation.looseHugePages,
            validateName: validateContainerResourceName,
          },
        )
      : []),
    ...validateOs(spec, at),
    ...validateFileReferences(spec, at),
  ];
}

function validateHostAliases({ hostAliases }: PodSpec, at: string): InvalidField[] {
  return eachItem(hostAliases, at, ({ ip, hostnames }, path) => [
    ...validateAddress(ip, { at: `${path}.ip` }),
    ...eachItem(hostnames, `${path}.hostnames`, (name, namePath) =>
      invalidEach(namePath, name, dnsSubdomain(name)),
    ),
  ]);
}

const preemptionPolicies = ["PreemptLowerPriority", "Never"];

function validatePreemption(policy: string | undefined, at: string): InvalidField[] {
  if (policy === undefined || preemptionPolicies.includes(policy)) return [];
  return policy ? [unsupportedField(at, policy, preemptionPolicies)] : required(at, policy);
}
