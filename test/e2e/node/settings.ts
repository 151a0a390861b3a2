import { writeYaml } from "../../../src/kube/yaml.ts";
import type { NodeCredentials } from "./credentials.ts";
import { type Layout, node } from "./layout.ts";
import { networkPlugins } from "./why-not.ts";

/** What the containers of a node reach containerd by; it is on a file system of the node's own. */
export const containerdSocket = "/run/containerd/containerd.sock";

/** The files that daemons are set up by. */
export interface SettingsFiles {
  readonly containerd: string;
  readonly kubelet: string;
  readonly proxy: string;
}

export function writeSettings(layout: Layout, credentials: NodeCredentials): SettingsFiles {
  layout.write("cni/10-pods.conflist", JSON.stringify(podNetwork));
  return {
    containerd: layout.write("containerd.toml", containerdSettings(layout)),
    kubelet: layout.write("kubelet.yaml", writeYaml(kubeletSettings(layout, credentials))),
    proxy: layout.write("proxy.yaml", writeYaml(proxySettings(credentials))),
  };
}

const podNetwork = {
  cniVersion: "0.4.0",
  name: "pods",
  plugins: [
    {
      type: "bridge",
      bridge: "cni0",
      isGateway: true,
      ipMasq: false,
      hairpinMode: true,
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: node.pods }]],
        routes: [{ dst: "0.0.0.0/0" }],
      },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ],
};

/** Nobody may lower oom_score_adj without CAP_SYS_RESOURCE, which root in a container often lacks: containerd is told not to try. */
function containerdSettings(layout: Layout): string {
  const unused = ["aufs", "btrfs", "devmapper", "zfs"].map(
    (name) => `"io.containerd.snapshotter.v1.${name}"`,
  );
  return `version = 2
root = "${layout.path("containerd")}"
state = "/run/containerd"
disabled_plugins = [${unused.join(", ")}]

[grpc]
  address = "${containerdSocket}"

[debug]
  level = "warn"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "${networkPlugins}"
  conf_dir = "${layout.path("cni")}"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  SystemdCgroup = false
`;
}

function kubeletSettings(layout: Layout, credentials: NodeCredentials): object {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: credentials.authority },
    },
    authorization: { mode: "Webhook" },
    tlsCertFile: credentials.kubelet.certificate,
    tlsPrivateKeyFile: credentials.kubelet.key,
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    cgroupDriver: "cgroupfs",
    failCgroupV1: false,
    failSwapOn: false,
    // what a process without CAP_SYS_RESOURCE may ask for
    oomScoreAdj: 0,
    maxOpenFiles: 20_000,
    clusterDNS: [node.dns],
    clusterDomain: "cluster.local",
    // no nameserver: no name outside of the cluster can be asked for
    resolvConf: layout.write("resolv.conf", "options edns0\n"),
    volumePluginDir: layout.path("kubelet", "volume-plugins"),
    // a disk that others fill is not the tests' business, and images that were loaded must stay
    evictionHard: {
      "memory.available": "100Mi",
      "nodefs.available": "1%",
      "imagefs.available": "1%",
      "nodefs.inodesFree": "1%",
    },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    serializeImagePulls: false,
    nodeStatusUpdateFrequency: "5s",
  };
}

function proxySettings(credentials: NodeCredentials): object {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    clientConnection: { kubeconfig: credentials.kubeconfigs.proxy },
    mode: "nftables",
    clusterCIDR: node.pods,
    hostnameOverride: node.name,
    oomScoreAdj: 0,
    nftables: { minSyncPeriod: "100ms" },
    // zero leaves the machine's own settings as they are
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  };
}
