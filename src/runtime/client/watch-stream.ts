import type { Status } from "../../kube/status.ts";
import type { StreamedBody } from "./response-body.ts";

const newline = 0x0a;

/** One line of a watch. */
export interface Line {
  readonly type: string;
  readonly object: unknown;
}

/** Reads a line; it may throw, and what it keeps of the bytes it has to copy. */
export type DecodeLine = (line: Buffer) => Line | null;

/**
 * The events of a watch's body. Lines are cut on bytes, so that a chunk may end inside a character. A connection that breaks, also in the middle
 * of a line, ends the watch like an orderly end: what was read is good, and the watch is taken up there. A whole line that cannot be read
 * becomes an ERROR event with an InternalError, and is the last. Follows apimachinery's watch/streamwatcher.go.
 */
export async function* readWatch(
  body: StreamedBody,
  { signal, decode = parseWhole }: { signal: AbortSignal; decode?: DecodeLine | undefined },
): AsyncGenerator<Line> {
  const onAbort = () => body.destroy();
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  let rest: Buffer[] = [];
  try {
    for await (const chunk of unbroken(body)) {
      let start = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        const line = chunk.subarray(start, end);
        const whole = rest.length > 0 ? Buffer.concat([...rest, line]) : line;
        rest = [];
        start = end + 1;
        if (whole.length === 0) continue;
        const event = readLine(whole, decode);
        yield event;
        if (event.type === "ERROR") return;
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    body.destroy();
  }
}

/** The chunks of a body until it ends, in whatever way: a server that went away is met when the watch is opened again. */
async function* unbroken(body: StreamedBody): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield chunk;
  } catch {
    return;
  }
}

function parseWhole(line: Buffer): Line | null {
  return JSON.parse(line.toString("utf8")) as Line | null;
}

function readLine(line: Buffer, decode: DecodeLine): Line {
  try {
    const event = decode(line);
    if (typeof event?.type === "string") return event;
  } catch {
    // told below, without a word of the line: it may be a Secret's
  }
  return unreadable(line.length);
}

function unreadable(bytes: number): Line {
  const object: Status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    code: 500,
    reason: "InternalError",
    message: `cannot read an event of the watch: a line of ${bytes} bytes is not an event`,
    details: { causes: [{ reason: "ClientWatchDecoding" }] },
  };
  return { type: "ERROR", object };
}
