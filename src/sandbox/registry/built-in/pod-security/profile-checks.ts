import { goQuote } from "../../../../base/go-quote.ts";
import {
  containersOf,
  isWindows,
  namedContainers,
  namesWhere,
  plural,
  quoted,
  setters,
  sorted,
  type Check,
  type Subject,
  type Violation,
} from "./check.ts";

/* Profiles of AppArmor and seccomp, of both levels. Follows k8s.io/pod-security-admission/policy, check_appArmorProfile.go and check_seccompProfile_*.go. */

const fine = (type: string | undefined) => type === "RuntimeDefault" || type === "Localhost";
const appArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";
const isFineAnnotation = (value: string) =>
  value === "" || value === "runtime/default" || value.startsWith("localhost/");

function appArmor({ spec, annotations }: Subject): Violation | undefined {
  const own = spec.securityContext?.appArmorProfile;
  const profiles = [
    own,
    ...containersOf(spec).map(({ securityContext }) => securityContext?.appArmorProfile),
  ];
  const odd = profiles.flatMap((profile) => (profile && !fine(profile.type) ? [profile.type ?? ""] : []));
  const names = namesWhere(spec, ({ securityContext }) => {
    const profile = securityContext?.appArmorProfile;
    return profile !== undefined && !fine(profile.type);
  });
  const annotated = sorted(
    Object.entries(annotations)
      .filter(([key, value]) => key.startsWith(appArmorPrefix) && !isFineAnnotation(value))
      .map(([key, value]) => `${key}=${goQuote(value)}`),
  );
  const by = [
    setters(own !== undefined && !fine(own.type), names),
    ...(annotated.length ? [plural("annotation", annotated.length)] : []),
  ].filter(Boolean);
  if (by.length === 0) return undefined;
  const values = [...sorted(odd), ...annotated];
  return {
    reason: plural("forbidden AppArmor profile", values.length),
    detail: `${by.join(" and ")} must not set AppArmor profile type to ${quoted(values)}`,
  };
}

const seccompPod = "seccomp.security.alpha.kubernetes.io/pod";
const seccompContainer = "container.seccomp.security.alpha.kubernetes.io/";

/** Before there were fields for it. */
function seccompAnnotations({ spec, annotations }: Subject): Violation | undefined {
  const keys = [seccompPod, ...containersOf(spec).map(({ name = "" }) => `${seccompContainer}${name}`)];
  const odd = keys.flatMap((key) => {
    const value = annotations[key];
    const right =
      value === undefined ||
      value === "runtime/default" ||
      value === "docker/default" ||
      value.startsWith("localhost/");
    return right ? [] : [`${key}=${goQuote(value)}`];
  });
  if (odd.length === 0) return undefined;
  const each = sorted(odd);
  return {
    reason: "seccompProfile",
    detail: `forbidden ${plural("annotation", each.length)} ${each.join(", ")}`,
  };
}

function wrongSeccomp({ spec }: Subject): Violation | undefined {
  const own = spec.securityContext?.seccompProfile;
  const profiles = [own, ...containersOf(spec).map(({ securityContext }) => securityContext?.seccompProfile)];
  const odd = profiles.flatMap((profile) => (profile && !fine(profile.type) ? [profile.type ?? ""] : []));
  if (odd.length === 0) return undefined;
  const names = namesWhere(spec, ({ securityContext }) => {
    const profile = securityContext?.seccompProfile;
    return profile !== undefined && !fine(profile.type);
  });
  const by = setters(own !== undefined && !fine(own.type), names);
  return {
    reason: "seccompProfile",
    detail: `${by} must not set securityContext.seccompProfile.type to ${quoted(sorted(odd))}`,
  };
}

function seccompRestricted(subject: Subject): Violation | undefined {
  const wrong = wrongSeccomp(subject);
  const { spec } = subject;
  if (wrong || spec.securityContext?.seccompProfile) return wrong;
  const names = namesWhere(spec, ({ securityContext }) => !securityContext?.seccompProfile);
  if (names.length === 0) return undefined;
  return {
    reason: "seccompProfile",
    detail: `pod or ${namedContainers(names)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  };
}

export const baselineProfiles: readonly Check[] = [
  { id: "appArmorProfile", since: 0, run: appArmor },
  { id: "seccompProfile_baseline", since: 0, run: seccompAnnotations },
  { id: "seccompProfile_baseline", since: 19, run: wrongSeccomp },
];

const overrides = "seccompProfile_baseline";

export const restrictedProfiles: readonly Check[] = [
  { id: "seccompProfile_restricted", since: 19, overrides, run: seccompRestricted },
  {
    id: "seccompProfile_restricted",
    since: 25,
    overrides,
    run: (subject) => (isWindows(subject.spec) ? undefined : seccompRestricted(subject)),
  },
];
