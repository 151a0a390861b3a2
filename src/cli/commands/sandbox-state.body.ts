import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { loadConnection } from "../../index.ts";
import { DataFolder } from "../../sandbox/store/data-folder.ts";
import { readState, writeState, type ReadState } from "../../sandbox/store/state-file.ts";
import type { Context } from "../context.ts";
import { fetchState, sendState } from "../remote-state.ts";
import { UsageError } from "../usage-error.ts";

export interface SandboxStateInput {
  readonly file: string;
  readonly data?: string;
  readonly kubeconfig?: string;
}

export async function runSandboxSnapshot(input: SandboxStateInput, context: Context): Promise<void> {
  const file = resolve(context.cwd, input.file);
  refuseOther(file);
  const state =
    input.data === undefined ? await fetchState(await connect(input, context)) : stateIn(input, context);
  writeState(file, state);
  context.note(`${state.records.length} objects are in ${input.file}`);
}

export async function runSandboxRestore(input: SandboxStateInput, context: Context): Promise<void> {
  const state = readState(resolve(context.cwd, input.file));
  if (!state)
    throw new UserError("SNAPSHOT_NOT_FOUND", `cannot restore "${input.file}": there is no such file`, {
      hint: "Give a file that `kubewright sandbox snapshot` wrote.",
    });
  if (input.data === undefined) await sendState(await connect(input, context), state);
  else replaceIn(input, { context, state });
  context.note(`${state.records.length} objects are as in ${input.file}`);
}

/** What is there is written over only where it is a snapshot. */
function refuseOther(file: string): void {
  try {
    readState(file);
  } catch (error) {
    throw new UserError("SNAPSHOT_EXISTS", `cannot write "${file}": something else is there`, {
      hint: "Give the name of a new file.",
      cause: error,
    });
  }
}

function stateIn(input: SandboxStateInput, context: Context): ReadState {
  const folder = folderOf(input, context);
  if (!existsSync(join(folder, "state")))
    throw new UserError(
      "SANDBOX_DATA_MISSING",
      `cannot take a snapshot of "${folder}": no sandbox has kept anything there`,
      {
        hint: "Give the folder of `kubewright sandbox --data`.",
      },
    );
  const { data, state } = DataFolder.open(folder);
  data.close();
  return { revision: state?.revision ?? 0, records: [...(state?.records ?? [])] };
}

function replaceIn(
  input: SandboxStateInput,
  { context, state }: { context: Context; state: ReadState },
): void {
  const { data, state: before } = DataFolder.open(folderOf(input, context));
  try {
    // versions go on: a client that knows later ones of this folder is not served older ones under their numbers
    data.replace({ ...state, revision: Math.max(state.revision, (before?.revision ?? 0) + 1) });
  } finally {
    data.close();
  }
}

function folderOf({ data = "", kubeconfig }: SandboxStateInput, { cwd }: Context): string {
  if (kubeconfig !== undefined) throw new UsageError("give --data or --kubeconfig, not both");
  return resolve(cwd, data);
}

function connect({ kubeconfig }: SandboxStateInput, { cwd, env }: Context) {
  const own = join(cwd, ".kubewright", "kubeconfig");
  const chosen = kubeconfig ?? (env.KUBECONFIG || (existsSync(own) ? own : undefined));
  return loadConnection({ env, ...(chosen === undefined ? {} : { kubeconfig: resolve(cwd, chosen) }) });
}
