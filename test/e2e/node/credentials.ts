import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createCertificateAuthority, issueCertificate } from "../../../src/base/certificate.ts";
import { writeKubeconfig } from "../../../src/cluster/control-plane/kubeconfig.ts";
import { type Layout, node } from "./layout.ts";

/** Users of the node's own programs, and the groups that the default roles are bound to. */
const users = {
  admin: { name: "kubernetes-admin", groups: "system:masters" },
  "controller-manager": { name: "system:kube-controller-manager", groups: "" },
  scheduler: { name: "system:kube-scheduler", groups: "" },
  proxy: { name: "system:kube-proxy", groups: "" },
  kubelet: { name: `system:node:${node.name}`, groups: "system:nodes" },
} as const;

export type NodeUser = keyof typeof users;

/** Files with the secrets of one node. */
export interface NodeCredentials {
  readonly authority: string;
  readonly authorityKey: string;
  readonly tokens: string;
  readonly serviceAccountKey: string;
  readonly apiServer: KeyPair;
  readonly kubelet: KeyPair;
  /** With which the API server comes to the kubelet; its user is {@link kubeletClient}. */
  readonly kubeletClient: KeyPair;
  /** Of each user, for programs inside of the node. */
  readonly kubeconfigs: Readonly<Record<NodeUser, string>>;
  /** Of the admin, for a server at another address. */
  adminKubeconfig(url: string): string;
}

interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export const kubeletClient = "kube-apiserver-kubelet-client";

export function createNodeCredentials(layout: Layout, now: Date): NodeCredentials {
  const authority = createCertificateAuthority({ commonName: "kubewright-node", now });
  const write = (name: string, content: string) => layout.write(`credentials/${name}`, content);
  const issue = (commonName: string, hosts: readonly string[]): KeyPair => {
    const { certificate, key } = issueCertificate(authority, { commonName, hosts, now });
    return { certificate: write(`${commonName}.crt`, certificate), key: write(`${commonName}.key`, key) };
  };
  const tokens = Object.fromEntries(
    Object.keys(users).map((user) => [user, randomBytes(24).toString("hex")]),
  );
  const kubeconfigOf = (user: string, url: string) =>
    writeKubeconfig({
      url,
      ca: authority.certificate,
      token: tokens[user] ?? "",
      name: "kubewright-node",
    });
  const inside = (user: NodeUser) =>
    write(`${user}.kubeconfig`, kubeconfigOf(user, "https://127.0.0.1:6443"));
  return {
    authority: write("ca.crt", authority.certificate),
    authorityKey: write("ca.key", authority.key),
    tokens: write("tokens.csv", tokenFile(tokens)),
    serviceAccountKey: write("service-account.key", signingKey()),
    apiServer: issue("kube-apiserver", [
      ...["localhost", "127.0.0.1", node.address, node.apiService],
      ...["kubernetes", "kubernetes.default", "kubernetes.default.svc"],
      "kubernetes.default.svc.cluster.local",
    ]),
    kubelet: issue(node.name, [node.name, node.address]),
    kubeletClient: issue(kubeletClient, []),
    kubeconfigs: {
      admin: inside("admin"),
      "controller-manager": inside("controller-manager"),
      scheduler: inside("scheduler"),
      proxy: inside("proxy"),
      kubelet: inside("kubelet"),
    },
    adminKubeconfig: (url) => kubeconfigOf("admin", url),
  };
}

function tokenFile(tokens: Readonly<Record<string, string>>): string {
  const lines = Object.entries(users).map(
    ([user, { name, groups }]) => `${tokens[user]},${name},${user},"${groups}"\n`,
  );
  return lines.join("");
}

/** SEC 1: the API server reads the public key from that form, too. */
function signingKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "sec1", format: "pem" }).toString();
}
