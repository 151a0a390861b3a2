import { join } from "node:path";
import { describeError } from "../../base/describe-error.ts";
import { throwIfErrors } from "../../base/diagnostic.ts";
import { UserError } from "../../base/errors.ts";
import { bundle } from "../../dev/bundle.ts";
import { type ChildExit, startChild } from "../../dev/child.ts";
import { type Prepared, describeExit, runLoop } from "../../dev/loop.ts";
import { watchFolder } from "../../dev/watch.ts";
import { applyPlan } from "../../files/apply.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import { readProject } from "../../project/read-project.ts";
import { parseClusterChoice } from "../cluster-choice.ts";
import type { Context } from "../context.ts";
import { planProjectManifests } from "../project-manifests.ts";
import { readProjectCrds } from "../project-crds.ts";
import { UsageError } from "../usage-error.ts";
import { type RunTarget, openTarget } from "../run-target.ts";

export interface RunInput {
  readonly cluster?: string;
  readonly yes: boolean;
  readonly watch: boolean;
  readonly fresh: boolean;
  readonly args: string[];
}

const bundleFile = ".kubewright/main.mjs";

export async function runRun(
  { cluster = "sandbox", yes, watch, fresh, args = [] }: RunInput,
  context: Context,
): Promise<void> {
  const choice = parseClusterChoice(cluster);
  if (fresh && choice.kind !== "sandbox")
    throw new UsageError(
      `--fresh drops the state of the sandbox: it means nothing with --cluster ${cluster}`,
    );
  const root = findProjectRoot(context.cwd);
  const target = await openTarget(choice, {
    root,
    allowed: readProject(root).allowedContexts ?? [],
    yes,
    fresh,
    context,
  });
  try {
    const exit = await runOn(target, { root, watch, args, context });
    if (exit && exit.code !== 0) throw new UserError("OPERATOR_FAILED", describeExit(exit));
  } finally {
    await target.close();
  }
}

async function runOn(
  target: RunTarget,
  options: { root: string; watch: boolean; args: readonly string[]; context: Context },
): Promise<ChildExit | undefined> {
  const { root, watch, args, context } = options;
  const { clock, env, note, signal } = context;
  const prepare = preparation(target, { root, context });
  return runLoop({
    prepare: watch ? () => tolerate(prepare, note) : prepare,
    start: () =>
      startChild({
        file: join(root, bundleFile),
        args,
        cwd: root,
        env: {
          LOG_FORMAT: "console", // somebody looks at it
          ...env,
          // in a Pod too it is the target that counts
          KUBERNETES_SERVICE_HOST: undefined,
          KUBECONFIG: target.kubeconfigFile,
        },
        clock,
        onLine: (line, stream) => (stream === "stdout" ? context.print(line) : note(line)),
      }),
    ...(watch
      ? { watch: (onChange: () => void) => watchFolder(join(root, "src"), { clock, signal, onChange }) }
      : {}),
    say: note,
    signal,
  });
}

/** Manifests, CRDs on the target, bundle: what must be well before a version may run. */
function preparation(
  target: RunTarget,
  { root, context }: { root: string; context: Context },
): () => Promise<Prepared> {
  let installed: string | undefined;
  return async () => {
    const plan = await context.progress("reading the sources", () =>
      planProjectManifests(root, { note: context.note }),
    );
    for (const { action, path } of await applyPlan(plan)) context.note(`${action} ${path}`);
    const { text, crds } = readProjectCrds(root);
    if (text !== installed) await target.installCrds(crds);
    installed = text;
    const result = await bundle({ root, entry: "src/main.ts", outfile: bundleFile });
    if (result.ok) return { ok: true, changed: result.changed };
    throwIfErrors("the operator was not built:", result.diagnostics);
    return { ok: false };
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
