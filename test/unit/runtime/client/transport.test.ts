import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import type { Connection } from "../../../../src/runtime/client/connection.ts";
import { quickClock, type QuickClock } from "../../../helpers/quick-clock.ts";
import { startScriptedServer, type ScriptedServer, type Step } from "../../../helpers/scripted-server.ts";
import { turnsUntil } from "../../../helpers/turns.ts";

let server: ScriptedServer;
let clock: QuickClock;
let transport: Transport;
/** Answers whose head has come. */
let heads: number;
beforeEach(async () => {
  server = await startScriptedServer();
  clock = quickClock();
  heads = 0;
  transport = new Transport(server.connection({ headers: { authorization: "Bearer t" } }), {
    clock,
    userAgent: "test/1",
    onRequest: () => void heads++,
  });
});
afterEach(async () => {
  transport.close();
  await server.close();
});

const ok: Step = ({ json }) => json(200, { ok: true });
const get = { method: "GET", path: "/api/v1/pods" } as const;
const post = { method: "POST", path: "/api/v1/pods", body: { a: "ü" } } as const;

describe("a request", () => {
  test("carries credentials, agent and a framed body", async () => {
    server.script(ok);
    expect(await transport.request(post)).toMatchObject({ status: 200, body: { ok: true } });
    expect(server.requests[0]).toMatchObject({ method: "POST", path: "/api/v1/pods", body: '{"a":"ü"}' });
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: "Bearer t",
      "user-agent": "test/1",
      accept: "application/json",
      "content-type": "application/json",
      "content-length": "10",
    });
  });

  test("asks for no coding, and refuses one all the same, of a refusal too", async () => {
    const coded =
      (code: number): Step =>
      ({ response }) =>
        response
          .writeHead(code, { "content-encoding": "GZIP", "content-type": "application/json" })
          .end("\x1f\x8b");
    server.script(coded(200), coded(503), ({ response }) =>
      response
        .writeHead(200, { "content-encoding": "identity", "content-type": "application/json" })
        .end("{}"),
    );
    const refused = {
      code: "EBADMSG",
      message: expect.stringMatching(/^GET \/api\/v1\/pods: the answer is coded as "gzip"/),
    };
    await expect(transport.request(get)).rejects.toMatchObject(refused);
    await expect(transport.request(get)).rejects.toMatchObject(refused);
    expect(await transport.request(get)).toMatchObject({ body: {} });
    expect(server.requests.map(({ headers }) => headers["accept-encoding"])).toEqual([
      "identity",
      "identity",
      "identity",
    ]);
  });

  test("a stream is refused, too, that comes in a coding", async () => {
    server.script(({ response }) => response.writeHead(200, { "content-encoding": "gzip" }).end("x"));
    await expect(transport.stream(get)).rejects.toMatchObject({ code: "EBADMSG" });
  });

  test("frames the body of a DELETE, which Node leaves unframed by default", async () => {
    server.script(ok);
    await transport.request({ method: "DELETE", path: "/x", body: { propagationPolicy: "Orphan" } });
    expect(server.requests[0]?.body).toBe('{"propagationPolicy":"Orphan"}');
  });

  test("reuses its connection, one pool a channel", async () => {
    server.script(ok, ok, ok, ok);
    await transport.request(get);
    await transport.request(get);
    await transport.request({ ...get, channel: "lease" });
    await transport.request({ ...get, channel: "lease" });
    expect(server.requests.map((request) => request.connection)).toEqual([1, 1, 2, 2]);
  });

  test("returns text as text", async () => {
    server.script(({ response }) =>
      response.writeHead(200, { "content-type": "text/plain" }).end("log line"),
    );
    expect((await transport.request(get)).body).toBe("log line");
  });

  test.each([301, 302, 307])(
    "says so when the server sends it elsewhere (%i), where it does not go",
    async (code) => {
      server.script(({ response }) =>
        response.writeHead(code, { location: "/login", "content-type": "text/html" }).end("<a>"),
      );
      const message = `GET /api/v1/pods: the server answered ${code}: <a>`;
      await expect(transport.request(get)).rejects.toMatchObject({ name: "ApiError", code, message });
      expect(server.requests).toHaveLength(1);
    },
  );

  test("takes an answer without content for one, of whatever type", async () => {
    server.script(({ response }) => response.writeHead(204, { "content-type": "application/json" }).end());
    expect(await transport.request(post)).toMatchObject({ status: 204, body: "" });
  });

  test("says so when the answer is not JSON, without a word of it", async () => {
    server.script(({ response }) =>
      response.writeHead(200, { "content-type": "application/json" }).end('{"password":"hunter2"'),
    );
    const error = await transport.request(get).catch((caught: unknown) => caught as Error);
    expect(error).toMatchObject({ name: "ConnectionError", code: "EBADMSG" });
    expect(JSON.stringify([(error as Error).message, (error as Error).cause])).not.toContain("hunter2");
  });
});

