import type { PodSpec } from "../../../../k8s/core/v1.ts";
import { forbiddenField, invalidField } from "../../../admission/field-problem.ts";
import { goQuote } from "../../../../base/go-quote.ts";
import { rangeProblems } from "../../../admission/text-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { containersWithPath } from "./containers-with-path.ts";
import { validateDescendingPath } from "./local-path.ts";
import type { PodValidation } from "./pod-validation.ts";

export const mirrorAnnotation = "kubernetes.io/config.mirror";
export const seccompPodAnnotation = "seccomp.security.alpha.kubernetes.io/pod";
export const seccompContainerPrefix = "container.seccomp.security.alpha.kubernetes.io/";
export const appArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";
const deletionCost = "controller.kubernetes.io/pod-deletion-cost";

type Annotations = Readonly<Record<string, string>>;

/** Annotations that mean something for a Pod. Follows ValidatePodSpecificAnnotations of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validatePodAnnotations(
  annotations: Annotations,
  { at, spec, validation }: { at: string; spec: PodSpec; validation: PodValidation },
): InvalidField[] {
  const mirror = annotations[mirrorAnnotation];
  const cost = annotations[deletionCost];
  const entries = Object.entries(annotations);
  const names = containersWithPath(spec, "").map(({ container }) => container.name);
  return [
    ...(mirror !== undefined && !spec.nodeName
      ? [
          invalidField(
            `${at}[${mirrorAnnotation}]`,
            mirror,
            "must set spec.nodeName if mirror pod annotation is set",
          ),
        ]
      : []),
    ...(cost !== undefined && !validation.looseDeletionCost && !isDeletionCost(cost)
      ? [invalidField(`${at}[${deletionCost}]`, cost, "must be a 32bit integer")]
      : []),
    ...entries
      .filter(([key]) => key === seccompPodAnnotation || key.startsWith(seccompContainerPrefix))
      .flatMap(([key, profile]) => validateSeccompProfile(profile, `${at}.${key}`)),
    ...entries
      .filter(([key]) => key.startsWith(appArmorPrefix))
      .flatMap(([key, profile]) => validateAppArmorProfile(profile, { key, at: `${at}[${key}]`, names })),
  ];
}

/** Whether an annotation of an object is a deletion cost that the server takes. */
export function hasBadDeletionCost(annotations: Annotations | undefined): boolean {
  const cost = annotations?.[deletionCost];
  return cost !== undefined && !isDeletionCost(cost);
}

function isDeletionCost(text: string): boolean {
  return /^(0|-\d+|[1-9]\d*)$/.test(text) && rangeProblems(Number(text), int32).length === 0;
}

const int32 = { low: -2147483648, high: 2147483647 };

function validateSeccompProfile(profile: string, at: string): InvalidField[] {
  if (["runtime/default", "docker/default", "unconfined"].includes(profile)) return [];
  if (profile.startsWith("localhost/")) return validateDescendingPath(profile.slice("localhost/".length), at);
  return [invalidField(at, profile, "must be a valid seccomp profile")];
}

function validateAppArmorProfile(
  profile: string,
  { key, at, names }: { key: string; at: string; names: readonly string[] },
): InvalidField[] {
  const name = key.slice(appArmorPrefix.length);
  const known = ["", "runtime/default", "unconfined"].includes(profile) || profile.startsWith("localhost/");
  return [
    ...(names.includes(name) ? [] : [invalidField(at, name, "container not found")]),
    ...(known ? [] : [invalidField(at, profile, `invalid AppArmor profile name: ${goQuote(profile)}`)]),
  ];
}

/** What is said twice must be said the same. Follows validateSeccompAnnotationsAndFields and its sister for AppArmor. */
export function validateProfileAnnotations(
  annotations: Annotations,
  { at, spec }: { at: string; spec: PodSpec },
): InvalidField[] {
  const containers = containersWithPath(spec, at);
  const podSeccomp = spec.securityContext?.seccompProfile;
  const podAppArmor = spec.securityContext?.appArmorProfile;
  return [
    ...validateMatch(annotations[seccompPodAnnotation], {
      at: `${at}.securityContext.seccompProfile`,
      profile: podSeccomp,
      what: "seccomp",
    }),
    ...containers.flatMap(({ container, path }) =>
      validateMatch(annotations[`${seccompContainerPrefix}${container.name}`], {
        at: `${path}.securityContext.seccompProfile`,
        profile: container.securityContext?.seccompProfile,
        what: "seccomp",
      }),
    ),
    ...(spec.os?.name === "windows" ? [] : containers).flatMap(({ container, path }) =>
      validateMatch(annotations[`${appArmorPrefix}${container.name}`], {
        at: `${path}.securityContext.appArmorProfile`,
        profile: container.securityContext?.appArmorProfile ?? podAppArmor,
        what: "apparmor",
      }),
    ),
  ];
}

function validateMatch(
  annotation: string | undefined,
  {
    at,
    profile,
    what,
  }: {
    at: string;
    profile: { type: string; localhostProfile?: string } | undefined;
    what: "seccomp" | "apparmor";
  },
): InvalidField[] {
  if (annotation === undefined || !profile) return [];
  const type = [forbiddenField(`${at}.type`, `${what} type in annotation and field must match`)];
  switch (profile.type) {
    case "Unconfined":
      return annotation === "unconfined" ? [] : type;
    case "RuntimeDefault":
      return annotation === "runtime/default" || (what === "seccomp" && annotation === "docker/default")
        ? []
        : type;
    case "Localhost":
      if (!annotation.startsWith("localhost/")) return type;
      if (annotation.slice("localhost/".length) === profile.localhostProfile) return [];
      return [forbiddenField(`${at}.localhostProfile`, `${what} profile in annotation and field must match`)];
    default:
      return [];
  }
}
