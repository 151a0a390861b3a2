import type { Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { UserError } from "../../base/errors.ts";
import { aborted } from "../../base/lifetime.ts";

/** Listens until the signal aborts, then closes the server with every connection. Resolves when it is closed. */
export async function listen(
  server: HttpServer | HttpsServer,
  options: { address: string; signal: AbortSignal; onListening?: (port: number) => void },
): Promise<void> {
  const { address, signal, onListening } = options;
  const { host, port } = parseAddress(address);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new UserError("LISTEN_FAILED", `cannot listen on "${address}": ${error.message}`, { cause: error }),
      ),
    );
    server.listen({ port, ...(host ? { host } : {}) }, resolve);
  });
  onListening?.((server.address() as AddressInfo).port);
  await aborted(signal);
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** `:8080`, `127.0.0.1:8080` or `[::1]:8080`. */
export function parseAddress(address: string): { host: string | undefined; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d+)$/.exec(address);
  if (!match || Number(match[3]) > 65_535)
    throw new UserError(
      "ADDRESS_INVALID",
      `cannot read address "${address}": expected ":port" or "host:port"`,
    );
  return { host: match[1] ?? (match[2] || undefined), port: Number(match[3]) };
}