describe("retry", () => {
  test.each([429, 500, 503, 504])(
    "%i is tried again after the seconds that the server names, also a POST",
    async (code) => {
      server.script(({ refuse }) => refuse(code, "ServerTimeout", { headers: { "retry-after": "3" } }), ok);
      expect((await transport.request(post)).body).toEqual({ ok: true });
      expect(clock.waits).toEqual([3_000]);
      expect(server.requests.map((request) => request.body)).toEqual(['{"a":"ü"}', '{"a":"ü"}']);
    },
  );

  test.each([429, 500, 503])("%i without Retry-After is thrown at once", async (code) => {
    server.script(({ refuse }) => refuse(code, "InternalError"));
    await expect(transport.request(get)).rejects.toMatchObject({ code });
    expect(server.requests).toHaveLength(1);
  });

  test("a 4xx is not tried again, Retry-After or not", async () => {
    server.script(({ refuse }) => refuse(409, "Conflict", { headers: { "retry-after": "1" } }));
    await expect(transport.request(get)).rejects.toMatchObject({ code: 409 });
    expect(server.requests).toHaveLength(1);
  });

  test("a version that the server does not have yet is thrown at once, though it says Retry-After", async () => {
    const details = { retryAfterSeconds: 1, causes: [{ reason: "ResourceVersionTooLarge" }] };
    server.script(({ refuse }) => refuse(504, "Timeout", { headers: { "retry-after": "1" }, details }));
    await expect(transport.request(get)).rejects.toMatchObject({ code: 504 });
    expect(server.requests).toHaveLength(1);
  });

  test("ends after ten more tries with the last refusal", async () => {
    const busy: Step = ({ refuse }) => refuse(429, "TooManyRequests", { headers: { "retry-after": "1" } });
    server.script(...Array.from({ length: 12 }, () => busy));
    await expect(transport.request(get)).rejects.toMatchObject({ code: 429 });
    expect(server.requests).toHaveLength(11);
    expect(clock.waits).toEqual(Array.from({ length: 10 }, () => 1_000));
  });

  test("a GET whose new connection was reset is tried again after a second", async () => {
    server.script(({ reset }) => reset(), ok);
    expect((await transport.request(get)).body).toEqual({ ok: true });
    expect(clock.waits).toEqual([1_000]);
  });

  test("a GET on a connection that the server closed while it was idle is sent again at once", async () => {
    server.script(ok, ({ reset }) => reset(), ok);
    await transport.request(get);
    expect((await transport.request(get)).body).toEqual({ ok: true });
    expect(clock.waits).toEqual([]);
  });

  test("a GET whose body breaks off is read again", async () => {
    const half: Step = ({ begin, response }) => {
      begin('{"ok":', { "content-length": "100" });
      response.socket?.end();
    };
    server.script(half, ok);
    expect((await transport.request(get)).body).toEqual({ ok: true });
  });

  test("a write whose connection was lost is not sent again: it may have happened", async () => {
    server.script(({ reset }) => reset());
    await expect(transport.request(post)).rejects.toMatchObject({
      name: "ConnectionError",
      code: "ECONNRESET",
    });
    expect(server.requests).toHaveLength(1);
  });

  test("nobody there is told at once, for the caller to back off", async () => {
    await server.close();
    await expect(transport.request(get)).rejects.toMatchObject({
      name: "ConnectionError",
      code: "ECONNREFUSED",
    });
    expect(clock.waits).toEqual([]);
  });

  test("a wait ends with the caller's signal", async () => {
    const controller = new AbortController();
    server.script(({ refuse }) => refuse(429, "TooManyRequests", { headers: { "retry-after": "3600" } }));
    const reason = new Error("enough");
    const request = transport.request({ ...get, signal: controller.signal });
    const caught = request.catch((error: unknown) => error);
    await turnsUntil(() => heads === 1);
    controller.abort(reason);
    expect(await caught).toBe(reason);
    expect(clock.armed).toBe(0);
  });
});

