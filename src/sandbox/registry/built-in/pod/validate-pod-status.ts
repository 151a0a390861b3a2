import { equalJson } from "../../../../base/json.ts";
import type { ContainerStatus, Pod, PodSpec, PodStatus } from "../../../../k8s/core/v1.ts";
import {
  duplicateField,
  eachItem,
  forbiddenField,
  internalErrorField,
  invalidEach,
  invalidField,
  invalidTyped,
} from "../../../admission/field-problem.ts";
import { addressFamily, validateAddress } from "../../../admission/legacy-address.ts";
import { dnsSubdomain, labelKeyProblems } from "../../../admission/name-format.ts";
import { userIdProblems } from "../../../admission/text-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import type { PodValidation } from "./pod-validation.ts";
import { validateAnnotationUpdate } from "./validate-pod-update.ts";
import { validateTransitions } from "./validate-transitions.ts";

/** Follows ValidatePodStatusUpdate of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validatePodStatus(pod: Pod, old: Pod, validation: PodValidation): InvalidField[] {
  const { status = {}, spec } = pod;
  const before = old.status ?? {};
  if (!spec) return [];
  const generation = status.observedGeneration ?? 0;
  const node = status.nominatedNodeName;
  const renominated = Boolean(node) && node !== before.nominatedNodeName;
  return [
    ...validateAnnotationUpdate(pod, old, validation),
    ...validateConditions(status),
    ...(node && renominated ? invalidEach("status.nominatedNodeName", node, dnsSubdomain(node)) : []),
    ...(renominated && old.spec?.nodeName
      ? [
          forbiddenField(
            "status.nominatedNodeName",
            "may not be set on pods that are already bound to a node",
          ),
        ]
      : []),
    ...(generation < 0
      ? [invalidField("status.observedGeneration", generation, "must be a non-negative integer")]
      : []),
    ...(equalJson(status.qosClass ?? "", before.qosClass ?? "")
      ? []
      : [invalidTyped("status.qosClass", status.qosClass ?? "", "field is immutable")]),
    ...validateTransitions(status, { before, spec: old.spec ?? spec }),
    ...validateClaimStatuses(status, spec),
    ...validatePodAddresses(status, before),
    ...validateHostAddresses(status, before),
    ...validateUsers(status, spec),
  ];
}

const systemConditions = ["PodScheduled", "Ready", "Initialized"];

function validateConditions({ conditions }: PodStatus): InvalidField[] {
  return eachItem(conditions, "status.conditions", ({ type, observedGeneration = 0 }, path) => [
    ...(observedGeneration < 0
      ? [invalidField(`${path}.observedGeneration`, observedGeneration, "must be a non-negative integer")]
      : []),
    ...(systemConditions.includes(type) ? [] : invalidEach(`${path}.Type`, type, labelKeyProblems(type))),
  ]);
}

function validateClaimStatuses({ resourceClaimStatuses }: PodStatus, spec: PodSpec): InvalidField[] {
  const seen = new Set<string>();
  const known = (spec.resourceClaims ?? []).map(({ name }) => name);
  return eachItem(
    resourceClaimStatuses,
    "status.resourceClaimStatuses",
    ({ name, resourceClaimName: claim }, path) => {
      const doubled = seen.has(name);
      seen.add(name);
      const problem = "must match the name of an entry in `spec.resourceClaims`";
      return [
        ...(known.includes(name) ? [] : [invalidField(`${path}.name`, name, problem)]),
        ...(doubled ? [duplicateField(`${path}.name`, name)] : []),
        ...(claim === undefined ? [] : invalidEach(`${path}.resourceClaimName`, claim, dnsSubdomain(claim))),
      ];
    },
  );
}

const oneEach = "may specify no more than one IP for each IP family";

function validatePodAddresses({ podIPs = [] }: PodStatus, before: PodStatus): InvalidField[] {
  const at = "status.podIPs";
  const old = (before.podIPs ?? []).map(({ ip }) => ip);
  return [
    ...eachItem(podIPs, at, ({ ip }, path) => validateAddress(ip, { at: path, old })),
    ...validateFamilies(
      podIPs.map(({ ip }) => ip),
      at,
    ),
  ];
}

function validateHostAddresses({ hostIPs = [], hostIP = "" }: PodStatus, before: PodStatus): InvalidField[] {
  const at = "status.hostIPs";
  const old = (before.hostIPs ?? []).map(({ ip }) => ip);
  const [first] = hostIPs;
  if (!first) return [];
  return [
    ...(first.ip === hostIP ? [] : [invalidField(`${at}[0].ip`, first.ip, "must be equal to `hostIP`")]),
    ...eachItem(hostIPs, at, ({ ip }, path) => validateAddress(ip, { at: path, old })),
    ...validateFamilies(
      hostIPs.map(({ ip }) => ip),
      at,
    ),
  ];
}

function validateFamilies(addresses: readonly string[], at: string): InvalidField[] {
  if (addresses.length < 2) return [];
  const families = addresses.map(addressFamily);
  const dual = families.includes(4) && families.includes(6);
  const shown = addresses.map((IP) => ({ IP }));
  const wrong = families.indexOf(undefined);
  const problem = `failed to check for dual stack with error:invalid IP[${wrong}]: ${addresses[wrong]}`;
  return [
    ...(wrong === -1 ? [] : [internalErrorField(at, problem)]),
    ...(wrong === -1 && dual && addresses.length === 2 ? [] : [invalidField(at, shown, oneEach)]),
  ];
}

function validateUsers(status: PodStatus, spec: PodSpec): InvalidField[] {
  const lists = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"] as const;
  return lists.flatMap((key) =>
    eachItem(status[key], `status.${key}`, (container, path) =>
      validateUser(container, { at: `${path}.user.linux`, windows: spec.os?.name === "windows" }),
    ),
  );
}

function validateUser(
  { user }: ContainerStatus,
  { at, windows }: { at: string; windows: boolean },
): InvalidField[] {
  const linux = user?.linux;
  if (!linux) return [];
  if (windows) return [forbiddenField(at, "cannot be set for a windows pod")];
  const check = (field: string, id: number) =>
    userIdProblems(id).map((problem) => invalidField(field, id, problem));
  return [
    ...check(`${at}.uid`, linux.uid),
    ...check(`${at}.gid`, linux.gid),
    ...eachItem(linux.supplementalGroups, `${at}.supplementalGroups`, (id, field) => check(field, id)),
  ];
}
