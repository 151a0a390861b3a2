import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** What a node could leave on the machine, by kind. */
export type Traces = Readonly<Record<string, readonly string[]>>;

/** What is mounted, the links of the network and their addresses, routes, firewall rules, settings of the kernel, and control groups. */
export function readTraces(): Traces {
  const lines = (program: string, ...args: string[]) =>
    execFileSync(program, args, { encoding: "utf8" }).split("\n");
  return {
    mounts: readFileSync("/proc/self/mountinfo", "utf8").split("\n"),
    links: lines("ip", "-oneline", "link", "show").map((line) => line.replace(/^\d+: /, "")),
    addresses: lines("ip", "-oneline", "address", "show").map((line) => line.replaceAll(/\d+sec/g, "")),
    routes: [...lines("ip", "route", "show", "table", "all"), ...lines("ip", "-6", "route", "show")].map(
      (line) => line.replaceAll(/expires \d+sec/g, ""),
    ),
    rules: lines("nft", "list", "ruleset"),
    settings: settingsBelow("/proc/sys").filter((line) => !counters.test(line)),
    groups: groupsBelow("/sys/fs/cgroup").filter((path) => /kube|k8s/.test(path)),
  };
}

/** Processes whose process ids are counted in a namespace such as `pid:[4026532201]`. */
export function processesIn(namespace: string): string[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && namespaceOf(name) === namespace);
}

/** The namespace for process ids of a process; none when it has ended. */
export function namespaceOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return undefined;
  }
}

/** What the kernel counts by itself, and what other programs move. */
const counters =
  /^(fs\/(aio-nr|dentry-state|file-nr|inode-|quota|mqueue)|kernel\/(ns_last_pid|random|pty\/nr|perf_event)|net\/netfilter\/nf_conntrack_(count|buckets)|net\/.*\/gc_|net\/ipv6\/route)/;

function settingsBelow(folder: string, path = ""): string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const name = join(path, entry.name);
    return entry.isDirectory()
      ? settingsBelow(folder, name)
      : [`${name} = ${readSetting(join(folder, name))}`];
  });
}

/** Some can only be written. */
function readSetting(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

function groupsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [join(folder, name), ...groupsBelow(join(folder, name))]);
}
