import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock, Timer } from "../../base/clock.ts";
import { checkRequest } from "./check-request.ts";
import { explainObject, type AskOperator } from "./explain-object.ts";
import { pageHtml } from "./page-html.ts";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";
import type { ViewModel } from "./view-model.ts";

/** Where a view is served. */
export interface ViewServer {
  /** Of the page, with its token. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

interface ServeOptions {
  readonly model: ViewModel;
  readonly ask: AskOperator;
  /** What a request has to have. */
  readonly token: string;
  /** Also serve the page; without it only what commands ask for. */
  readonly page: boolean;
  readonly clock: Clock;
  /** 0 or none: any that is free. */
  readonly port?: number;
}

/** Changes are told of so often at most. */
const everyMs = 200;
const headers = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/**
 * Serves a view on 127.0.0.1: the page, its data as JSON, and changes as server-sent events. Only GET, only with the token, only to itself (see checkRequest);
 * nothing of it comes from elsewhere.
 */
export async function serveView(options: ServeOptions): Promise<ViewServer> {
  const { token } = options;
  let port = 0;
  const server = createServer((request, response) => {
    const refusal = checkRequest(request, { port, token });
    if (refusal)
      return answer(response, { code: refusal.code, type: "text/plain", body: `${refusal.text}\n` });
    respond(request, response, options).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  ({ port } = server.address() as AddressInfo);
  return {
    port,
    url: `http://127.0.0.1:${port}/?token=${token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServeOptions,
): Promise<void> {
  const { model, ask, page, token } = options;
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const json = (value: unknown) =>
    value === undefined
      ? answer(response, {
          code: 404,
          type: "application/json",
          body: '{"error":"there is no such object"}\n',
        })
      : answer(response, { code: 200, type: "application/json", body: JSON.stringify(value) });
  const text = (type: string, body: string) => answer(response, { code: 200, type, body });
  if (pathname === "/api/state") return json(model.snapshot());
  if (pathname === "/api/object") return json(model.detail(searchParams.get("uid") ?? ""));
  if (pathname === "/api/changes") return tellChanges(response, options);
  if (pathname === "/api/explain") {
    const [kind = "", namespace, name = ""] = ["kind", "namespace", "name"].map(
      (parameter) => searchParams.get(parameter) ?? undefined,
    );
    return json(await explainObject({ kind, name, ...(namespace ? { namespace } : {}) }, { model, ask }));
  }
  if (page && pathname === "/") return text("text/html", pageHtml(token));
  if (page && pathname === "/app.js") return text("text/javascript", pageScript);
  if (page && pathname === "/style.css") return text("text/css", pageStyle);
  answer(response, { code: 404, type: "text/plain", body: "There is no such page.\n" });
}

/** Tells, as server-sent events, which revision of the view there is, until the other side has gone. */
function tellChanges(response: ServerResponse, { model, clock }: ServeOptions): void {
  response.writeHead(200, { ...headers, "content-type": "text/event-stream; charset=utf-8" });
  let timer: Timer | undefined;
  const tell = () => {
    timer = undefined;
    response.write(`data: ${model.revision}\n\n`);
  };
  const unlisten = model.listen(() => (timer ??= clock.setTimer(everyMs, tell)));
  response.on("close", () => {
    unlisten();
    timer?.cancel();
  });
  tell();
}

function answer(
  response: ServerResponse,
  { code, type, body }: { code: number; type: string; body: string },
): void {
  response.writeHead(code, { ...headers, "content-type": `${type}; charset=utf-8` });
  response.end(body);
}
