import { messageOf } from "../../base/errors.ts";
import type { Runnable } from "../../base/lifetime.ts";
import { createServer } from "../../base/node-http.ts";
import { listen } from "./listen.ts";

/** Throws, or rejects, when something is wrong. */
export type HealthCheck = () => void | Promise<void>;

/** Named checks behind `/healthz` and `/readyz`. */
export interface HealthChecks {
  readonly healthz: Readonly<Record<string, HealthCheck>>;
  readonly readyz: Readonly<Record<string, HealthCheck>>;
}

interface Answer {
  readonly code: number;
  readonly body: string;
}

/**
 * Serves `/healthz` and `/readyz`, each check below them by name, `?exclude=name` and `?verbose`. Follows controller-runtime's pkg/healthz, but says why a
 * check failed. `address` is `:8081`, `host:port`, or port 0 for a free one.
 */
export function healthServer(options: {
  address: string;
  checks: HealthChecks;
  onListening?: (port: number) => void;
}): Runnable {
  const { address, checks, onListening } = options;
  return {
    async start(signal) {
      const server = createServer((request, response) => {
        void answer(request.url ?? "/", checks).then(({ code, body }) =>
          response
            .writeHead(code, {
              "content-type": "text/plain; charset=utf-8",
              "x-content-type-options": "nosniff",
            })
            .end(body),
        );
      });
      await listen(server, { address, signal, ...(onListening ? { onListening } : {}) });
    },
  };
}

async function answer(url: string, checks: HealthChecks): Promise<Answer> {
  const [path = "", query = ""] = url.split("?", 2);
  const [, group = "", ...rest] = path.replace(/\/$/, "").split("/");
  if (group !== "healthz" && group !== "readyz") return notFound;
  const parameters = new URLSearchParams(query);
  if (rest.length === 0) return answerAll(group, checks[group], parameters);
  const name = rest.join("/");
  const check = Object.hasOwn(checks[group], name) ? checks[group][name] : undefined;
  if (!check) return notFound;
  const failure = await run(check);
  return failure === undefined
    ? { code: 200, body: "ok" }
    : { code: 500, body: `internal server error: ${failure}\n` };
}

const notFound: Answer = { code: 404, body: "404 page not found\n" };

async function answerAll(
  group: string,
  checks: Readonly<Record<string, HealthCheck>>,
  parameters: URLSearchParams,
): Promise<Answer> {
  const excluded = new Set(parameters.getAll("exclude").flatMap((value) => value.split(",")));
  excluded.delete("");
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      if (excluded.delete(name)) return { ok: true, line: `[+]${name} excluded: ok` };
      const failure = await run(check);
      return failure === undefined
        ? { ok: true, line: `[+]${name} ok` }
        : { ok: false, line: `[-]${name} failed: ${failure}` };
    }),
  );
  const ok = results.every((result) => result.ok);
  if (ok && !parameters.has("verbose")) return { code: 200, body: "ok" };
  const lines = results.map((result) => result.line);
  if (excluded.size > 0) {
    const unknown = [...excluded].map((name) => `"${name}"`).join(",");
    lines.push(`warn: some health checks cannot be excluded: no matches for ${unknown}`);
  }
  lines.push(`${group} check ${ok ? "passed" : "failed"}`);
  return { code: ok ? 200 : 500, body: `${lines.join("\n")}\n` };
}

/** What is wrong; undefined when nothing is. */
async function run(check: HealthCheck): Promise<string | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
