import type { Container, Volume } from "../../../../k8s/core/v1.ts";
import { procMount } from "./baseline-checks.ts";
import {
  containersOf,
  hasOwnUsers,
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
import { restrictedProfiles } from "./profile-checks.ts";

/* Follows k8s.io/pod-security-admission/policy, check_*.go of level restricted. */

function privilegeEscalation({ spec }: Subject): Violation | undefined {
  const names = namesWhere(
    spec,
    ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false,
  );
  if (names.length === 0) return undefined;
  return {
    reason: "allowPrivilegeEscalation != false",
    detail: `${namedContainers(names)} must set securityContext.allowPrivilegeEscalation=false`,
  };
}

function capabilities({ spec }: Subject): Violation | undefined {
  const undropped = namesWhere(
    spec,
    ({ securityContext }) => !securityContext?.capabilities?.drop?.includes("ALL"),
  );
  const odd = ({ securityContext }: Container) =>
    (securityContext?.capabilities?.add ?? []).filter((name) => name !== "NET_BIND_SERVICE");
  const adding = namesWhere(spec, (container) => odd(container).length > 0);
  const added = sorted(containersOf(spec).flatMap(odd));
  const details = [
    ...(undropped.length
      ? [`${namedContainers(undropped)} must set securityContext.capabilities.drop=["ALL"]`]
      : []),
    ...(adding.length
      ? [`${namedContainers(adding)} must not include ${quoted(added)} in securityContext.capabilities.add`]
      : []),
  ];
  return details.length ? { reason: "unrestricted capabilities", detail: details.join("; ") } : undefined;
}

const fineVolumes = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
] as const;
const otherVolumes = [
  "hostPath",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "gitRepo",
  "nfs",
  "iscsi",
  "glusterfs",
  "rbd",
  "flexVolume",
  "cinder",
  "cephfs",
  "flocker",
  "fc",
  "azureFile",
  "vsphereVolume",
  "quobyte",
  "azureDisk",
  "photonPersistentDisk",
  "portworxVolume",
  "scaleIO",
  "storageos",
] as const;

function volumes({ spec }: Subject): Violation | undefined {
  const odd = (spec.volumes ?? []).filter((volume) => !fineVolumes.some((type) => volume[type]));
  if (odd.length === 0) return undefined;
  const typeOf = (volume: Volume) => otherVolumes.find((type) => volume[type]) ?? "unknown";
  const types = sorted(odd.map(typeOf));
  const names = odd.map(({ name = "" }) => name);
  const uses = names.length === 1 ? "uses" : "use";
  return {
    reason: "restricted volume types",
    detail: `${plural("volume", names.length)} ${quoted(names)} ${uses} ${plural("restricted volume type", types.length)} ${quoted(types)}`,
  };
}

function nonRoot({ spec }: Subject): Violation | undefined {
  const own = spec.securityContext?.runAsNonRoot;
  const named = (wanted: boolean | undefined) =>
    namesWhere(spec, ({ securityContext }) => securityContext?.runAsNonRoot === wanted);
  const root = named(false);
  const reason = "runAsNonRoot != true";
  if (own === false || root.length)
    return {
      reason,
      detail: `${setters(own === false, root)} must not set securityContext.runAsNonRoot=false`,
    };
  const silent = own === true ? [] : named(undefined);
  if (silent.length === 0) return undefined;
  return { reason, detail: `pod or ${namedContainers(silent)} must set securityContext.runAsNonRoot=true` };
}

function rootUser({ spec }: Subject): Violation | undefined {
  const own = spec.securityContext?.runAsUser === 0;
  const names = namesWhere(spec, ({ securityContext }) => securityContext?.runAsUser === 0);
  if (!own && names.length === 0) return undefined;
  return { reason: "runAsUser=0", detail: `${setters(own, names)} must not set runAsUser=0` };
}

/** Pods of Windows have no such thing. */
const unlessWindows =
  (run: Check["run"]): Check["run"] =>
  (subject) =>
    isWindows(subject.spec) ? undefined : run(subject);

const unlessOwnUsers =
  (run: Check["run"]): Check["run"] =>
  (subject) =>
    hasOwnUsers(subject.spec) ? undefined : run(subject);

const baseline = "capabilities_baseline";

export const restrictedChecks: readonly Check[] = [
  { id: "allowPrivilegeEscalation", since: 8, run: privilegeEscalation },
  { id: "allowPrivilegeEscalation", since: 25, run: unlessWindows(privilegeEscalation) },
  { id: "capabilities_restricted", since: 22, overrides: baseline, run: capabilities },
  { id: "capabilities_restricted", since: 25, overrides: baseline, run: unlessWindows(capabilities) },
  { id: "procMount_restricted", since: 35, overrides: "procMount", run: procMount },
  { id: "restrictedVolumes", since: 0, overrides: "hostPathVolumes", run: volumes },
  { id: "runAsNonRoot", since: 0, run: nonRoot },
  { id: "runAsNonRoot", since: 35, run: unlessOwnUsers(nonRoot) },
  { id: "runAsUser", since: 23, run: rootUser },
  { id: "runAsUser", since: 35, run: unlessOwnUsers(rootUser) },
  ...restrictedProfiles,
];
