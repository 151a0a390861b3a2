import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Why a request is not served. */
export interface Refusal {
  readonly code: 400 | 401 | 403 | 405;
  readonly text: string;
}

/**
 * Whether a request to a server on this machine is one of its own page or of a command: it names this server as its host (a page of another site that has its name resolve to
 * 127.0.0.1 does not), comes from no other site, and has the token.
 */
export function checkRequest(
  request: Pick<IncomingMessage, "method" | "headers" | "url">,
  { port, token }: { readonly port: number; readonly token: string },
): Refusal | undefined {
  const { method, headers } = request;
  const hosts = ["127.0.0.1", "localhost"].map((name) => `${name}:${port}`);
  if (!hosts.includes(headers.host ?? "")) return { code: 403, text: "This server is not called that." };
  const { origin } = headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`))
    return { code: 403, text: "Requests of other sites are refused." };
  const site = headers["sec-fetch-site"];
  // a link of another site may be followed, but only as a whole page, which takes the token
  if (site === "cross-site" && headers["sec-fetch-mode"] !== "navigate")
    return { code: 403, text: "Requests of other sites are refused." };
  if (method !== "GET" && method !== "HEAD")
    return { code: 405, text: "There is nothing to be changed here." };
  const given = tokenOf(request);
  if (given === undefined || !isSame(given, token))
    return { code: 401, text: "Open the whole address that `kubewright run --ui` prints: it has a token." };
  return undefined;
}

function tokenOf({ url = "", headers }: Pick<IncomingMessage, "headers" | "url">): string | undefined {
  const [, bearer] = /^Bearer (\S+)$/.exec(headers.authorization ?? "") ?? [];
  return bearer ?? new URLSearchParams(url.split("?", 2)[1] ?? "").get("token") ?? undefined;
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
