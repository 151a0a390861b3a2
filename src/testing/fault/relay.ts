import type { IncomingMessage, ServerResponse } from "node:http";
import { request as httpRequest, type Agent, type ClientRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Clock, Timer } from "../../base/clock.ts";
import { sleep } from "../../base/lifetime.ts";
import { refusalBody, type FaultAction, type ProxiedRequest } from "./fault.ts";

/** Where requests go on to. */
export interface Upstream {
  readonly url: URL;
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
}

/** One request and its answer on their way through the proxy. */
export class Relay {
  readonly request: ProxiedRequest;
  readonly #incoming: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  readonly #reset: () => void;
  readonly #over = new AbortController();
  #outgoing: ClientRequest | undefined;
  #thawed: Promise<void> = Promise.resolve();
  #thaw: () => void = () => {};
  #frozen = false;
  #idle: { after: number; timer: Timer } | undefined;

  /** `reset` ends the client's connection by RST. */
  constructor(
    request: ProxiedRequest,
    options: { incoming: IncomingMessage; response: ServerResponse; clock: Clock; reset: () => void },
  ) {
    this.request = request;
    this.#incoming = options.incoming;
    this.#response = options.response;
    this.#clock = options.clock;
    this.#reset = options.reset;
  }

  /** Whether the head of the answer has passed. */
  get answered(): boolean {
    return this.#response.headersSent;
  }

  /** Passes the request on and its answer back, with what is to go wrong. Resolves when it is over, however that comes. */
  async run(upstream: Upstream, fault: FaultAction | undefined): Promise<void> {
    this.#response.once("close", () => this.#end());
    try {
      await this.#pass(upstream, fault);
    } catch {
      // the server went away, or could not be reached: the client sees what is behind a broken tunnel
      this.reset();
    } finally {
      this.#end();
    }
  }

  /** Nothing passes any more, and nothing is closed: as if the other side had lost its power. */
  freeze(): void {
    if (this.#frozen) return;
    this.#frozen = true;
    this.#thawed = new Promise((resolve) => (this.#thaw = resolve));
  }

  thaw(): void {
    this.#frozen = false;
    this.#thaw();
  }

  /** Ends the client's connection by RST. */
  reset(): void {
    if (!this.#response.destroyed) this.#reset();
    this.#end();
  }

  /** Puts text into the answer's body. */
  write(text: string): void {
    if (this.answered) this.#response.write(text);
  }

  /** Ends the answer's body in order, wherever it is. */
  finish(): void {
    this.#response.end();
    this.#end();
  }

  async #pass(upstream: Upstream, fault: FaultAction | undefined): Promise<void> {
    if (fault?.do === "hold") this.freeze();
    await this.#thawed;
    if (this.#over.signal.aborted) return;
    if (fault?.do === "answer") return this.#answer(fault);
    if (fault?.do === "reset" && fault.at === "request") return this.reset();
    const answer = await this.#forward(upstream);
    if (fault?.do === "reset") {
      // the server has done what it was asked when its answer is whole
      for await (const chunk of answer) void chunk;
      return this.reset();
    }
    // a body that ends early in good order has no length that says otherwise
    if (fault?.do === "cut") delete answer.headers["content-length"];
    if (fault?.do !== "buffer") await this.#head(answer);
    for await (const chunk of this.#shape(answer, fault)) await this.#send(answer, chunk);
    if (this.#over.signal.aborted) return;
    await this.#head(answer);
    this.#response.end();
  }

  #answer(fault: FaultAction & { do: "answer" }): void {
    const { status, retryAfter } = fault;
    this.#incoming.resume();
    this.#response.writeHead(status, {
      "content-type": "application/json",
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    });
    this.#response.end(refusalBody(fault));
  }

  #forward({ url, agent, headers: own }: Upstream): Promise<IncomingMessage> {
    const open = url.protocol === "http:" ? httpRequest : httpsRequest;
    const { method = "GET", url: path = "/", headers } = this.#incoming;
    const outgoing = open({
      host: url.hostname,
      port: url.port,
      path,
      method,
      agent,
      headers: { ...headers, host: url.host, ...own },
    });
    this.#outgoing = outgoing;
    this.#incoming.pipe(outgoing);
    return new Promise((resolve, reject) => {
      outgoing.once("response", resolve);
      outgoing.on("error", reject);
    });
  }

  async #head(answer: IncomingMessage): Promise<void> {
    await this.#thawed;
    if (this.#response.headersSent || this.#response.destroyed) return;
    const { connection: _connection, "keep-alive": _keepAlive, ...headers } = answer.headers;
    this.#response.writeHead(answer.statusCode ?? 502, headers);
    this.#response.flushHeaders();
  }

  async *#shape(answer: IncomingMessage, fault: FaultAction | undefined): AsyncGenerator<Buffer> {
    const chunks = answer as AsyncIterable<Buffer>;
    if (fault?.do === "cut") return yield* this.#cut(chunks, fault);
    if (fault?.do === "drip") return yield* this.#drip(chunks, fault);
    if (fault?.do === "idle-cut") this.#idle = { after: fault.after, timer: this.#armIdle(fault.after) };
    if (fault?.do !== "buffer") return yield* chunks;
    const whole: Buffer[] = [];
    for await (const chunk of chunks) whole.push(chunk);
    yield Buffer.concat(whole);
  }

  async *#cut(
    chunks: AsyncIterable<Buffer>,
    { after, by = "close" }: FaultAction & { do: "cut" },
  ): AsyncGenerator<Buffer> {
    let left = after;
    for await (const chunk of chunks) {
      yield chunk.subarray(0, left);
      left -= chunk.length;
      if (left > 0) continue;
      if (by === "end") this.finish();
      else await this.#close();
      return;
    }
  }

  /** Closes the connection when what was written is on its way. */
  async #close(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.#response.destroyed) resolve();
      this.#response.once("close", resolve);
      this.#response.socket?.write("", () => this.#response.destroy());
    });
  }

  async *#drip(
    chunks: AsyncIterable<Buffer>,
    { bytes, every }: FaultAction & { do: "drip" },
  ): AsyncGenerator<Buffer> {
    for await (const chunk of chunks)
      for (let at = 0; at < chunk.length; at += bytes) {
        if (!(await sleep(every, { clock: this.#clock, signal: this.#over.signal }))) return;
        yield chunk.subarray(at, at + bytes);
      }
  }

  async #send(answer: IncomingMessage, chunk: Buffer): Promise<void> {
    await this.#head(answer);
    await this.#thawed;
    if (this.#response.destroyed || this.#response.writableEnded) return;
    if (this.#idle) {
      this.#idle.timer.cancel();
      this.#idle.timer = this.#armIdle(this.#idle.after);
    }
    if (!this.#response.write(chunk)) await drained(this.#response);
  }

  #armIdle(after: number): Timer {
    return this.#clock.setTimer(after, () => this.#response.destroy());
  }

  #end(): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.thaw();
    this.#idle?.timer.cancel();
    this.#outgoing?.destroy();
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off("drain", go).off("close", go);
      resolve();
    };
    response.on("drain", go).on("close", go);
  });
}
