import type { Socket } from "node:net";
import type { IncomingHttpHeaders } from "node:http";
import { ConnectionError } from "./errors.ts";
import { ResponseBody } from "./response-body.ts";
import { ResponseParser, type ResponseHead } from "./response-parser.ts";

/** An answer whose head has come. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly warnings: readonly string[];
  readonly body: ResponseBody;
}

/** Who waits for an answer. One of the two is called, once. */
export interface Asker {
  answered(response: HttpResponse): void;
  failed(error: Error): void;
}

/** What is under way on a connection. */
interface Underway {
  readonly asker: Asker;
  readonly parser: ResponseParser;
  body: ResponseBody | undefined;
}

/** One connection to a server, for one request after the other. */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #onFree: (connection: HttpConnection, head: ResponseHead) => void;
  readonly #onClose: (connection: HttpConnection) => void;
  #underway: Underway | undefined;
  #requests = 0;
  #error: Error | undefined;

  /** `onFree` is told when another request may be sent, `onClose` when none can be any more. */
  constructor(
    socket: Socket,
    options: {
      onFree: (connection: HttpConnection, head: ResponseHead) => void;
      onClose: (connection: HttpConnection) => void;
    },
  ) {
    this.#socket = socket;
    this.#onFree = options.onFree;
    this.#onClose = options.onClose;
    this.#error = socket.errored ?? undefined;
    // it waits for a request, and must not keep the process alive
    socket.unref();
    socket.on("data", (part: Buffer) => this.#take(part));
    socket.on("error", (error) => (this.#error ??= error));
    socket.on("end", () => this.#ended());
    socket.on("close", () => {
      this.#ended();
      this.#onClose(this);
    });
  }

  /** Whether it has answered a request before. */
  get used(): boolean {
    return this.#requests > 1;
  }

  /** Whether it is of no more use. */
  get closed(): boolean {
    return this.#socket.destroyed || this.#socket.readableEnded || this.#error !== undefined;
  }

  /** Sends a request, with its body; only while nothing is under way. */
  send(request: string | Buffer, asker: Asker): void {
    this.#requests++;
    if (this.closed) return asker.failed(this.#error ?? closedError());
    this.#socket.ref();
    const underway: Underway = { asker, body: undefined, parser: this.#parserFor(() => underway) };
    this.#underway = underway;
    this.#socket.write(request);
  }

  /** Ends it at once, and with it what is under way. */
  destroy(): void {
    // a body that lasts until the end is not whole by this end
    this.#error ??= closedError();
    this.#socket.destroy();
    this.#ended();
  }

  #parserFor(underway: () => Underway): ResponseParser {
    let head: ResponseHead | undefined;
    return new ResponseParser({
      head: (came) => {
        head = came;
        const body = new ResponseBody({
          pause: () => this.#socket.pause(),
          resume: () => this.#socket.resume(),
          destroy: () => this.destroy(),
        });
        underway().body = body;
        const { status, headers, warnings } = came;
        underway().asker.answered({ status, headers, warnings, body });
      },
      data: (part) => underway().body?.push(part),
      end: (reusable) => {
        this.#underway = undefined;
        underway().body?.finish();
        this.#rest(reusable, head as ResponseHead);
      },
    });
  }

  /** Nothing is under way any more. What is kept open must not keep the process alive. */
  #rest(reusable: boolean, head: ResponseHead): void {
    // an answer to a request that was not sent to its end (413): what follows would be taken for the rest of it
    const sent = this.#socket.writableLength === 0;
    if (!reusable || !sent || this.closed) return void this.#socket.destroy();
    this.#socket.resume();
    this.#socket.unref();
    this.#onFree(this, head);
  }

  #take(part: Buffer): void {
    const { parser } = this.#underway ?? {};
    // nobody asked for anything
    if (!parser) return void this.#socket.destroy();
    try {
      parser.feed(part);
    } catch (error) {
      this.#error ??= error as Error;
      this.destroy();
    }
  }

  /** Nothing more will come. */
  #ended(): void {
    const underway = this.#underway;
    if (!underway) return void this.#socket.destroy();
    if (!this.#error && underway.parser.close()) return;
    this.#underway = undefined;
    this.#socket.destroy();
    const error = this.#error ?? closedError();
    if (underway.body) underway.body.fail(error);
    else underway.asker.failed(error);
  }
}

function closedError(): ConnectionError {
  return new ConnectionError("ECONNRESET", "the connection was closed");
}
