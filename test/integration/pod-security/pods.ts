/** A spec that the level restricted takes. */
const restricted = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  containers: [
    {
      name: "app",
      image: "app:1",
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    },
  ],
};

const context = (securityContext: object, more: object = {}) => ({
  ...restricted,
  containers: [{ ...restricted.containers[0], securityContext, ...more }],
});
const own = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
const both = (securityContext: object) => ({
  ...restricted,
  initContainers: [{ name: "init", image: "init:1", securityContext }],
  containers: [{ name: "app", image: "app:1", securityContext }],
});
const all = (securityContext: object) => ({
  ...restricted,
  securityContext: { ...restricted.securityContext, ...securityContext },
});

/** Specs of Pods by what is about them; `annotations` beside. */
export const pods: Record<string, { spec: object; annotations?: object }> = {
  plain: { spec: { containers: [{ name: "app", image: "app:1" }] } },
  restricted: { spec: restricted },
  privileged: { spec: context({ privileged: true }) },
  "privileged twice": { spec: both({ privileged: true }) },
  escalation: { spec: context({ ...own, allowPrivilegeEscalation: true }) },
  "no escalation named": { spec: context({ capabilities: { drop: ["ALL"] } }) },
  "capabilities added": {
    spec: context({ ...own, capabilities: { drop: ["ALL"], add: ["SYS_ADMIN", "NET_ADMIN", "CHOWN"] } }),
  },
  "capabilities added twice": { spec: both({ capabilities: { add: ["SYS_ADMIN"] } }) },
  "a port's capability": {
    spec: context({ ...own, capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } }),
  },
  "another capability dropped": { spec: context({ ...own, capabilities: { drop: ["NET_RAW"] } }) },
  "all of the host's": { spec: { ...restricted, hostNetwork: true, hostPID: true, hostIPC: true } },
  "the host's users": { spec: { ...restricted, hostUsers: true } },
  "own users": {
    spec: { ...both({ runAsNonRoot: false, runAsUser: 0, procMount: "Unmasked" }), hostUsers: false },
  },
  "host ports": {
    spec: context(own, {
      ports: [
        { containerPort: 80, hostPort: 80 },
        { containerPort: 443, hostPort: 443 },
      ],
    }),
  },
  "a host port": { spec: context(own, { ports: [{ containerPort: 80, hostPort: 8080 }] }) },
  "host paths": {
    spec: {
      ...restricted,
      volumes: [
        { name: "a", hostPath: { path: "/a" } },
        { name: "b", hostPath: { path: "/b" } },
      ],
    },
  },
  "other volumes": {
    spec: {
      ...restricted,
      volumes: [
        { name: "a", nfs: { server: "s", path: "/p" } },
        { name: "b", iscsi: { targetPortal: "1.2.3.4", iqn: "iqn.2001-04.com.example:storage", lun: 1 } },
        { name: "c", emptyDir: {} },
      ],
    },
  },
  "fine volumes": {
    spec: {
      ...restricted,
      volumes: [
        { name: "a", configMap: { name: "x" } },
        { name: "b", secret: { secretName: "x" } },
        { name: "c", emptyDir: {} },
        { name: "d", projected: { sources: [] } },
        { name: "e", downwardAPI: {} },
        { name: "f", image: { reference: "x" } },
      ],
    },
  },
  "root in the container": { spec: context({ ...own, runAsNonRoot: false, runAsUser: 0 }) },
  "root in the Pod": { spec: all({ runAsNonRoot: false, runAsUser: 0 }) },
  "root in both": { spec: { ...both({ ...own, runAsUser: 0 }), securityContext: { runAsUser: 0 } } },
  "not root, by the containers": {
    spec: {
      ...both({ ...own, runAsNonRoot: true }),
      securityContext: { seccompProfile: { type: "Localhost", localhostProfile: "a" } },
    },
  },
  unconfined: { spec: all({ seccompProfile: { type: "Unconfined" } }) },
  "unconfined container": { spec: context({ ...own, seccompProfile: { type: "Unconfined" } }) },
  "no seccomp": { spec: { ...restricted, securityContext: { runAsNonRoot: true } } },
  "seccomp by the containers": {
    spec: {
      ...context({ ...own, seccompProfile: { type: "RuntimeDefault" } }),
      securityContext: { runAsNonRoot: true },
    },
  },
  "AppArmor off": { spec: all({ appArmorProfile: { type: "Unconfined" } }) },
  "AppArmor off twice": {
    spec: {
      ...both({ ...own, appArmorProfile: { type: "Unconfined" } }),
      securityContext: { ...restricted.securityContext, appArmorProfile: { type: "RuntimeDefault" } },
    },
  },
  "AppArmor annotated": {
    spec: restricted,
    annotations: { "container.apparmor.security.beta.kubernetes.io/app": "unconfined" },
  },
  "seccomp annotated": {
    spec: restricted,
    annotations: {
      "seccomp.security.alpha.kubernetes.io/pod": "runtime/default",
      "container.seccomp.security.alpha.kubernetes.io/app": "runtime/default",
    },
  },
  "SELinux type": { spec: all({ seLinuxOptions: { type: "spc_t" } }) },
  "SELinux type of engines": { spec: all({ seLinuxOptions: { type: "container_engine_t" } }) },
  "SELinux all": {
    spec: {
      ...both({ ...own, seLinuxOptions: { type: "a_t", user: "u", role: "r" } }),
      securityContext: { seLinuxOptions: { type: "b_t" } },
    },
  },
  "SELinux fine": { spec: all({ seLinuxOptions: { type: "container_t", level: "s0" } }) },
  sysctls: {
    spec: all({
      sysctls: [
        { name: "kernel.msgmax", value: "1" },
        { name: "net.ipv4.tcp_rmem", value: "1" },
        { name: "net.ipv4.tcp_keepalive_time", value: "1" },
        { name: "net.ipv4.ip_local_reserved_ports", value: "1" },
        { name: "net.ipv4.tcp_syncookies", value: "1" },
      ],
    }),
  },
  "probes of other hosts": {
    spec: context(own, {
      livenessProbe: { httpGet: { port: 1, host: "b" } },
      readinessProbe: { tcpSocket: { port: 1, host: "a" } },
      lifecycle: { preStop: { httpGet: { port: 1, host: "c" } } },
    }),
  },
  "a host process": {
    spec: {
      os: { name: "windows" },
      hostNetwork: true,
      securityContext: { windowsOptions: { hostProcess: true } },
      containers: [{ name: "app", image: "app:1" }],
    },
  },
  "on Windows": {
    spec: {
      os: { name: "windows" },
      securityContext: { runAsNonRoot: true },
      containers: [{ name: "app", image: "app:1" }],
    },
  },
};

const modes = (level: string, version?: string) => ({
  "pod-security.kubernetes.io/enforce": level,
  ...(version ? { "pod-security.kubernetes.io/enforce-version": version } : {}),
});

/** Labels of namespaces. */
export const namespaces: Record<string, object> = {
  baseline: modes("baseline"),
  restricted: modes("restricted"),
  "restricted of 1.0": modes("restricted", "v1.0"),
  "restricted of 1.7": modes("restricted", "v1.7"),
  "restricted of 1.18": modes("restricted", "v1.18"),
  "restricted of 1.24": modes("restricted", "v1.24"),
  "restricted of 1.28": modes("restricted", "v1.28"),
  "baseline of 1.30": modes("baseline", "v1.30"),
  "restricted of 1.34": modes("restricted", "v1.34"),
  "restricted of 1.99": modes("restricted", "v1.99"),
  "baseline with warnings": {
    ...modes("baseline", "v1.25"),
    "pod-security.kubernetes.io/warn": "restricted",
    "pod-security.kubernetes.io/audit": "restricted",
  },
};
