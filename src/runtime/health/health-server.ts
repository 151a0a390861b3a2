import { createServer, type ServerResponse } from "node:http";
import { listen } from "./listen.ts";
import type { Runnable } from "../../base/lifetime.ts";
import { messageOf } from "../../base/errors.ts";

/** Throws, or rejects, when something is wrong. */
export type HealthCheck = () => void | Promise<void>;

/** Named checks behind `/healthz` and `/readyz`. */
export interface HealthChecks {
  readonly healthz: Readonly<Record<string, HealthCheck>>;
  readonly readyz: Readonly<Record<string, HealthCheck>>;
}

/**
 * Serves `/healthz` and `/readyz`, each check below them by name, `?exclude=name` and `?verbose`. Follows controller-runtime's pkg/healthz.
 * `address` is `:8081`, `host:port`, or port 0 for a free one.
 */
export function healthServer(options: {
  address: string;
  checks: HealthChecks;
  onListening?: (port: number) => void;
}): Runnable {
  return {
    async start(signal) {
      const server = createServer((request, response) => {
        void respond(new URL(request.url ?? "/", "http://localhost"), { checks: options.checks, response });
      });
      await listen(server, {
        address: options.address,
        signal,
        ...(options.onListening ? { onListening: options.onListening } : {}),
      });
    },
  };
}

async function respond(
  url: URL,
  { checks, response }: { checks: HealthChecks; response: ServerResponse },
): Promise<void> {
  const [, group = "", name] = url.pathname.split("/");
  const all = group === "healthz" || group === "readyz" ? checks[group] : undefined;
  const single = name ? all?.[name] : undefined;
  if (!all || (name && !single)) {
    response.writeHead(404).end("404 page not found\n");
    return;
  }
  const excluded = url.searchParams.getAll("exclude").flatMap((value) => value.split(","));
  const chosen = single && name ? { [name]: single } : all;
  const lines = await Promise.all(
    Object.entries(chosen).map(async ([check, run]) => {
      if (excluded.includes(check)) return { ok: true, text: `[+]${check} excluded: ok` };
      try {
        await run();
        return { ok: true, text: `[+]${check} ok` };
      } catch (error) {
        return { ok: false, text: `[-]${check} failed: ${messageOf(error)}` };
      }
    }),
  );
  const ok = lines.every((line) => line.ok);
  const verbose = url.searchParams.has("verbose") || !ok;
  const body = verbose
    ? `${lines.map((line) => line.text).join("\n")}\n${group} check ${ok ? "passed" : "failed"}\n`
    : "ok";
  response
    .writeHead(ok ? 200 : 500, {
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
    })
    .end(body);
}
