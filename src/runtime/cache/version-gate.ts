import { compareVersions } from "../../kube/resource-version.ts";

/** Who waits until something has come to a version. */
export class VersionGate {
  #version = "";
  readonly #waiting = new Set<{ version: string; open: () => void }>();

  /** The version that was come to last; "" before the first. */
  get version(): string {
    return this.#version;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Something has come this far. */
  advance(version: string): void {
    this.#version = version;
    for (const waiter of this.#waiting) if (this.reached(waiter.version)) waiter.open();
  }

  /** Whether it has come to a version or beyond. Of versions that cannot be compared, only to the very same. */
  reached(version: string): boolean {
    const order = compareVersions(this.#version, version);
    return order === undefined ? version !== "" && this.#version === version : order >= 0;
  }

  /** Resolves with true when {@link reached}, with false when the signal aborts first. */
  whenReached(version: string, signal: AbortSignal): Promise<boolean> {
    if (this.reached(version)) return Promise.resolve(true);
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const finish = (reached: boolean) => {
        this.#waiting.delete(waiter);
        signal.removeEventListener("abort", onAbort);
        resolve(reached);
      };
      const onAbort = () => finish(false);
      const waiter = { version, open: () => finish(true) };
      this.#waiting.add(waiter);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }
}
