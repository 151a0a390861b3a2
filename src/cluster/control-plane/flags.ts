import { join } from "node:path";
import type { Credentials } from "./credentials.ts";

/** What the programs of one control plane are told. */
export interface Layout {
  readonly dir: string;
  readonly credentials: Credentials;
  readonly url: string;
  readonly port: number;
  readonly etcdPort: number;
  readonly etcdPeerPort: number;
  readonly kubeconfigFile: string;
}

/** Data that is thrown away need not survive a power cut: no fsync, no snapshots. */
export function etcdFlags({ dir, etcdPort, etcdPeerPort }: Layout): string[] {
  const client = `http://127.0.0.1:${etcdPort}`;
  const peer = `http://127.0.0.1:${etcdPeerPort}`;
  return [
    `--data-dir=${join(dir, "etcd")}`,
    "--unsafe-no-fsync",
    "--log-level=warn",
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  ];
}

/** Flags of kube-apiserver; RBAC is on, and Pods need no ServiceAccount because nothing makes the default ones. */
export function apiServerFlags(
  { dir, credentials, port, etcdPort }: Layout,
  extra: readonly string[],
): string[] {
  const { files } = credentials;
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${join(dir, "credentials")}`,
    `--tls-cert-file=${files.certificate}`,
    `--tls-private-key-file=${files.key}`,
    `--token-auth-file=${files.tokens}`,
    "--authorization-mode=RBAC",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${files.serviceAccountKey}`,
    `--service-account-signing-key-file=${files.serviceAccountKey}`,
    "--service-cluster-ip-range=10.0.0.0/24",
    "--disable-admission-plugins=ServiceAccount",
    "--allow-privileged",
    ...extra,
  ];
}

/** Flags of kube-controller-manager: one instance, no port of its own. */
export function controllerManagerFlags({ credentials, kubeconfigFile }: Layout): string[] {
  const { files } = credentials;
  return [
    `--kubeconfig=${kubeconfigFile}`,
    "--leader-elect=false",
    "--secure-port=0",
    `--root-ca-file=${files.ca}`,
    `--service-account-private-key-file=${files.serviceAccountKey}`,
  ];
}
