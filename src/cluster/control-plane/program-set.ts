import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { ControlPlaneBinaries } from "./binaries.ts";
import { apiServerFlags, controllerManagerFlags, etcdFlags, type Layout } from "./flags.ts";
import { startProgram, type Program } from "./program.ts";
import { isApiReady, isListening, waitUntilReady } from "./ready.ts";
import { startWatchdog, type Watchdog } from "./watchdog.ts";

const startTimeoutMs = 60_000;
/** An API server waits up to a minute for clients that watch; what etcd has, it has, so it is not waited for. */
const graceMs = 3_000;

interface Setting {
  readonly layout: Layout;
  readonly binaries: ControlPlaneBinaries;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** The programs of one control plane; `stop` ends the last started first. */
export class ProgramSet {
  readonly #setting: Setting;
  readonly #watchdog: Watchdog;
  readonly #running: Program[] = [];
  #stopped: Promise<void> | undefined;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#watchdog = startWatchdog(setting.layout.dir);
  }

  async startEtcd(): Promise<void> {
    const { binaries, layout } = this.#setting;
    const etcd = await this.#launch(binaries.etcd, etcdFlags(layout));
    await this.#ready(etcd, () => isListening(layout.etcdPort));
  }

  async startApiServer(extraFlags: readonly string[]): Promise<void> {
    const { binaries, layout } = this.#setting;
    const access = { port: layout.port, ca: layout.credentials.ca, token: layout.credentials.adminToken };
    const server = await this.#launch(binaries.kubeApiserver, apiServerFlags(layout, extraFlags));
    await this.#ready(server, () => isApiReady(access));
  }

  async startControllerManager(): Promise<void> {
    const { binaries, layout } = this.#setting;
    if (binaries.controllerManager)
      await this.#launch(binaries.controllerManager, controllerManagerFlags(layout));
  }

  async restartApiServer(extraFlags: readonly string[]): Promise<void> {
    const server = this.#running.find((program) => program.file === this.#setting.binaries.kubeApiserver);
    await server?.stop(graceMs);
    if (server) this.#running.splice(this.#running.indexOf(server), 1);
    await this.startApiServer(extraFlags);
    // a controller manager that was started before must still end before the API server
    this.#running.sort((a, b) => this.#rank(a) - this.#rank(b));
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async #launch(file: string, flags: string[]): Promise<Program> {
    if (this.#stopped) throw new Error(`cannot start ${basename(file)}: the control plane is stopped`);
    const { layout, clock, logger } = this.#setting;
    logger.debug("starting", { file, flags });
    const logFile = join(layout.dir, `${basename(file, ".exe")}.log`);
    const program = await startProgram(file, flags, { logFile, watchdog: this.#watchdog, clock });
    this.#running.push(program);
    return program;
  }

  #ready(program: Program, isReady: () => Promise<boolean>): Promise<void> {
    const { clock, signal } = this.#setting;
    return waitUntilReady(program, { isReady, clock, signal, timeoutMs: startTimeoutMs });
  }

  #rank(program: Program): number {
    const { etcd, kubeApiserver } = this.#setting.binaries;
    return program.file === etcd ? 0 : program.file === kubeApiserver ? 1 : 2;
  }

  /** An API server whose etcd is gone does not end on SIGTERM, so one after the other. */
  async #stopAll(): Promise<void> {
    for (let program = this.#running.pop(); program; program = this.#running.pop())
      await program.stop(graceMs);
    await rm(this.#setting.layout.dir, { recursive: true, force: true, maxRetries: 5 });
    await this.#watchdog.close();
  }
}
