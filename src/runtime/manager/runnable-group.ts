/** Something with a life. `hardStop` aborts when the time for a graceful end is over. */
export interface Managed {
  /** Resolves when it has fully stopped. */
  start(signal: AbortSignal, hardStop: AbortSignal): Promise<void>;
  /** Resolves when what comes later may start. */
  whenReady?(): Promise<void>;
}

/** Members that start and stop together. */
export class RunnableGroup {
  readonly #members: Managed[] = [];
  readonly #tasks = new Set<Promise<void>>();
  readonly #controller = new AbortController();
  readonly #hardStop: AbortSignal;
  readonly #onError: (error: unknown) => void;
  #running = false;

  constructor(hardStop: AbortSignal, onError: (error: unknown) => void) {
    this.#hardStop = hardStop;
    this.#onError = onError;
  }

  /** Members that have not ended. */
  get size(): number {
    return this.#tasks.size;
  }

  add(member: Managed): void {
    if (this.#running) this.#run(member);
    else this.#members.push(member);
  }

  /** Starts the members; resolves when all of them are ready. */
  async start(): Promise<void> {
    this.#running = true;
    for (const member of this.#members) this.#run(member);
    await Promise.all(this.#members.map(async (member) => member.whenReady?.()));
  }

  /** Ends the members; resolves when they have ended, those included that were added on the way. May be called twice. */
  async stop(): Promise<void> {
    this.#controller.abort();
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  #run(member: Managed): void {
    const task = this.#live(member).finally(() => this.#tasks.delete(task));
    this.#tasks.add(task);
  }

  async #live(member: Managed): Promise<void> {
    try {
      await member.start(this.#controller.signal, this.#hardStop);
    } catch (error) {
      this.#onError(error);
    }
  }
}
