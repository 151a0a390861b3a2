import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { MemoryImage } from "./bases.ts";

/** How a registry wants to be asked. */
export interface RegistrySettings {
  /** By repository and tag: `team/node:24`. */
  readonly images: Readonly<Record<string, MemoryImage>>;
  /** Who may pull; by default anybody. */
  readonly access?: "anonymous token" | "password" | "password for a token" | "identity token" | "nobody";
  /** Answers a request in another way; true when it did. */
  readonly instead?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export const user = { username: "jane", password: "se:cret" };
const basic = `Basic ${Buffer.from(`${user.username}:${user.password}`).toString("base64")}`;

/** A registry by the distribution specification, in this process, until the test ends. */
export async function startRegistry(
  settings: RegistrySettings,
): Promise<{ host: string; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.authorization ?? "-"}`);
    if (settings.instead?.(request, response)) return;
    if (request.url?.startsWith("/token")) return giveToken(settings, request, response);
    if (!mayPull(settings, request)) return challenge(settings, request, response);
    serve(settings, request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function mayPull({ access }: RegistrySettings, { headers: { authorization } }: IncomingMessage): boolean {
  if (access === undefined) return true;
  if (access === "nobody") return false;
  return authorization === (access === "password" ? basic : "Bearer good");
}

function challenge({ access }: RegistrySettings, request: IncomingMessage, response: ServerResponse): void {
  const realm = `http://${request.headers.host}/token`;
  const how =
    access === "password"
      ? 'Basic realm="here"'
      : `Bearer realm="${realm}",service="here",scope="repository:team/node:pull"`;
  response.writeHead(401, { "www-authenticate": how }).end();
}

function giveToken({ access }: RegistrySettings, request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    const isAllowed =
      access === "anonymous token" ||
      (access === "password for a token" && request.headers.authorization === basic) ||
      (access === "identity token" &&
        request.method === "POST" &&
        body.includes("grant_type=refresh_token&refresh_token=idtoken"));
    response.writeHead(isAllowed ? 200 : 401).end(isAllowed ? '{"token":"good"}' : "{}");
  });
}

function serve({ images }: RegistrySettings, { url = "" }: IncomingMessage, response: ServerResponse): void {
  const [, repository, kind, which = ""] = /^\/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(url) ?? [];
  const image = Object.entries(images).find(
    ([name]) =>
      name === `${repository}:${which}` || (which.startsWith("sha256:") && name.startsWith(`${repository}:`)),
  );
  const digest = which.startsWith("sha256:") ? which : image?.[1].root.digest;
  const bytes = image?.[1].blobs.get(digest ?? "");
  if (!bytes) return void response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
  const type =
    kind === "manifests"
      ? ((JSON.parse(bytes.toString()) as { mediaType?: string }).mediaType ?? "")
      : "application/octet-stream";
  response.writeHead(200, { "content-type": type }).end(bytes);
}
