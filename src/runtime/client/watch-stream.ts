import type { IncomingMessage } from "node:http";
import { ConnectionError } from "./errors.ts";

const newline = 0x0a;

/** A line of a watch that is not JSON: cut off, or garbled on the way. */
export class WatchDecodeError extends Error {
  constructor(line: string, options: { cause: unknown }) {
    super(`cannot read a watch event: ${line.slice(0, 120)}`, options);
    this.name = "WatchDecodeError";
  }
}

/**
 * The JSON values of a newline-delimited stream. Lines are cut on bytes, so that a chunk may end inside a character. Ends with the
 * stream; an unfinished last line is an error, as is a broken connection.
 */
export async function* readJsonLines(
  response: IncomingMessage,
  signal: AbortSignal,
): AsyncGenerator<unknown> {
  const onAbort = () => response.destroy();
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  let rest: Buffer[] = [];
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        const line = chunk.subarray(start, end);
        const whole = rest.length > 0 ? Buffer.concat([...rest, line]) : line;
        rest = [];
        start = end + 1;
        if (whole.length > 0) yield parseLine(whole);
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
    }
  } catch (error) {
    if (signal.aborted || error instanceof WatchDecodeError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "EUNKNOWN";
    throw new ConnectionError(
      code,
      `watch broke off: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  } finally {
    signal.removeEventListener("abort", onAbort);
    response.destroy();
  }
  if (rest.length > 0) yield parseLine(Buffer.concat(rest));
}

function parseLine(line: Buffer): unknown {
  const text = line.toString("utf8");
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new WatchDecodeError(text, { cause: error });
  }
}
