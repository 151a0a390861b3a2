import { Pod } from "../../k8s/core/v1.ts";
import type { MicroTime, Time } from "../../kube/scalar.ts";
import type { ObjectKey } from "../../kube/object.ts";
import type { CallOptions } from "./call-options.ts";
import type { Client } from "./client.ts";

/** What of a log to read (core/v1 PodLogOptions). */
export interface PodLogOptions extends CallOptions {
  /** Needed where the Pod has several containers. */
  readonly container?: string;
  /** Of the container that ran before, and ended. */
  readonly previous?: boolean;
  /** So many lines from its end. */
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  readonly sinceTime?: Time | MicroTime;
  /** Each line begins with its time. */
  readonly timestamps?: boolean;
  readonly limitBytes?: number;
  /** Only what was written there; default both, `All`. */
  readonly stream?: "All" | "Stdout" | "Stderr";
  readonly insecureSkipTLSVerifyBackend?: boolean;
}

const newline = 0x0a;

/**
 * The log of a Pod's container as text.
 *
 * @example
 * const text = await podLog(client, { namespace: "default", name: "web" }, { container: "main", tailLines: 20 });
 */
export function podLog(
  client: Pick<Client, "subresource">,
  key: ObjectKey,
  options: PodLogOptions = {},
): Promise<string> {
  return client.subresource(Pod, "log").get(key, request(options));
}

/**
 * The lines of a Pod's log as they come, with `follow` until its container ends, you stop, or the signal aborts. A connection that breaks is thrown as an error.
 *
 * @example
 * for await (const line of podLogLines(client, key, { follow: true, tailLines: 0, signal })) log.info(line);
 */
export async function* podLogLines(
  client: Pick<Client, "subresource">,
  key: ObjectKey,
  options: PodLogOptions & { readonly follow?: boolean } = {},
): AsyncGenerator<string> {
  const chunks = await client.subresource(Pod, "log").stream(key, request(options));
  let rest: Uint8Array[] = [];
  const line = (end: Uint8Array) => Buffer.concat([...rest, end]).toString("utf8");
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield line(chunk.subarray(start, end));
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) yield line(new Uint8Array());
}

function request({ signal, ...query }: PodLogOptions) {
  return { query, ...(signal ? { signal } : {}) };
}
