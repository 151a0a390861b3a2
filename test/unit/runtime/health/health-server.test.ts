import { afterEach, describe, expect, test } from "vitest";
import { connect } from "node:net";
import { healthServer, type HealthChecks } from "../../../../src/runtime/health/health-server.ts";
import { parseAddress } from "../../../../src/runtime/health/listen.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function serve(checks: Partial<HealthChecks>): Promise<number> {
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const running = healthServer({
      address: "127.0.0.1:0",
      checks: { healthz: {}, readyz: {}, ...checks },
      onListening: resolve,
    }).start(controller.signal);
    running.catch(reject);
    stops.push(() => {
      controller.abort();
      return running;
    });
  });
}

async function get(port: number, path: string): Promise<[number, string]> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return [response.status, await response.text()];
}

const good = () => {};
const bad = () => Promise.reject(new Error("not in sync: pods"));

describe("checks", () => {
  test("that all pass say ok, in short", async () => {
    const port = await serve({ healthz: { ping: good } });
    expect(await get(port, "/healthz")).toEqual([200, "ok"]);
    expect(await get(port, "/healthz/")).toEqual([200, "ok"]);
  });

  test("that are none pass", async () => {
    expect(await get(await serve({}), "/readyz")).toEqual([200, "ok"]);
  });

  test("that fail are told one by one, with the reason", async () => {
    const port = await serve({ readyz: { ping: good, cache: bad } });
    expect(await get(port, "/readyz")).toEqual([
      500,
      "[+]ping ok\n[-]cache failed: not in sync: pods\nreadyz check failed\n",
    ]);
  });

  test("are told one by one when asked for", async () => {
    const port = await serve({ healthz: { ping: good, b: good } });
    expect(await get(port, "/healthz?verbose")).toEqual([200, "[+]ping ok\n[+]b ok\nhealthz check passed\n"]);
  });

  test("have a path each", async () => {
    const port = await serve({ readyz: { ping: good, cache: bad } });
    expect(await get(port, "/readyz/ping")).toEqual([200, "ok"]);
    expect(await get(port, "/readyz/cache")).toEqual([500, "internal server error: not in sync: pods\n"]);
  });

  test("can be excluded, several ways", async () => {
    const port = await serve({ readyz: { ping: good, a: bad, b: bad } });
    expect((await get(port, "/readyz?exclude=a"))[0]).toBe(500);
    expect(await get(port, "/readyz?exclude=a&exclude=b")).toEqual([200, "ok"]);
    expect(await get(port, "/readyz?exclude=a,b&verbose")).toEqual([
      200,
      "[+]ping ok\n[+]a excluded: ok\n[+]b excluded: ok\nreadyz check passed\n",
    ]);
  });

  test("that do not exist cannot be excluded, which is said", async () => {
    const port = await serve({ readyz: { ping: good } });
    expect(await get(port, "/readyz?exclude=typo&verbose")).toEqual([
      200,
      '[+]ping ok\nwarn: some health checks cannot be excluded: no matches for "typo"\nreadyz check passed\n',
    ]);
  });

  test("are asked at each request", async () => {
    let calls = 0;
    const port = await serve({ healthz: { count: () => void calls++ } });
    await get(port, "/healthz");
    await get(port, "/healthz");
    expect(calls).toBe(2);
  });
});

test.each(["/", "/metrics", "/readyz/none", "/readyz/constructor", "/readyz/__proto__", "/healthz/a/b"])(
  "%s is not found",
  async (path) => {
    expect((await get(await serve({ readyz: { ping: good } }), path))[0]).toBe(404);
  },
);

test.each(["GET // HTTP/1.1", "GET http:// HTTP/1.1", "GET /readyz?%zz HTTP/1.1"])(
  "%s does not bring the server down",
  async (line) => {
    const port = await serve({});
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () =>
        socket.write(`${line}\r\nhost: x\r\nconnection: close\r\n\r\n`),
      );
      let text = "";
      socket.on("data", (chunk) => (text += String(chunk)));
      socket.on("end", () => resolve(text));
      socket.on("error", reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 (200|400|404)/);
    expect((await get(port, "/healthz"))[0]).toBe(200);
  },
);

test("a port that is taken is a user's error", async () => {
  const port = await serve({});
  const second = healthServer({ address: `127.0.0.1:${port}`, checks: { healthz: {}, readyz: {} } });
  await expect(second.start(new AbortController().signal)).rejects.toMatchObject({
    code: "LISTEN_FAILED",
    message: expect.stringContaining(`127.0.0.1:${port}`) as string,
  });
});

test("the end closes connections that are kept alive", async () => {
  const port = await serve({});
  const socket = connect(port, "127.0.0.1");
  const closed = new Promise((resolve) => socket.on("close", resolve));
  await new Promise((resolve) => socket.on("connect", resolve));
  await stops.pop()?.();
  await closed;
});

test.each([
  [":8081", { host: undefined, port: 8081 }],
  ["127.0.0.1:80", { host: "127.0.0.1", port: 80 }],
  ["[::1]:80", { host: "::1", port: 80 }],
])("address %s is understood", (address, expected) => {
  expect(parseAddress(address)).toEqual(expected);
});

test.each(["8081", "host", "", "a:b"])("address %j is refused", (address) => {
  expect(() => parseAddress(address)).toThrow(`cannot read address "${address}"`);
});
