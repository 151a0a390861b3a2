import type { IncomingHttpHeaders } from "node:http";

/** Status line and headers of an answer. */
export interface ResponseHead {
  readonly status: number;
  /** By names in lower case; what is there more than once is joined by commas. */
  readonly headers: IncomingHttpHeaders;
  /** Each `Warning` header. */
  readonly warnings: readonly string[];
}

/** Is told what comes. */
export interface ResponseSink {
  head(head: ResponseHead): void;
  /** A part of the body. */
  data(part: Buffer): void;
  /** The answer is whole; whether the connection may be used again. */
  end(reusable: boolean): void;
}

/** What came is no answer of HTTP/1.1, or more than one. */
export class BadResponseError extends Error {
  readonly code = "EBADMSG";

  constructor(what: string) {
    super(`the answer is not HTTP: ${what}`);
    this.name = "BadResponseError";
  }
}

type Phase =
  "head" | "length" | "chunk-size" | "chunk" | "chunk-end" | "trailers" | "until-close" | "done" | "failed";

const [maxHead, maxLine] = [64 * 1024, 4 * 1024];
const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/;
// names are tokens; values have no control characters but tabs (RFC 9110 5.5)
const headerLine = /^([\w!#$%&'*+\-.^`|~]+):[ \t]*((?:[^\x00-\x08\x0a-\x1f\x7f]*[^\x00-\x20\x7f])?)[ \t]*$/;
const chunkSize = /^([0-9a-fA-F]{1,8})[ \t]*(?:;[^\x00-\x08\x0a-\x1f\x7f]*)?$/;
const nothing = Buffer.alloc(0);
const [cr, lf] = [0x0d, 0x0a];

/**
 * Reads one answer of HTTP/1.1 as it comes, in parts cut anywhere: interim answers (1xx) are passed over, bodies have a length, chunks, or last until the
 * connection ends. What could be read in two ways (RFC 9112 6.3: both a length and chunks, several lengths, folded headers, lines without CR) is refused.
 */
export class ResponseParser {
  readonly #sink: ResponseSink;
  #phase: Phase = "head";
  /** The beginning of a line or head, whose end has not come. */
  #held: Buffer = nothing;
  /** Bytes of the body or chunk that are to come. */
  #left = 0;
  #trailers = 0;
  #reusable = false;

  constructor(sink: ResponseSink) {
    this.#sink = sink;
  }

  /**
   * Takes what has come next.
   *
   * @throws BadResponseError; nothing more may come then
   */
  feed(part: Buffer): void {
    const bytes = this.#held.length > 0 ? Buffer.concat([this.#held, part]) : part;
    this.#held = nothing;
    try {
      for (let at = 0; at < bytes.length;) {
        const next = this.#step(bytes, at);
        if (next === undefined) {
          this.#held = bytes.subarray(at);
          return;
        }
        at = next;
      }
    } catch (error) {
      this.#phase = "failed";
      throw error;
    }
  }

  /** The connection has ended. Returns whether the answer was whole, or is by that. */
  close(): boolean {
    if (this.#phase !== "until-close") return this.#phase === "done";
    this.#finish(false);
    return true;
  }

  /** Reads what is next; returns where that ends, undefined when its end has not come. */
  #step(bytes: Buffer, at: number): number | undefined {
    switch (this.#phase) {
      case "head":
        return this.#head(bytes, at);
      case "length":
      case "chunk":
        return this.#body(bytes, at);
      case "chunk-size":
        return this.#beginChunk(bytes, at);
      case "chunk-end":
        return this.#endChunk(bytes, at);
      case "trailers":
        return this.#trailer(bytes, at);
      case "until-close":
        this.#sink.data(at === 0 ? bytes : bytes.subarray(at));
        return bytes.length;
      default:
        throw new BadResponseError("something comes after its end");
    }
  }

  #head(bytes: Buffer, at: number): number | undefined {
    const end = bytes.indexOf("\r\n\r\n", at, "latin1");
    if ((end < 0 ? bytes.length : end) - at > maxHead)
      throw new BadResponseError(`its headers are over ${maxHead} bytes`);
    if (end < 0) {
      // the end that is waited for would never come
      endOfLine(bytes, at, maxHead);
      return undefined;
    }
    const [first = "", ...lines] = bytes.toString("latin1", at, end).split("\r\n");
    const [, minor, code] = statusLine.exec(first) ?? [];
    if (!code) throw new BadResponseError("it begins with something else than a status");
    const status = Number(code);
    const { headers, warnings } = readHeaders(lines);
    if (status === 101) throw new BadResponseError("it switches to another protocol");
    // an interim answer: the final one follows
    if (status >= 200) this.#begin({ status, headers, warnings }, minor === "1");
    return end + 4;
  }

  #begin(head: ResponseHead, persistent: boolean): void {
    const { status, headers } = head;
    const said = (headers.connection ?? "").toLowerCase().split(/[ \t]*,[ \t]*/);
    this.#reusable = persistent ? !said.includes("close") : said.includes("keep-alive");
    const length = headers["content-length"];
    const coding = headers["transfer-encoding"]?.toLowerCase();
    if (coding !== undefined && (length !== undefined || coding !== "chunked"))
      throw new BadResponseError("its length cannot be told");
    if (length !== undefined && !/^\d{1,15}$/.test(length))
      throw new BadResponseError("it has no one length");
    this.#sink.head(head);
    const empty = status === 204 || status === 304;
    if (empty || length === "0") return this.#finish(this.#reusable);
    this.#left = Number(length ?? 0);
    this.#phase = coding ? "chunk-size" : length === undefined ? "until-close" : "length";
    if (this.#phase === "length" && this.#left === 0) this.#finish(this.#reusable);
  }

  #body(bytes: Buffer, at: number): number {
    const end = Math.min(at + this.#left, bytes.length);
    this.#left -= end - at;
    this.#sink.data(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end));
    if (this.#left > 0) return end;
    if (this.#phase === "chunk") this.#phase = "chunk-end";
    else this.#finish(this.#reusable);
    return end;
  }

  #beginChunk(bytes: Buffer, at: number): number | undefined {
    const end = endOfLine(bytes, at);
    if (end === undefined) return undefined;
    const [, size] = chunkSize.exec(bytes.toString("latin1", at, end)) ?? [];
    if (!size) throw new BadResponseError("a chunk has no size");
    this.#left = parseInt(size, 16);
    this.#phase = this.#left > 0 ? "chunk" : "trailers";
    return end + 2;
  }

  #endChunk(bytes: Buffer, at: number): number | undefined {
    if (bytes[at] !== cr || (bytes[at + 1] ?? lf) !== lf)
      throw new BadResponseError("a chunk is longer than it says");
    if (at + 1 === bytes.length) return undefined;
    this.#phase = "chunk-size";
    return at + 2;
  }

  /** Nobody asks for trailers, so that they are only checked. */
  #trailer(bytes: Buffer, at: number): number | undefined {
    const end = endOfLine(bytes, at);
    if (end === undefined) return undefined;
    this.#trailers += end - at;
    if (end === at) this.#finish(this.#reusable);
    else if (!headerLine.test(bytes.toString("latin1", at, end)) || this.#trailers > maxHead)
      throw new BadResponseError("a trailer is none");
    return end + 2;
  }

  #finish(reusable: boolean): void {
    this.#phase = "done";
    this.#sink.end(reusable);
  }
}

/** Where the CR of a line is; undefined when its end has not come. */
function endOfLine(bytes: Buffer, at: number, most = maxLine): number | undefined {
  const end = bytes.indexOf(lf, at);
  if ((end < 0 ? bytes.length : end) - at > most) throw new BadResponseError(`a line is over ${most} bytes`);
  if (end < 0) return undefined;
  if (end === at || bytes[end - 1] !== cr) throw new BadResponseError("a line ends without CR");
  return end - 1;
}

function readHeaders(lines: readonly string[]): Omit<ResponseHead, "status"> {
  const headers = Object.create(null) as Record<string, string>;
  const warnings: string[] = [];
  for (const line of lines) {
    const [, written, value = ""] = headerLine.exec(line) ?? [];
    if (!written) throw new BadResponseError("a header is none");
    const name = written.toLowerCase();
    const known = headers[name];
    headers[name] = known === undefined ? value : `${known}, ${value}`;
    if (name === "warning") warnings.push(value);
  }
  return { headers, warnings };
}
