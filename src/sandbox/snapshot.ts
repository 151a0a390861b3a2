import type { Registry } from "./registry/registry.ts";
import type { StateAccess } from "./http/serve-state.ts";
import type { ReadState } from "./store/state-file.ts";

/** Everything that a sandbox holds at one moment. */
export type Snapshot = ReadState;

/** What runs in a sandbox beside its server: it stops while the state is another one's, and begins anew with it. */
export class SandboxLife implements StateAccess {
  readonly #registry: Registry;
  #start: (() => () => void) | undefined;
  #stop: (() => void) | undefined;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** Starts what acts in the cluster; it is started again after each {@link become}. */
  run(start: () => () => void): void {
    this.#start = start;
    this.#stop = start();
  }

  take(): Snapshot {
    const { revision, records } = this.#registry.store.state();
    return { revision, records: [...records] };
  }

  become(snapshot: Snapshot): void {
    this.#stop?.();
    try {
      this.#registry.become(snapshot);
    } finally {
      this.#stop = this.#start?.();
    }
  }

  stop(): void {
    this.#stop?.();
    this.#stop = this.#start = undefined;
  }
}
