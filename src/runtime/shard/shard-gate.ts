import type { ReconcileRequest } from "../source/reconcile-request.ts";
import type { Pass, RunGate } from "../controller/run-gate.ts";

interface Open {
  /** What ends each run. */
  readonly runs: Set<(reason: Error) => void>;
  closing: boolean;
  idle: (() => void) | undefined;
}

/** The shards that this process holds, and the runs in them. */
export class ShardGate implements RunGate {
  readonly shardOf: (request: ReconcileRequest) => number;
  readonly #open = new Map<number, Open>();
  readonly #listeners: ((shard: number) => void)[] = [];
  readonly #closing: ((shard: number) => void)[] = [];

  constructor(shardOf: (request: ReconcileRequest) => number) {
    this.shardOf = shardOf;
  }

  /** Shards that are held, those that are being given up included. */
  get held(): readonly number[] {
    return [...this.#open.keys()];
  }

  owns(request: ReconcileRequest): boolean {
    return this.#open.get(this.shardOf(request))?.closing === false;
  }

  onGained(listener: (shard: number) => void): void {
    this.#listeners.push(listener);
    for (const [shard, { closing }] of this.#open) if (!closing) listener(shard);
  }

  onClosing(listener: (shard: number) => void): void {
    this.#closing.push(listener);
  }

  enter(request: ReconcileRequest, onLost: (reason: Error) => void): Pass | undefined {
    const open = this.#open.get(this.shardOf(request));
    if (!open || open.closing) return undefined;
    // one of its own, that the same function given twice counts twice
    const run = (reason: Error) => onLost(reason);
    open.runs.add(run);
    return {
      leave() {
        if (open.runs.delete(run) && open.runs.size === 0) open.idle?.();
      },
    };
  }

  /** The shard's lease is held: its keys may run. */
  open(shard: number): void {
    this.#open.set(shard, { runs: new Set(), closing: false, idle: undefined });
    for (const listener of this.#listeners) listener(shard);
  }

  /** No run begins any more; resolves when those under way have ended. */
  async close(shard: number): Promise<void> {
    const open = this.#open.get(shard);
    if (!open) return;
    open.closing = true;
    for (const listener of this.#closing) listener(shard);
    if (open.runs.size > 0) await new Promise<void>((resolve) => (open.idle = resolve));
    this.#open.delete(shard);
  }

  /** The lease is lost: as {@link close}, and runs under way are aborted. */
  abort(shard: number): Promise<void> {
    const closed = this.close(shard);
    const reason = new Error(`the lease of shard ${shard} is lost`);
    for (const end of this.#open.get(shard)?.runs ?? []) end(reason);
    return closed;
  }
}
