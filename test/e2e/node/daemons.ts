import type { NodeCredentials } from "./credentials.ts";
import { type Layout, node } from "./layout.ts";
import type { NodePrograms } from "./programs.ts";
import type { SettingsFiles } from "./settings.ts";

export type Daemon =
  | "etcd"
  | "containerd"
  | "kube-apiserver"
  | "door"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kubelet"
  | "kube-proxy";

/** The command line of each daemon of a node. */
export function daemonCommands(
  layout: Layout,
  parts: { programs: NodePrograms; credentials: NodeCredentials; settings: SettingsFiles },
): Readonly<Record<Daemon, readonly string[]>> {
  const { programs, credentials, settings } = parts;
  const { kubeconfigs } = credentials;
  return {
    etcd: [programs.etcd, ...etcdFlags(layout)],
    containerd: ["containerd", `--config=${settings.containerd}`],
    "kube-apiserver": [programs.apiServer, ...apiServerFlags(credentials)],
    door: [process.execPath, "-e", door, layout.socket],
    "kube-controller-manager": [
      programs.controllerManager,
      `--kubeconfig=${kubeconfigs["controller-manager"]}`,
      "--leader-elect=false",
      "--secure-port=0",
      `--root-ca-file=${credentials.authority}`,
      `--cluster-signing-cert-file=${credentials.authority}`,
      `--cluster-signing-key-file=${credentials.authorityKey}`,
      `--service-account-private-key-file=${credentials.serviceAccountKey}`,
      "--use-service-account-credentials",
      "--enable-hostpath-provisioner",
      ...unhurried,
    ],
    "kube-scheduler": [
      ...[programs.scheduler, `--kubeconfig=${kubeconfigs.scheduler}`],
      ...["--leader-elect=false", "--secure-port=0", ...unhurried],
    ],
    kubelet: [
      programs.kubelet,
      `--config=${settings.kubelet}`,
      `--kubeconfig=${kubeconfigs.kubelet}`,
      "--root-dir=/var/lib/kubelet",
      `--hostname-override=${node.name}`,
      `--node-ip=${node.address}`,
    ],
    "kube-proxy": [programs.proxy, `--config=${settings.proxy}`],
  };
}

/** At the default of 20 requests a second a controller manager needs seconds to come up. */
const unhurried = ["--kube-api-qps=500", "--kube-api-burst=1000"];

function etcdFlags(layout: Layout): string[] {
  const [client, peer] = ["http://127.0.0.1:2379", "http://127.0.0.1:2380"];
  return [
    `--data-dir=${layout.path("etcd")}`,
    "--unsafe-no-fsync",
    "--log-level=warn",
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  ];
}

function apiServerFlags(credentials: NodeCredentials): string[] {
  const { apiServer, kubeletClient } = credentials;
  return [
    "--etcd-servers=http://127.0.0.1:2379",
    `--advertise-address=${node.address}`,
    "--secure-port=6443",
    `--service-cluster-ip-range=${node.services}`,
    `--tls-cert-file=${apiServer.certificate}`,
    `--tls-private-key-file=${apiServer.key}`,
    `--client-ca-file=${credentials.authority}`,
    `--token-auth-file=${credentials.tokens}`,
    "--authorization-mode=Node,RBAC",
    "--enable-admission-plugins=NodeRestriction",
    "--allow-privileged",
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    `--service-account-key-file=${credentials.serviceAccountKey}`,
    `--service-account-signing-key-file=${credentials.serviceAccountKey}`,
    `--kubelet-client-certificate=${kubeletClient.certificate}`,
    `--kubelet-client-key=${kubeletClient.key}`,
    `--kubelet-certificate-authority=${credentials.authority}`,
    "--kubelet-preferred-address-types=InternalIP",
  ];
}

/** The one way in: a socket in the node's folder that leads to the API server. */
const door = `
const net = require("node:net");
const path = process.argv[1];
require("node:fs").rmSync(path, { force: true });
net.createServer((outer) => {
  const inner = net.connect(6443, "127.0.0.1");
  for (const [from, to] of [[outer, inner], [inner, outer]]) {
    from.setNoDelay?.(true);
    from.on("error", () => to.destroy()).on("close", () => to.destroy()).pipe(to);
  }
}).listen(path);
`;
