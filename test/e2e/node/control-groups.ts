import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** The control groups of a node: one below this process's own in each hierarchy, so that limits and accounting around it stay in force. */
export interface ControlGroups {
  /** For init.sh: hierarchy, folder and mount options of each. */
  readonly lines: string;
  /** Removes them with all that are below; the node's processes have ended. */
  remove(): Promise<void>;
}

const root = "/sys/fs/cgroup";

/** Makes them; `name` is a new one. */
export function createControlGroups(name: string): ControlGroups {
  const groups = hierarchies(name);
  for (const { parent, folder } of groups) createGroup(parent, folder);
  return {
    lines: groups.map(({ hierarchy, folder, options }) => `${hierarchy} ${folder} ${options}\n`).join(""),
    remove: () => removeControlGroups(name),
  };
}

/** Where the group of a name belongs in each hierarchy that is mounted. */
function hierarchies(name: string): { hierarchy: string; parent: string; folder: string; options: string }[] {
  const lines = readFileSync("/proc/self/cgroup", "utf8").trim().split("\n");
  return lines.flatMap((line) => {
    const [, controllers = "", path = "/"] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const hierarchy = controllers.replace(/^name=/, "") || "unified";
    const parent = join(root, hierarchy, path);
    if (!existsSync(join(parent, "cgroup.procs"))) return [];
    // the hierarchy of version 2 has no controllers here; it is entered, but not shown to the node
    const options =
      controllers === "" ? "-" : controllers.startsWith("name=") ? `none,${controllers}` : controllers;
    return [{ hierarchy, parent, folder: join(parent, name), options }];
  });
}

/** Removes the groups of a name, wherever they are below this process's own. */
export async function removeControlGroups(name: string): Promise<void> {
  for (const { folder } of hierarchies(name)) await removeGroup(folder);
}

/** A group of cpuset takes no process before it has processors and memory of its own. */
function createGroup(parent: string, folder: string): void {
  mkdirSync(folder);
  for (const file of ["cpuset.cpus", "cpuset.mems"])
    if (existsSync(join(folder, file))) writeFileSync(join(folder, file), readFileSync(join(parent, file)));
  if (existsSync(join(folder, "cpuset.cpus"))) writeFileSync(join(folder, "cgroup.clone_children"), "1");
}

/** A group is busy for a moment after its last process has gone. */
async function removeGroup(folder: string): Promise<void> {
  for (let attempt = 0; existsSync(folder); attempt++) {
    try {
      removeTree(folder);
    } catch (error) {
      if (attempt === 100) throw error;
      await pause(50);
    }
  }
}

function removeTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeTree(join(folder, entry.name));
  rmdirSync(folder);
}
