import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Name and addresses of the node; nothing of them is seen outside its namespaces. */
export const node = {
  name: "node1",
  address: "10.88.0.1",
  pods: "10.244.0.0/24",
  services: "10.96.0.0/16",
  /** The first address of the services: the API server. */
  apiService: "10.96.0.1",
  dns: "10.96.0.10",
} as const;

/** Where the provisioner of the controller manager puts volumes; it cannot be told another place. */
export const volumesMountPoint = "/tmp/hostpath_pv";

/** What the names of nodes' folders and control groups begin with. */
export const folderPrefix = "kubewright-node-";
/** Holds the id of the process that a node ends with. */
export const ownerFile = "owner";

/** The folders of one node. Everything it writes is below `folder`. */
export interface Layout {
  readonly folder: string;
  readonly logs: string;
  /** A socket that leads to the API server. */
  readonly socket: string;
  path(...names: string[]): string;
  /** Writes a file that the owner alone can read, and returns its path. */
  write(name: string, content: string): string;
}

/** Makes the folders of a new node. */
export function createLayout(): Layout {
  const folder = mkdtempSync(join(tmpdir(), folderPrefix));
  const path = (...names: string[]) => join(folder, ...names);
  for (const name of [
    ...["cni", "containerd", "credentials", "daemons", "etcd", "images", "kubelet", "logs", "pod-logs"],
    "volumes",
  ])
    mkdirSync(path(name), { mode: 0o755 });
  const write = (name: string, content: string) => {
    writeFileSync(path(name), content, { mode: 0o600 });
    return path(name);
  };
  write(ownerFile, String(process.pid));
  write("node-name", node.name);
  write("node-address", node.address);
  return { folder, logs: path("logs"), socket: path("api.sock"), path, write };
}
