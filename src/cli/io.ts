import type { Clock } from "../base/clock.ts";
import type { Drivers } from "./drivers.ts";

/** Where text goes. */
export interface Output {
  write(text: string): void;
}

/** All that the command line interface knows of the process it runs in. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number };
  readonly stderr: Output;
  /** Whether a person sits at both ends: only then are there colours and questions. */
  readonly isTTY: boolean;
  readonly clock: Clock;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Does what Ctrl-C does, where a terminal hands out its keys. */
  readonly interrupt?: () => void;
  /** Folder of the package that `init` gives to new projects; default: this one. */
  readonly packageRoot?: string;
  /** Instead of the outside programs, in tests. */
  readonly drivers?: Partial<Drivers>;
}