describe("time limits", () => {
  const tooLate = {
    name: "ConnectionError",
    code: "ETIMEDOUT",
    message: "POST /api/v1/pods: no answer within 20000 ms",
  };

  test("a call fails when no answer comes", async () => {
    server.script(() => {});
    const failed = transport.request({ ...post, timeout: 20_000 }).catch((error: unknown) => error);
    await server.received(1);
    clock.expire();
    expect(await failed).toMatchObject(tooLate);
    expect(clock.armed).toBe(0);
  });

  test("a call fails when the body of its answer stalls", async () => {
    server.script(({ begin }) => begin('{"ok":'));
    const failed = transport.request({ ...post, timeout: 20_000 }).catch((error: unknown) => error);
    await turnsUntil(() => heads === 1);
    clock.expire();
    expect(await failed).toMatchObject(tooLate);
  });

  test("a refusal whose body stalls is known by its code", async () => {
    server.script(
      ({ response }) => void response.writeHead(400, { "content-type": "application/json" }).write("{"),
    );
    const failed = transport.request(post).catch((error: unknown) => error);
    await turnsUntil(() => heads === 1);
    clock.expire();
    expect(await failed).toMatchObject({ name: "ApiError", code: 400 });
  });

  test("a stream has its time only until its head is there", async () => {
    server.script(({ begin }) => begin("line\n"));
    const body = await transport.stream({ ...get, channel: "watch" });
    expect(clock.armed).toBe(0);
    body.destroy();
  });

  test("the caller's signal ends a call with its own reason", async () => {
    server.script(() => {});
    const controller = new AbortController();
    const failed = transport.request({ ...get, signal: controller.signal }).catch((error: unknown) => error);
    await server.received(1);
    const reason = new Error("shutting down");
    controller.abort(reason);
    expect(await failed).toBe(reason);
    expect(clock.armed).toBe(0);
  });

  test("a signal that has aborted sends nothing", async () => {
    await expect(transport.request({ ...get, signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(server.requests).toHaveLength(0);
  });
});

describe("401", () => {
  function renewing(): { connection: Connection; renewed: () => number } {
    let generation = 1;
    let renewed = 0;
    const make = () => ({ headers: { authorization: `Bearer ${generation}` }, tls: {} });
    let current = make();
    const connection: Connection = {
      ...server.connection(),
      credentials: () => Promise.resolve(current),
      refresh(used) {
        if (used !== current) return;
        renewed++;
        generation++;
        current = make();
      },
    };
    return { connection, renewed: () => renewed };
  }
  const onlySecond: Step = ({ request, json, refuse }) =>
    request.headers.authorization === "Bearer 2" ? json(200, { ok: true }) : refuse(401, "Unauthorized");

  test("is answered with fresh credentials, once, also for a write", async () => {
    const { connection, renewed } = renewing();
    server.script(onlySecond, onlySecond);
    expect((await new Transport(connection).request(post)).body).toEqual({ ok: true });
    expect(renewed()).toBe(1);
  });

  test("is thrown when fresh credentials are refused, too", async () => {
    const { connection } = renewing();
    const no: Step = ({ refuse }) => refuse(401, "Unauthorized");
    server.script(no, no);
    await expect(new Transport(connection).request(get)).rejects.toMatchObject({ code: 401 });
    expect(server.requests).toHaveLength(2);
  });

  test("to many at once renews once", async () => {
    const { connection, renewed } = renewing();
    const fresh = new Transport(connection);
    server.script(...Array.from({ length: 10 }, () => onlySecond));
    await Promise.all(Array.from({ length: 5 }, () => fresh.request(get)));
    expect(renewed()).toBe(1);
    fresh.close();
  });
});

test("each warning of the server is told once", async () => {
  const told: string[] = [];
  const warned = new Transport(server.connection(), { onWarning: (text) => told.push(text) });
  const warn: Step = ({ json }) =>
    json(200, {}, { warning: ['299 - "old \\"version\\""', '299 - "unknown field \\"spec.x\\""'] });
  server.script(warn, warn);
  await warned.request(get);
  await warned.request(get);
  expect(told).toEqual(['old "version"', 'unknown field "spec.x"']);
  warned.close();
});

test("each try is observed with its code, and with <error> when there was no answer", async () => {
  const seen: string[] = [];
  const observed = new Transport(server.connection(), {
    clock,
    onRequest: ({ method, code, host }) => seen.push(`${method} ${code} ${server.url.endsWith(host)}`),
  });
  server.script(
    ({ refuse }) => refuse(503, "ServiceUnavailable", { headers: { "retry-after": "1" } }),
    ({ reset }) => reset(),
  );
  await observed.request(post).catch(() => {});
  expect(seen).toEqual(["POST 503 true", "POST <error> true"]);
  observed.close();
});

test("close ends connections that are in use", async () => {
  server.script(() => {});
  const failed = transport.request(post).catch((error: unknown) => error);
  await server.received(1);
  transport.close();
  expect(await failed).toMatchObject({ name: "ConnectionError" });
});
