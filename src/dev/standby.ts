import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Timer } from "../base/clock.ts";
import { type Child, type ChildOptions, prepareChild, type Standby, startChild } from "./child.ts";

/** Starts the same program again and again, each time in a process that has loaded the library before. */
export interface Starter {
  /** Runs the file as it is now. `imports` is what it imports from packages: what the next process has at hand. */
  start(imports: readonly string[]): Child;
  /** Sees to it that a process stands by: a start is near. */
  ready(): void;
  close(): void;
}

/** The new version begins before the next standby does; whoever saves again at once finds that loading already. */
const restMs = 20;

/** What an operator needs of the library beside its entry, as soon as it runs. */
const library = "kubewright";
const loadedLater = ["runtime/client/kubeconfig.js"];

/** With arguments for Node itself, such as `--inspect`, nobody stands by: two processes cannot have the same port. */
export function createStarter(options: ChildOptions): Starter {
  const { clock, cwd, nodeArgs = [] } = options;
  let standby: Standby | undefined;
  let timer: Timer | undefined;
  let modules = modulesOf([library], cwd);
  let isClosed = false;
  const ready = () => {
    timer?.cancel();
    if (!isClosed && nodeArgs.length === 0) standby ??= prepareChild(options, modules);
  };
  return {
    ready,
    start(imports) {
      const child = standby?.start() ?? startChild(options);
      standby = undefined;
      modules = modulesOf([library, ...imports], cwd);
      timer?.cancel();
      timer = clock.setTimer(restMs, ready);
      return child;
    },
    close() {
      isClosed = true;
      timer?.cancel();
      standby?.discard();
    },
  };
}

/** Addresses of what is imported from the library: to load another package early might be to do something early. */
function modulesOf(imports: readonly string[], root: string): string[] {
  const { resolve } = createRequire(join(root, "package.json"));
  const found = [...new Set(imports)]
    .filter((name) => name === library || name.startsWith(`${library}/`))
    .flatMap((name) => resolved(name, resolve));
  const entry = found[0];
  const later = entry === undefined ? [] : loadedLater.map((file) => join(dirname(entry), file));
  return [...found, ...later].map((file) => pathToFileURL(file).href);
}

/** What is not installed is told of by the program itself, when it runs. */
function resolved(name: string, resolve: NodeJS.RequireResolve): string[] {
  try {
    return [resolve(name)];
  } catch {
    return [];
  }
}
