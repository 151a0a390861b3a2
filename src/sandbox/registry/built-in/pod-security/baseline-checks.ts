import type { Container, LifecycleHandler, Probe, SELinuxOptions } from "../../../../k8s/core/v1.ts";
import {
  containersOf,
  hasOwnUsers,
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
import { baselineProfiles } from "./profile-checks.ts";

/* Follows k8s.io/pod-security-admission/policy, check_*.go of level baseline. */

const defaultCapabilities = new Set(
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(
    " ",
  ),
);

function capabilities({ spec }: Subject): Violation | undefined {
  const odd = ({ securityContext }: Container) =>
    (securityContext?.capabilities?.add ?? []).filter((name) => !defaultCapabilities.has(name));
  const names = namesWhere(spec, (container) => odd(container).length > 0);
  if (names.length === 0) return undefined;
  const added = sorted(containersOf(spec).flatMap(odd));
  return {
    reason: "non-default capabilities",
    detail: `${namedContainers(names)} must not include ${quoted(added)} in securityContext.capabilities.add`,
  };
}

function hostNamespaces({ spec }: Subject): Violation | undefined {
  const shared = (["hostNetwork", "hostPID", "hostIPC"] as const).filter((field) => spec[field] === true);
  if (shared.length === 0) return undefined;
  return { reason: "host namespaces", detail: shared.map((field) => `${field}=true`).join(", ") };
}

function hostPaths({ spec }: Subject): Violation | undefined {
  const names = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name = "" }) => name);
  if (names.length === 0) return undefined;
  return { reason: "hostPath volumes", detail: `${plural("volume", names.length)} ${quoted(names)}` };
}

function hostPorts({ spec }: Subject): Violation | undefined {
  const portsOf = ({ ports = [] }: Container) =>
    ports.flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []));
  const names = namesWhere(spec, (container) => portsOf(container).length > 0);
  if (names.length === 0) return undefined;
  const ports = sorted(containersOf(spec).flatMap(portsOf));
  const uses = names.length === 1 ? "uses" : "use";
  return {
    reason: "hostPort",
    detail: `${namedContainers(names)} ${uses} ${plural("hostPort", ports.length)} ${ports.join(", ")}`,
  };
}

function probeHosts({ spec }: Subject): Violation | undefined {
  const hostsOf = (container: Container) => {
    const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
    const handlers = [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop];
    return handlers.flatMap(hostsOfHandler);
  };
  const names = sorted(namesWhere(spec, (container) => hostsOf(container).length > 0));
  if (names.length === 0) return undefined;
  const hosts = sorted(containersOf(spec).flatMap(hostsOf));
  const uses = names.length === 1 ? "uses" : "use";
  return {
    reason: "probe or lifecycle host",
    detail: `${namedContainers(names)} ${uses} ${plural("probe or lifecycle host", hosts.length)} ${quoted(hosts)}`,
  };
}

function hostsOfHandler(handler: Probe | LifecycleHandler | undefined): string[] {
  return [handler?.httpGet?.host, handler?.tcpSocket?.host].flatMap((host) => (host ? [host] : []));
}

function privileged({ spec }: Subject): Violation | undefined {
  const names = namesWhere(spec, ({ securityContext }) => securityContext?.privileged === true);
  if (names.length === 0) return undefined;
  return {
    reason: "privileged",
    detail: `${namedContainers(names)} must not set securityContext.privileged=true`,
  };
}

/** Masks of /proc that are taken off. */
export function procMount({ spec }: Subject): Violation | undefined {
  const odd = ({ securityContext }: Container) => {
    const type = securityContext?.procMount;
    return type === undefined || type === "Default" ? [] : [type];
  };
  const names = namesWhere(spec, (container) => odd(container).length > 0);
  if (names.length === 0) return undefined;
  const types = sorted(containersOf(spec).flatMap(odd));
  return {
    reason: "procMount",
    detail: `${namedContainers(names)} must not set securityContext.procMount to ${quoted(types)}`,
  };
}

const seLinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t"];

function seLinux(types: readonly string[]): Check["run"] {
  const isOdd = (options: SELinuxOptions | undefined) =>
    options !== undefined &&
    (!types.includes(options.type ?? "") || Boolean(options.user) || Boolean(options.role));
  return ({ spec }) => {
    const own = spec.securityContext?.seLinuxOptions;
    const all = containersOf(spec).map(({ securityContext }) => securityContext?.seLinuxOptions);
    const odd = [own, ...all].flatMap((options) => (options && isOdd(options) ? [options] : []));
    if (odd.length === 0) return undefined;
    const names = namesWhere(spec, ({ securityContext }) => isOdd(securityContext?.seLinuxOptions));
    const wrong = sorted(odd.map(({ type = "" }) => type).filter((type) => !types.includes(type)));
    const what = [
      ...(wrong.length ? [`${plural("type", wrong.length)} ${quoted(wrong)}`] : []),
      ...(odd.some(({ user }) => user) ? ["user may not be set"] : []),
      ...(odd.some(({ role }) => role) ? ["role may not be set"] : []),
    ];
    return {
      reason: "seLinuxOptions",
      detail: `${setters(isOdd(own), names)} set forbidden securityContext.seLinuxOptions: ${what.join("; ")}`,
    };
  };
}

const safeSysctls = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
  "net.ipv4.ip_unprivileged_port_start",
];
const keepAlive = [
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
];
const reserved = "net.ipv4.ip_local_reserved_ports";

function sysctls(allowed: readonly string[]): Check["run"] {
  return ({ spec }) => {
    const names = (spec.securityContext?.sysctls ?? []).map(({ name = "" }) => name);
    const odd = names.filter((name) => !allowed.includes(name));
    return odd.length ? { reason: "forbidden sysctls", detail: odd.join(", ") } : undefined;
  };
}

function hostProcess({ spec }: Subject): Violation | undefined {
  const own = spec.securityContext?.windowsOptions?.hostProcess === true;
  const names = namesWhere(
    spec,
    ({ securityContext }) => securityContext?.windowsOptions?.hostProcess === true,
  );
  if (!own && names.length === 0) return undefined;
  return {
    reason: "hostProcess",
    detail: `${setters(own, names)} must not set securityContext.windowsOptions.hostProcess=true`,
  };
}

export const baselineChecks: readonly Check[] = [
  ...baselineProfiles,
  { id: "capabilities_baseline", since: 0, run: capabilities },
  { id: "hostNamespaces", since: 0, run: hostNamespaces },
  { id: "hostPathVolumes", since: 0, run: hostPaths },
  { id: "hostPorts", since: 0, run: hostPorts },
  { id: "hostProbesAndHostLifecycle", since: 34, run: probeHosts },
  { id: "privileged", since: 0, run: privileged },
  { id: "procMount", since: 0, run: procMount },
  {
    id: "procMount",
    since: 35,
    run: (subject) => (hasOwnUsers(subject.spec) ? undefined : procMount(subject)),
  },
  { id: "seLinuxOptions", since: 0, run: seLinux(seLinuxTypes) },
  { id: "seLinuxOptions", since: 31, run: seLinux([...seLinuxTypes, "container_engine_t"]) },
  { id: "sysctls", since: 0, run: sysctls(safeSysctls) },
  { id: "sysctls", since: 27, run: sysctls([...safeSysctls, reserved]) },
  { id: "sysctls", since: 29, run: sysctls([...safeSysctls, reserved, ...keepAlive]) },
  {
    id: "sysctls",
    since: 32,
    run: sysctls([...safeSysctls, reserved, ...keepAlive, "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"]),
  },
  { id: "windowsHostProcess", since: 0, run: hostProcess },
];
