import { UsageError } from "../usage-error.ts";

/** Where Node's debugger listens by default. */
export const inspectAddress = "127.0.0.1:9229";

/**
 * `--inspect` and `--inspect-brk` as Node takes them: a port, a host, or both.
 *
 * @throws UsageError
 */
export function readInspect(input: { inspect?: string; inspectBrk?: string }): string[] {
  const { inspect, inspectBrk } = input;
  if (inspect !== undefined && inspectBrk !== undefined)
    throw new UsageError("--inspect and --inspect-brk exclude each other");
  if (inspect !== undefined) return [`--inspect=${checked("--inspect", inspect)}`];
  if (inspectBrk !== undefined) return [`--inspect-brk=${checked("--inspect-brk", inspectBrk)}`];
  return [];
}

/** Port 0 would be another one after each change. */
function checked(flag: string, value: string): string {
  const [, host, port] = /^(?:(\[[\da-f:.]+\]|[\w.-]*?):)?(\d+)$/i.exec(value) ?? [];
  const isPort = port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
  if (isPort && host !== "") return value;
  if (port === undefined && /^(\[[\da-f:.]+\]|[a-z][\w.-]*)$/i.test(value)) return `${value}:9229`;
  throw new UsageError(
    `cannot read ${flag} "${value}": expected PORT, HOST or HOST:PORT with a port from 1 to 65535`,
  );
}
