import { ConnectionError } from "./errors.ts";

/** Where a body comes from. */
export interface BodySource {
  pause(): void;
  resume(): void;
  /** Ends the connection: the rest is not wanted. */
  destroy(): void;
}

/** What is read as it comes, and can be given up. */
export interface StreamedBody extends AsyncIterable<Buffer> {
  destroy(error?: Error): void;
}

/** Bytes that are kept for a slow reader before the source is paused. */
const enough = 256 * 1024;

/** The body of an answer as it comes, for one reader. Whoever stops reading before its end ends the connection. */
export class ResponseBody implements AsyncIterableIterator<Buffer>, StreamedBody {
  readonly #source: BodySource;
  readonly #parts: Buffer[] = [];
  #size = 0;
  #paused = false;
  #over: { readonly error: Error | undefined } | undefined;
  #reader: { resolve: (result: IteratorResult<Buffer>) => void; reject: (error: Error) => void } | undefined;
  #onEnd: (() => void) | undefined;

  constructor(source: BodySource) {
    this.#source = source;
  }

  /** Whether nothing more will come, for whatever reason. */
  get ended(): boolean {
    return this.#over !== undefined;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next part; what came before a failure is handed out first. */
  next(): Promise<IteratorResult<Buffer>> {
    const part = this.#parts.shift();
    if (part) {
      this.#size -= part.length;
      if (this.#paused && this.#size === 0) this.#flow(true);
      return Promise.resolve({ done: false, value: part });
    }
    if (!this.#over) return new Promise((resolve, reject) => (this.#reader = { resolve, reject }));
    const { error } = this.#over;
    return error ? Promise.reject(error) : Promise.resolve({ done: true, value: undefined });
  }

  return(): Promise<IteratorResult<Buffer>> {
    this.destroy();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** All of it, where it is there already; undefined where some is to come. */
  whole(): Buffer | undefined {
    if (!this.#over || this.#over.error) return undefined;
    const [first, ...rest] = this.#parts;
    return first && rest.length === 0 ? first : Buffer.concat(this.#parts);
  }

  /** Gives the rest up: a reader that waits is told `error`. Does nothing after the end. */
  destroy(error?: Error): void {
    if (this.#over) return;
    this.#parts.length = 0;
    this.fail(error ?? new ConnectionError("ECONNRESET", "aborted"));
    this.#source.destroy();
  }

  /** Calls back once when it has ended, in whatever way; at once if it has. */
  onEnd(callback: () => void): void {
    if (this.#over) callback();
    else this.#onEnd = callback;
  }

  /** A part has come. */
  push(part: Buffer): void {
    if (this.#over) return;
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader) return reader.resolve({ done: false, value: part });
    this.#parts.push(part);
    this.#size += part.length;
    if (this.#size > enough && !this.#paused) this.#flow(false);
  }

  /** It is whole. */
  finish(): void {
    this.#end(undefined);
  }

  /** It broke off. */
  fail(error: Error): void {
    this.#end(error);
  }

  #end(error: Error | undefined): void {
    if (this.#over) return;
    this.#over = { error };
    const reader = this.#reader;
    this.#reader = undefined;
    if (error) reader?.reject(error);
    else reader?.resolve({ done: true, value: undefined });
    this.#onEnd?.();
  }

  #flow(on: boolean): void {
    this.#paused = !on;
    if (this.#over) return;
    if (on) this.#source.resume();
    else this.#source.pause();
  }
}
