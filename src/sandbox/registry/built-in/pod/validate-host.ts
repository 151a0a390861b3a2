import type { PodSpec } from "../../../../k8s/core/v1.ts";
import {
  eachItem,
  forbiddenField,
  invalidEach,
  invalidField,
  requiredField,
  supported,
  tooLongField,
} from "../../../admission/field-problem.ts";
import { dnsSubdomain } from "../../../admission/name-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { containersWithPath } from "./containers-with-path.ts";
import { sharesHostUsers, type PodValidation } from "./pod-validation.ts";

/** Follows validatePodHostNetworkDeps of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateHostPorts(
  spec: PodSpec,
  { at, isPod }: { at: string; isPod: boolean },
): InvalidField[] {
  if (!spec.hostNetwork) return [];
  const problem = "must match `containerPort` when `hostNetwork` is true";
  return eachItem(spec.containers, at, ({ ports }, path) =>
    eachItem(ports, `${path}.ports`, ({ hostPort = 0, containerPort }, portPath) =>
      (isPod || hostPort !== 0) && hostPort !== containerPort
        ? [invalidField(`${portPath}.hostPort`, hostPort, problem)]
        : [],
    ),
  );
}

/** Follows validateHostUsers. */
export function validateHostUsers(
  spec: PodSpec,
  { at, validation }: { at: string; validation: PodValidation },
): InvalidField[] {
  if (sharesHostUsers(spec)) return [];
  const problem = "when `hostUsers` is false";
  const devices = validation.userNamespacesWithDevices ? [] : containersWithPath(spec, at);
  return [
    ...(spec.hostNetwork && !validation.userNamespacesOnHostNetwork
      ? [forbiddenField(`${at}.hostNetwork`, problem)]
      : []),
    ...(spec.hostPID ? [forbiddenField(`${at}.HostPID`, problem)] : []),
    ...(spec.hostIPC ? [forbiddenField(`${at}.HostIPC`, problem)] : []),
    ...devices
      .filter(({ container }) => container.volumeDevices?.length)
      .map(({ path }) => forbiddenField(`${path}.volumeDevices`, problem)),
  ];
}

/** Follows validatePodHostName. */
export function validateHostNames(spec: PodSpec, at: string): InvalidField[] {
  const { hostnameOverride: name } = spec;
  if (name === undefined) return [];
  const field = `${at}.hostnameOverride`;
  return [
    ...(spec.setHostnameAsFQDN
      ? [forbiddenField(field, "may not be specified when setHostnameAsFQDN is true")]
      : []),
    ...(spec.hostNetwork ? [forbiddenField(field, "may not be specified when hostNetwork is true")] : []),
    ...(Buffer.byteLength(name) > 64 ? [tooLongField(field, 64)] : []),
    ...invalidEach(field, name, dnsSubdomain(name)),
  ];
}

/** What a Pod for one operating system may not have of the other. Follows validateOS, validateLinux and validateWindows. */
export function validateOs(spec: PodSpec, at: string): InvalidField[] {
  if (!spec.os) return [];
  const { name } = spec.os;
  if (!name) return [requiredField(`${at}.os.name`)];
  if (name === "linux") return validateLinux(spec, at);
  return name === "windows" ? validateWindows(spec, at) : supported(`${at}.os`, name, ["linux", "windows"]);
}

function validateLinux(spec: PodSpec, at: string): InvalidField[] {
  const contexts = [
    { path: at, context: spec.securityContext },
    ...containersWithPath(spec, at).map(({ container, path }) => ({
      path,
      context: container.securityContext,
    })),
  ];
  return contexts
    .filter(({ context }) => context?.windowsOptions !== undefined)
    .map(({ path }) =>
      forbiddenField(
        `${path}.securityContext.windowsOptions`,
        "windows options cannot be set for a linux pod",
      ),
    );
}

const notWindows = "cannot be set for a windows pod";
const podContext = [
  ["securityContext", "appArmorProfile"],
  ["securityContext", "seLinuxOptions"],
  ["hostUsers"],
  ["hostPID"],
  ["hostIPC"],
  ["securityContext", "seccompProfile"],
  ["securityContext", "fsGroup"],
  ["securityContext", "fsGroupChangePolicy"],
  ["securityContext", "sysctls"],
  ["shareProcessNamespace"],
  ["securityContext", "runAsUser"],
  ["securityContext", "runAsGroup"],
  ["securityContext", "supplementalGroups"],
  ["securityContext", "supplementalGroupsPolicy"],
  ["securityContext", "seLinuxChangePolicy"],
];
const containerContext = [
  "appArmorProfile",
  "seLinuxOptions",
  "seccompProfile",
  "capabilities",
  "readOnlyRootFilesystem",
  "privileged",
  "allowPrivilegeEscalation",
  "procMount",
  "runAsUser",
  "runAsGroup",
] as const;

function validateWindows(spec: PodSpec, at: string): InvalidField[] {
  const fields: Readonly<Record<string, unknown>> = { ...spec };
  const context: Readonly<Record<string, unknown>> = { ...spec.securityContext };
  const set = podContext.filter(([key = "", inner]) => (inner ? isSet(context, inner) : isSet(fields, key)));
  return [
    ...set.map((path) => forbiddenField([at, ...path].join("."), notWindows)),
    ...containersWithPath(spec, at).flatMap(({ container, path }) =>
      containerContext
        .filter((key) => container.securityContext?.[key] !== undefined)
        .map((key) => forbiddenField(`${path}.securityContext.${key}`, notWindows)),
    ),
  ];
}

/** Flags that are not behind a pointer are set when they are true. */
function isSet(fields: Readonly<Record<string, unknown>>, key: string): boolean {
  return key === "hostPID" || key === "hostIPC" ? fields[key] === true : fields[key] !== undefined;
}
