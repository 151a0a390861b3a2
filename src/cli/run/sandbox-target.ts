import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { Sandbox, SandboxOptions } from "../../sandbox/server.ts";

/** Where a project's sandbox is kept between runs, below its root. */
export const stateFolder = ".kubewright/sandbox";

/**
 * Starts the project's sandbox with what the last run left in it; `fresh` begins with an empty one.
 *
 * @throws UserError SANDBOX_DATA_IN_USE while another run of the project has it; SANDBOX_DATA_DAMAGED, SANDBOX_DATA_FORMAT with `--fresh` as the way out
 */
export async function startProjectSandbox(
  root: string,
  options: { fresh: boolean } & Pick<SandboxOptions, "clock" | "logger">,
): Promise<Sandbox> {
  const { fresh, ...rest } = options;
  const data = join(root, stateFolder);
  const { startSandbox } = await import("../../sandbox/server.ts");
  try {
    if (fresh) await drop(data);
    return await startSandbox({ ...rest, data });
  } catch (error) {
    throw withWayOut(error);
  }
}

/** A sandbox that runs keeps its folder. */
async function drop(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const { lockFolder } = await import("../../sandbox/store/folder-lock.ts");
  const unlock = lockFolder(join(folder, "lock"), folder);
  try {
    rmSync(folder, { recursive: true, force: true });
  } finally {
    unlock();
  }
}

function withWayOut(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  const hint =
    error.code === "SANDBOX_DATA_IN_USE"
      ? "Stop the other `kubewright run` of this project first."
      : /^SANDBOX_DATA_(DAMAGED|FORMAT)$/.test(error.code)
        ? "Give --fresh to begin with an empty sandbox; what the last runs left in it goes."
        : error.hint;
  return new UserError(error.code, error.message, {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}
