import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Go's DefaultMaxHeaderBytes, for the target and all headers. */
const maxHeaderSize = 1024 * 1024;

/**
 * The HTTPS server. It takes requests as Go's does, as far as Node's parser lets them through: what cannot be read is refused in Go's words and ends the
 * connection, and who expects to be told to go on is told when the body is read.
 */
export function createDoor(
  identity: { cert: string; key: string },
  handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Server {
  const options = { ...identity, keepAliveTimeout: 60_000, maxHeaderSize, requireHostHeader: false };
  const server = createServer(options, (request, response) => {
    const problem = problemOf(request);
    if (problem) refuse(response, problem);
    else if (request.method === "OPTIONS" && request.url === "*") response.end();
    else void handler(request, response);
  });
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    request.on("newListener", (event: string) => {
      if (event === "data" && !response.headersSent) response.writeContinue();
    });
    server.emit("request", request, response);
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const isLarge = error.code === "HPE_HEADER_OVERFLOW";
    hangUp(socket, isLarge ? "431 Request Header Fields Too Large" : "400 Bad Request");
  });
  // nobody may go through here to somewhere else
  server.on("connect", (_request, socket) => {
    hangUp(socket, "404 Not Found", "404 page not found\n");
  });
  // all of them, as many as fit: Node leaves out those beyond a number
  server.maxHeadersCount = 0;
  return server;
}

/** What Go's server does not take; undefined for nothing. Follows readRequest of net/http's server.go. */
function problemOf({ httpVersionMajor, httpVersionMinor, rawHeaders }: IncomingMessage): string | undefined {
  if (httpVersionMajor > 1) return "505 HTTP Version Not Supported: unsupported protocol version";
  if (httpVersionMajor < 1) return "400 Bad Request";
  const hosts = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === "host",
  );
  if (hosts.length > 1) return "400 Bad Request";
  if (hosts.length === 0 && httpVersionMinor > 0) return "400 Bad Request: missing required Host header";
  const isHost = /^[\w!$%&'()*+,\-.:;=@[\]~]*$/.test(hosts[0] ?? "");
  return isHost ? undefined : "400 Bad Request: malformed Host header";
}

function refuse(response: ServerResponse, text: string): void {
  response.writeHead(Number(text.slice(0, 3)), text.slice(4), {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(text),
    Connection: "close",
  });
  response.end(text);
}

/** The same where there is no response to write in. */
function hangUp(socket: Duplex, status: string, text = status): void {
  if (!socket.writable) return void socket.destroy();
  const headers = "Content-Type: text/plain; charset=utf-8\r\nConnection: close\r\n";
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n${text}`);
}
