import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLogger, type Logger } from "../../../src/base/logger.ts";
import { tail } from "../../../src/cluster/exec.ts";
import { baseObjects } from "./base-objects.ts";
import { writeBaseImages } from "./base-images.ts";
import { createControlGroups } from "./control-groups.ts";
import { createNodeCredentials } from "./credentials.ts";
import { daemonCommands, type Daemon } from "./daemons.ts";
import { forward } from "./forward.ts";
import { removeLeftovers, removeVolumesMountPoint } from "./leftovers.ts";
import { inside } from "./inside.ts";
import { createLayout, type Layout, node, volumesMountPoint } from "./layout.ts";
import { type Machine, startMachine } from "./machine.ts";
import { ensureNodePrograms, type NodePrograms } from "./programs.ts";
import { writeSettings } from "./settings.ts";

const execute = promisify(execFile);

/** A cluster of one node, with real Pods. */
export interface RealNode {
  /** A file for programs outside; its user may do everything. */
  readonly kubeconfig: string;
  readonly kubectl: string;
  /** Id of the node's first process; see {@link inside}. */
  readonly init: number;
  /** Ends it all; nothing is left. */
  stop(): Promise<void>;
}

type Endings = (() => Promise<void> | void)[];

const timeoutMs = 90_000;

/** Brings up a node in namespaces of its own and resolves when Pods run and names are answered. */
export async function startNode(options: { logger?: Logger; signal?: AbortSignal } = {}): Promise<RealNode> {
  const { logger = silentLogger, signal = new AbortController().signal } = options;
  const programs = await ensureNodePrograms({ logger, signal });
  const began = systemClock.now();
  await removeLeftovers();
  const layout = createLayout();
  const endings: Endings = [
    removeVolumesMountPoint,
    () => rmSync(layout.folder, { recursive: true, force: true, maxRetries: 10 }),
  ];
  const stop = async () => {
    for (let end = endings.pop(); end; end = endings.pop()) await end();
  };
  try {
    const running = await bringUp(layout, { programs, endings });
    logger.info("the node is ready", { ms: systemClock.now() - began, folder: layout.folder });
    return { ...running, kubectl: programs.kubectl, stop };
  } catch (error) {
    const logs = logTails(layout);
    await stop();
    throw new Error(`the node did not come up: ${(error as Error).message}\n${logs}`, { cause: error });
  }
}

async function bringUp(
  layout: Layout,
  { programs, endings }: { programs: NodePrograms; endings: Endings },
): Promise<Pick<RealNode, "kubeconfig" | "init">> {
  const credentials = createNodeCredentials(layout, new Date(systemClock.now()));
  const settings = writeSettings(layout, credentials);
  const commands = daemonCommands(layout, { programs, credentials, settings });
  for (const [name, command] of Object.entries(commands))
    layout.write(join("daemons", name), command.map((argument) => `${argument}\0`).join(""));
  mkdirSync(volumesMountPoint, { recursive: true });
  const groups = createControlGroups(basename(layout.folder));
  endings.push(() => groups.remove());
  layout.write("control-groups", groups.lines);
  const machine = await startMachine(layout);
  endings.push(() => machine.end());

  start(machine, ["etcd", "containerd", "kube-apiserver", "door"]);
  const { port, close } = await forward(layout.socket);
  endings.push(close);
  const kubeconfig = layout.write("kubeconfig", credentials.adminKubeconfig(`https://127.0.0.1:${port}`));
  const kubectl = async (...args: string[]) =>
    (await execute(programs.kubectl, [`--kubeconfig=${kubeconfig}`, ...args])).stdout;
  const archives = writeBaseImages(layout.path("images"), programs);
  const { run, ctr, loadImage } = inside(machine.init);
  await eventually(() => ctr("version"));
  await loadImage(archives.pause);
  await eventually(() => kubectl("get", "--raw=/readyz"));
  // not before the default roles are there: what is refused at first is tried again only seconds later
  start(machine, ["kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy"]);
  await loadImage(archives.coredns);
  await kubectl("apply", "--filename", layout.write("base.yaml", baseObjects()));
  for (const archive of Object.values(archives)) rmSync(archive);
  await eventually(() => kubectl("wait", "--for=condition=Ready", `node/${node.name}`, "--timeout=60s"));
  await kubectl("wait", "--for=condition=Available", "deployment/coredns", "-nkube-system", "--timeout=60s");
  await eventually(() => run("bash", "-c", `exec 3<>/dev/tcp/${node.dns}/53`));
  return { kubeconfig, init: machine.init };
}

function start(machine: Machine, daemons: readonly Daemon[]): void {
  for (const daemon of daemons) machine.start(daemon);
}

/** Until it succeeds; after a minute and a half with its last error. */
async function eventually(attempt: () => Promise<unknown>): Promise<void> {
  for (const end = systemClock.now() + timeoutMs; ; await pause(50)) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (systemClock.now() > end) throw error;
    }
  }
}

function logTails({ logs }: Layout): string {
  return readdirSync(logs)
    .map((name) => `--- ${name}\n${tail(readFileSync(join(logs, name), "utf8"), 5)}`)
    .join("\n");
}
