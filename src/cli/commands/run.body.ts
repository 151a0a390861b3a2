import { join } from "node:path";
import { describeError } from "../../base/describe-error.ts";
import { UserError } from "../../base/errors.ts";
import { runVariable } from "../../base/run-protocol.ts";
import type { ChildExit, ChildOptions } from "../../dev/child.ts";
import { describeCrash } from "../../dev/describe-crash.ts";
import { describeExit, type OnError, type Prepared, runLoop } from "../../dev/loop.ts";
import { createStarter } from "../../dev/standby.ts";
import { watchFolders } from "../../dev/watch.ts";
import { missingRules } from "../../dev/missing-rules.ts";
import { writeProgram } from "../../dev/write-program.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import { projectFile } from "../../project/project.ts";
import { readProject } from "../../project/read-project.ts";
import { parseClusterChoice } from "../cluster-choice.ts";
import type { Context } from "../context.ts";
import { deployedAccessOf } from "../run/deployed-access.ts";
import { readDeployedLease } from "../run/deployed-lease.ts";
import { openLeaseDesk, type LeaseDesk } from "../run/keep-lease.ts";
import { readInspect } from "../run/inspect-address.ts";
import { openPreparation, type Preparation, programFile } from "../run/prepare-run.ts";
import type { RunTarget } from "../run/project-target.ts";
import { openRunScreen, type RunScreen } from "../run/run-screen.ts";
import { openRunView, type RunView } from "../run/run-view.ts";
import { openTarget } from "../run/run-target.ts";
import { UsageError } from "../usage-error.ts";

export interface RunInput {
  readonly cluster?: string;
  readonly yes: boolean;
  readonly watch: boolean;
  readonly fresh: boolean;
  readonly as?: "deployed";
  readonly onError?: OnError;
  readonly inspect?: string;
  readonly inspectBrk?: string;
  readonly ui?: boolean;
  readonly output?: "text" | "json";
  readonly args: string[];
}

/** An editor writes a file in two steps at most, and a version that comes too early is followed by another. */
const quietMs = 15;
/** After a start the sources are read into memory, once the operator has had time to begin. */
const warmUpMs = 1_000;
/** Somebody who waits at a breakpoint would hold the next version up for long. */
const drainMs = { plain: 10_000, debugged: 2_000 } as const;

export async function runRun(input: RunInput, own: Context): Promise<void> {
  const screen = openRunScreen(own, input.output);
  try {
    await runShown(input, screen);
  } finally {
    screen.close();
  }
}

async function runShown(input: RunInput, screen: RunScreen): Promise<void> {
  const { context } = screen;
  const { cluster = "sandbox", yes, fresh } = input;
  const choice = parseClusterChoice(cluster);
  if (fresh && choice.kind !== "sandbox")
    throw new UsageError(
      `--fresh drops the state of the sandbox: it means nothing with --cluster ${cluster}`,
    );
  const nodeArgs = readInspect(input);
  const root = findProjectRoot(context.cwd);
  const allowed = readProject(root).allowedContexts ?? [];
  const as = input.as && deployedAccessOf(root, await context.drivers.kubectl());
  const target = await openTarget(choice, { root, allowed, yes, fresh, as, context });
  try {
    const see = as && missingRules(context.note).see;
    const { ui = false } = input;
    const kubeconfig = target.userKubeconfigFile;
    const view = await openRunView({ root, kubeconfig, ui, onRuns: screen.add, context });
    screen.attach(view.model);
    try {
      const exit = await runOn(target, { root, input, nodeArgs, see, context, view });
      if (exit && exit.code !== 0) throw new UserError("OPERATOR_FAILED", describeExit(exit));
    } finally {
      await view.close();
    }
  } finally {
    await target.close();
  }
}

interface RunOptions {
  readonly root: string;
  readonly input: RunInput;
  readonly nodeArgs: readonly string[];
  /** Gets each line that the operator writes. */
  readonly see: ((line: string) => void) | undefined;
  readonly context: Context;
  readonly view: RunView;
}

