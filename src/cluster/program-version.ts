import { hasCode, UserError } from "../base/errors.ts";
import { exec } from "./exec.ts";

/** What a program says of itself: its version, that it is not installed, or why it does not answer. */
export type ProgramVersion =
  | { readonly state: "installed"; readonly version: string }
  | { readonly state: "absent" }
  | { readonly state: "failed"; readonly why: string };

/** How each outside program is asked for its version. Docker tells that of its daemon: without one it is of no use. */
const questions = {
  npm: ["--version"],
  git: ["--version"],
  kind: ["version"],
  docker: ["version", "--format", "{{.Server.Version}}"],
  podman: ["--version"],
  buildah: ["--version"],
  go: ["version"],
} as const satisfies Record<string, readonly string[]>;

export type ProgramName = keyof typeof questions;

const timeoutMs = 10_000;

/** Asks a program on the PATH for its version; it has ten seconds. An abort rejects with the signal's reason. */
export async function askVersion(
  program: ProgramName,
  { signal, path = program }: { signal: AbortSignal; path?: string },
): Promise<ProgramVersion> {
  try {
    const { stdout } = await exec(path, questions[program], { signal, timeoutMs });
    const version = /\d+(\.\d+)+[^\s,]*/.exec(stdout)?.[0];
    if (version !== undefined) return { state: "installed", version };
    return { state: "failed", why: `it says ${JSON.stringify(stdout.slice(0, 100))}` };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (hasCode(error, "COMMAND_NOT_FOUND")) return { state: "absent" };
    return { state: "failed", why: error.message.split("\n").at(-1) ?? error.message };
  }
}
