import { spawnSync } from "node:child_process";
import { accessSync, readFileSync } from "node:fs";

/** Debian's packages that a node needs beside what every system has. */
export const packages = [
  ...["containerd", "runc", "containernetworking-plugins", "iptables", "nftables"],
  ...["iproute2", "procps", "util-linux"],
];

/** Where Debian puts the network plugins. */
export const networkPlugins = "/usr/lib/cni";

const programs = ["containerd", "ctr", "runc", "nft", "iptables", "ip", "unshare", "nsenter", "bash", "tar"];

/** Why no node can be brought up on this machine; undefined when one can. */
export function whyNoNode(): string | undefined {
  if (process.platform !== "linux") return `it needs Linux, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return "it needs root";
  const missing = programs.filter((program) => spawnSync("which", [program]).status !== 0);
  if (missing.length > 0 || !isFile(`${networkPlugins}/bridge`))
    return `${missing.join(", ") || "the network plugins"} missing: apt-get install --no-install-recommends ${packages.join(" ")}`;
  if (!/^nodev\toverlay$/m.test(readFileSync("/proc/filesystems", "utf8")))
    return "the kernel has no overlayfs";
  if (!/^\d+:([\w,]*,)?memory(,[\w,]*)?:/m.test(readFileSync("/proc/self/cgroup", "utf8")))
    return "memory is not accounted for by control groups of version 1; version 2 is not provided for";
  return undefined;
}

function isFile(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}
