import type { PodSecurityContext, PodSpec, SecurityContext } from "../../../../k8s/core/v1.ts";
import {
  duplicateField,
  eachItem,
  invalidField,
  invalidTyped,
  requiredField,
  supported,
} from "../../../admission/field-problem.ts";
import { userIdProblems } from "../../../admission/text-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { internalValue } from "./internal-value.ts";
import type { PodValidation } from "./pod-validation.ts";
import { validateAppArmor, validateSeccomp } from "./validate-seccomp.ts";
import { validateWindowsOptions } from "./validate-windows.ts";

/** Follows ValidateSecurityContext of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateSecurityContext(
  context: SecurityContext | undefined,
  options: { at: string; hostUsers: boolean },
): InvalidField[] {
  if (!context) return [];
  const { at, hostUsers } = options;
  const { procMount } = context;
  return [
    ...validateId(context.runAsUser, `${at}.runAsUser`),
    ...validateId(context.runAsGroup, `${at}.runAsGroup`),
    ...(procMount === undefined ? [] : supported(`${at}.procMount`, procMount, ["Default", "Unmasked"])),
    ...(procMount === "Unmasked" && hostUsers
      ? [invalidTyped(`${at}.procMount`, procMount, "`hostUsers` must be false to use `Unmasked`")]
      : []),
    ...validateSeccomp(context.seccompProfile, `${at}.seccompProfile`),
    ...validateEscalation(context, at),
    ...validateWindowsOptions(context.windowsOptions, `${at}.windowsOptions`),
    ...validateAppArmor(context.appArmorProfile, `${at}.appArmorProfile`),
  ];
}

function validateEscalation(context: SecurityContext, at: string): InvalidField[] {
  if (context.allowPrivilegeEscalation !== false) return [];
  const wrong = (what: string) =>
    invalidField(
      at,
      internalValue("SecurityContext", context),
      `cannot set \`allowPrivilegeEscalation\` to false and ${what}`,
    );
  const admin = (context.capabilities?.add ?? []).filter((capability) => capability === "CAP_SYS_ADMIN");
  return [
    ...(context.privileged ? [wrong("`privileged` to true")] : []),
    ...admin.map(() => wrong("`capabilities.Add` CAP_SYS_ADMIN")),
  ];
}

function validateId(id: number | undefined, at: string): InvalidField[] {
  return id === undefined ? [] : userIdProblems(id).map((problem) => invalidField(at, id, problem));
}

/** Follows validatePodSpecSecurityContext. */
export function validatePodSecurityContext(
  spec: PodSpec,
  options: { at: string; validation: PodValidation },
): InvalidField[] {
  const { at, validation } = options;
  const context = spec.securityContext ?? {};
  const { fsGroupChangePolicy, supplementalGroupsPolicy, seLinuxChangePolicy } = context;
  const both = "ShareProcessNamespace and HostPID cannot both be enabled";
  return [
    ...validateId(context.fsGroup, `${at}.fsGroup`),
    ...validateId(context.runAsUser, `${at}.runAsUser`),
    ...validateId(context.runAsGroup, `${at}.runAsGroup`),
    ...eachItem(context.supplementalGroups, `${at}.supplementalGroups`, validateId),
    ...(spec.shareProcessNamespace && spec.hostPID
      ? [invalidField(`${at}.shareProcessNamespace`, true, both)]
      : []),
    ...validateSysctls(context, { at: `${at}.sysctls`, spec, validation }),
    ...(fsGroupChangePolicy === undefined
      ? []
      : supported(`${at}.fsGroupChangePolicy`, fsGroupChangePolicy, ["Always", "OnRootMismatch"])),
    ...validateSeccomp(context.seccompProfile, `${at}.seccompProfile`),
    ...validateWindowsOptions(context.windowsOptions, `${at}.windowsOptions`),
    ...validateAppArmor(context.appArmorProfile, `${at}.appArmorProfile`),
    ...(supplementalGroupsPolicy === undefined
      ? []
      : supported(`${at}.supplementalGroupsPolicy`, supplementalGroupsPolicy, ["Merge", "Strict"])),
    ...(seLinuxChangePolicy === undefined
      ? []
      : supported(
          `${at}.seLinuxChangePolicy`,
          seLinuxChangePolicy,
          validation.anySeLinuxChange ? ["MountOption", "Recursive"] : ["Recursive"],
        )),
  ];
}

const segment = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const sysctlFormat = `^(${segment}[\\./])*${segment}$`;

function validateSysctls(
  context: PodSecurityContext,
  options: { at: string; spec: PodSpec; validation: PodValidation },
): InvalidField[] {
  const { at, spec, validation } = options;
  const seen = new Set<string>();
  return eachItem(context.sysctls, at, ({ name }, path) => {
    const field = `${path}.name`;
    const errors: InvalidField[] = [];
    if (!name) errors.push(requiredField(field));
    else if (name.length > 253 || !new RegExp(sysctlFormat).test(name))
      errors.push(
        invalidField(field, name, `must have at most 253 characters and match regex ${sysctlFormat}`),
      );
    else if (seen.has(name)) errors.push(duplicateField(field, name));
    const problem = validation.hostSysctls ? undefined : hostSysctlProblem(name, spec);
    if (problem) errors.push(invalidField(field, name, problem));
    seen.add(name);
    return errors;
  });
}

const ipcNames = [
  "sem",
  "shmall",
  "shmmax",
  "shmmni",
  "shm_rmid_forced",
  "shm",
  "msgmax",
  "msgmnb",
  "msgmni",
  "msg",
];

/** A parameter of a namespace that the Pod shares with its host. Follows ValidateHostSysctl. */
export function hostSysctlProblem(sysctl: string, spec: PodSpec): string | undefined {
  const first = /[./]/.exec(sysctl)?.[0];
  const swapped = sysctl.replaceAll(/[./]/g, (separator) => (separator === "." ? "/" : "."));
  const [name = ""] = (first === "/" ? swapped : sysctl).split("*");
  const ofIpc = ipcNames.some((ipc) => name === `kernel.${ipc}`) || name.startsWith("fs.mqueue.");
  if (spec.hostNetwork && name.startsWith("net.")) return "may not be specified when 'hostNetwork' is true";
  return spec.hostIPC && ofIpc ? "may not be specified when 'hostIPC' is true" : undefined;
}
