import type { Screen } from "../dev/view/live-region.ts";
import type { Io } from "./io.ts";

/** A terminal that somebody sits at. */
export interface Terminal extends Screen {
  /** Calls back when its size has changed, until what is returned is called. */
  onResize(listener: () => void): () => void;
  /** Calls back with each key, which the terminal no longer shows, until what is returned is called. Ctrl-C is none: it ends the command as ever. */
  onKey(listener: (key: string) => void): () => void;
  /** Ends the command, as Ctrl-C does. */
  interrupt(): void;
}

const ctrlC = "\u0003";
const usual = { columns: 80, rows: 24 } as const;

/** The terminal of a process; undefined where there is none, or one that can only write line after line. */
export function createTerminal(io: Io): Terminal | undefined {
  const { stdin, stdout, isTTY, env, interrupt = () => {} } = io;
  if (!isTTY || env.TERM === "dumb") return undefined;
  return {
    write: (text) => void stdout.write(text),
    get columns() {
      return stdout.columns ?? usual.columns;
    },
    get rows() {
      return stdout.rows ?? usual.rows;
    },
    onResize(listener) {
      stdout.on("resize", listener);
      return () => stdout.off("resize", listener);
    },
    onKey(listener) {
      const keys = stdin as NodeJS.ReadableStream & {
        setRawMode?: (mode: boolean) => unknown;
        unref?: () => void;
      };
      const onData = (data: Buffer | string) => {
        for (const key of String(data))
          if (key === ctrlC) interrupt();
          else listener(key);
      };
      keys.setRawMode?.(true);
      keys.on("data", onData).resume();
      return () => {
        keys.off("data", onData).pause();
        keys.setRawMode?.(false);
        keys.unref?.();
      };
    },
    interrupt,
  };
}
