import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { UserError } from "../../base/errors.ts";

/**
 * Takes a folder for this process alone, by a file that says which one has it. The file of a process that has ended counts for
 * nothing. Returns how to give the folder back.
 *
 * @throws UserError SANDBOX_DATA_IN_USE while another sandbox has it.
 */
export function lockFolder(file: string, folder: string): () => void {
  const mine = `${process.pid} ${startOf(process.pid) ?? ""}`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const descriptor = openSync(file, "wx", 0o600);
      writeSync(descriptor, mine);
      closeSync(descriptor);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = readOwner(file);
    if (owner === undefined || isAlive(owner)) {
      const who = owner ? ` by process ${owner.pid}` : "";
      throw new UserError("SANDBOX_DATA_IN_USE", `cannot use "${folder}": it is in use${who}`, {
        hint: `stop that sandbox, or give another folder; if none runs, delete "${file}"`,
      });
    }
    rmSync(file, { force: true });
  }
  throw new UserError("SANDBOX_DATA_IN_USE", `cannot use "${folder}": others take it all the time`);
}

interface Owner {
  readonly pid: number;
  readonly start: string;
}

function readOwner(file: string): Owner | undefined {
  const match = /^(\d+) (\S*)$/.exec(readFileSync(file, "utf8"));
  return match ? { pid: Number(match[1]), start: match[2] ?? "" } : undefined;
}

function isAlive({ pid, start }: Owner): boolean {
  const now = startOf(pid);
  if (start && now !== undefined) return now === start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When a process was started, in the kernel's ticks; undefined where the system does not say so. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