async function runOn(target: RunTarget, options: RunOptions): Promise<ChildExit | undefined> {
  const { root, input, nodeArgs, context, view } = options;
  const { clock, note, signal } = context;
  const { userKubeconfigFile: kubeconfig } = target;
  const desk = target.mayBeDeployed ? openLeaseDesk({ root, kubeconfig, context }) : undefined;
  const starter = createStarter(childOptions(target, { ...options, desk }));
  if (input.watch) starter.ready();
  const preparation = openPreparation(target, { root, context, onDefined: view.defined });
  try {
    return await runLoop({
      prepare: () => {
        if (input.watch) starter.ready();
        return input.watch ? tolerate(preparation.next, note) : preparation.next();
      },
      start: async (program) => {
        await writeProgram(program, { root, file: programFile });
        const child = starter.start(preparation.imports);
        view.started(child);
        return child;
      },
      ...(input.watch ? { watch: watching(preparation, { root, context }) } : {}),
      ...(input.onError === undefined ? {} : { onError: input.onError }),
      drainMs: nodeArgs.length > 0 ? drainMs.debugged : drainMs.plain,
      say: note,
      clock,
      signal,
    });
  } finally {
    starter.close();
    await desk?.close();
    await preparation.close();
  }
}

function childOptions(
  target: RunTarget,
  { root, input, nodeArgs, see, desk, context, view }: RunOptions & { desk: LeaseDesk | undefined },
): ChildOptions {
  const { clock, env, note, print } = context;
  const tellPlace = (place: string | undefined) => place !== undefined && note(place);
  return {
    file: join(root, programFile),
    args: input.args,
    nodeArgs,
    cwd: root,
    env: {
      LOG_FORMAT: "console", // somebody looks at it
      ...env,
      ...(input.as && readProject(root).namespaced ? watchedNamespace(root, env) : {}),
      [runVariable]: desk ? "lead" : "1",
      ...view.environment,
      // in a Pod too it is the target that counts
      KUBERNETES_SERVICE_HOST: undefined,
      KUBECONFIG: target.kubeconfigFile,
    },
    clock,
    onLine(line, stream) {
      if (stream === "stdout") print(line);
      else note(line);
      see?.(line);
    },
    onMessage(message, reply) {
      const { type, stack } = message;
      if (type === "crash" && typeof stack === "string") tellPlace(describeCrash(stack, root));
      view.receive(message);
      desk?.receive(message, reply);
    },
  };
}

/** A namespaced operator has its Role where it is deployed, and is told so there by its Deployment. */
function watchedNamespace(root: string, { WATCH_NAMESPACE }: Context["env"]) {
  return { WATCH_NAMESPACE: WATCH_NAMESPACE ?? readDeployedLease(root).namespace };
}

/** The sources, and what they were found to need: of the project's own folder only what says how to read them. */
function watching(
  preparation: Preparation,
  { root, context }: { root: string; context: Context },
): (onChange: () => void) => void {
  const { clock, signal } = context;
  const ignores = (folder: string, name: string) =>
    folder === root && ![projectFile, "package.json", "tsconfig.json"].includes(name);
  return (onChange) => {
    const watch = watchFolders(
      { trees: [join(root, "src")], folders: preparation.folders },
      { clock, signal, quietMs, onChange, ignores },
    );
    const timer = clock.setTimer(warmUpMs, () => void preparation.warmUp().then(() => watch.follow()));
    signal.addEventListener("abort", () => timer.cancel(), { once: true });
  };
}

/** With more changes to come, an error in the sources is something to say, not the end. */
async function tolerate(prepare: () => Promise<Prepared>, note: (line: string) => void): Promise<Prepared> {
  try {
    return await prepare();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    note(describeError(error));
    return { ok: false };
  }
}
