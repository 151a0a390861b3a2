import { connect, createServer, Socket, type AddressInfo, type Server } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import type { ConnectionPool } from "../../../../src/runtime/client/connection-pool.ts";
import { exchange } from "../../../../src/runtime/client/exchange.ts";
import { HttpConnection } from "../../../../src/runtime/client/http-connection.ts";
import { RequestLimit } from "../../../../src/runtime/client/request-limit.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { turnsUntil } from "../../../helpers/turns.ts";

/** A server of bytes: each request that it got whole is answered by the next step. */
type Step = (socket: Socket) => void;

let server: Server;
let sockets: Socket[];
let ended: Set<Socket>;
let steps: Step[];
let clock: VirtualClock;
let transport: Transport;
beforeEach(async () => {
  [sockets, ended, steps] = [[], new Set(), []];
  clock = new VirtualClock();
  server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.setNoDelay(true);
    socket.on("error", () => {}).on("close", () => ended.add(socket));
    socket.on("end", () => ended.add(socket));
    socket.on("data", (data) => {
      if (data.toString().includes("\r\n\r\n")) steps.shift()?.(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  transport = new Transport(
    {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      namespace: "default",
      inCluster: false,
      credentials: () => Promise.resolve({ headers: {}, tls: {} }),
      refresh: () => {},
    },
    { clock },
  );
});
afterEach(async () => {
  transport.close();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const json = (text: string, ...headers: string[]) =>
  [
    "HTTP/1.1 200 OK",
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(text)}`,
    ...headers,
    "",
    text,
  ].join("\r\n");
const say =
  (text: string): Step =>
  (socket) =>
    void socket.write(text);
const post = async () =>
  (await transport.request({ method: "POST", path: "/x", body: {} })).body as { n: number };

async function drip(socket: Socket, text: string): Promise<void> {
  for (const byte of Buffer.from(text)) {
    socket.write(Buffer.of(byte));
    await new Promise(setImmediate);
  }
}

test("an answer that comes byte by byte is read, and the next on the same connection", async () => {
  const slow = `HTTP/1.1 103 Early Hints\r\n\r\n${json('{"n":1}')}`;
  steps.push((socket) => void drip(socket, slow), say(json('{"n":2}')));
  expect([await post(), await post()]).toEqual([{ n: 1 }, { n: 2 }]);
  expect(sockets).toHaveLength(1);
});

test("a connection on which more comes than was asked for is not used again", async () => {
  steps.push(say(`${json('{"n":1}')}${json('{"n":666}')}`), say(json('{"n":2}')));
  expect([await post(), await post()]).toEqual([{ n: 1 }, { n: 2 }]);
  expect(sockets).toHaveLength(2);
  await turnsUntil(() => ended.has(sockets[0]!));
});

test("neither is one on which something comes while nothing was asked for", async () => {
  steps.push(say(json('{"n":1}')), say(json('{"n":2}')));
  expect(await post()).toEqual({ n: 1 });
  sockets[0]?.write(json('{"n":666}'));
  await turnsUntil(() => ended.has(sockets[0]!));
  expect(await post()).toEqual({ n: 2 });
  expect(sockets).toHaveLength(2);
});

test("one that the server closes after its answer, or said it would, is not used again", async () => {
  steps.push(
    (socket) => void socket.end(json('{"n":1}')),
    say(json('{"n":2}', "Connection: close")),
    say(json('{"n":3}')),
  );
  expect(await post()).toEqual({ n: 1 });
  await turnsUntil(() => ended.has(sockets[0]!));
  expect(await post()).toEqual({ n: 2 });
  expect(await post()).toEqual({ n: 3 });
  expect(sockets).toHaveLength(3);
});

test("one whose time is almost over, as the server gave it, is not used again", async () => {
  steps.push(say(json('{"n":1}', "Keep-Alive: timeout=5")), say(json('{"n":2}')), say(json('{"n":3}')));
  await post();
  await clock.advance(3_900);
  await post();
  expect(sockets).toHaveLength(1);
  steps.unshift(say(json('{"n":2}', "Keep-Alive: timeout=5, max=100")));
  await post();
  await clock.advance(4_000);
  await post();
  expect(sockets).toHaveLength(2);
});

test.each([
  ["before it says anything", ""],
  ["within its head", "HTTP/1.1 200 OK\r\nContent-"],
  ["within its body", `${json('{"n":1}').slice(0, -1)}`],
  ["between chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"],
])("a server that ends the connection %s has not answered", async (_, text) => {
  for (const leave of ["end", "resetAndDestroy"] as const) {
    steps.push((socket) => {
      if (text) socket.write(text, () => setImmediate(() => socket[leave]()));
      else socket[leave]();
    });
    await expect(post()).rejects.toMatchObject({ name: "ConnectionError", code: "ECONNRESET" });
  }
});

test("an answer that is no HTTP ends its connection, and is told without a word of it", async () => {
  steps.push(say("hunter2\r\n\r\n"));
  const error = await post().catch((caught: unknown) => caught as Error);
  expect(error).toMatchObject({ name: "ConnectionError", code: "EBADMSG" });
  expect((error as Error).message).toMatch(/^(?!.*hunter2)POST \/x: the answer is not HTTP/);
  await turnsUntil(() => ended.has(sockets[0]!));
});

test("a body that has no length is whole when the connection ends", async () => {
  steps.push((socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"n":1}'));
  expect(await post()).toEqual({ n: 1 });
});

test.each([
  ["before its answer", ""],
  ["within its body", json('{"n":1}').slice(0, -1)],
])("a call that is aborted %s ends its connection", async (_, text) => {
  const stopping = new AbortController();
  steps.push((socket) => {
    socket.write(text);
    setImmediate(() => stopping.abort(new Error("enough")));
  });
  const call = transport.request({ method: "POST", path: "/x", signal: stopping.signal });
  await expect(call).rejects.toThrow("enough");
  await turnsUntil(() => ended.has(sockets[0]!));
});

test("a stream that is not read holds the server up; one that is given up ends its connection", async () => {
  let written = 0;
  const part = Buffer.alloc(64 * 1024, "x");
  const more = (socket: Socket): void => {
    while (!socket.destroyed && socket.write(`10000\r\n${part.toString()}\r\n`)) written += part.length;
    socket.once("drain", () => more(socket));
  };
  steps.push((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    more(socket);
  });
  const body = await transport.stream({ method: "GET", path: "/", channel: "watch" });
  let before = -1;
  // what the kernel takes for both sides is some megabytes
  await turnsUntil(() => {
    const still = before === written && written > 0;
    before = written;
    return still;
  });
  expect(written).toBeLessThan(64 * 1024 * 1024);
  expect((await body.next()).value).toBeInstanceOf(Buffer);
  body.destroy();
  await turnsUntil(() => ended.has(sockets[0]!));
});

test("a write without a body says so", async () => {
  let head = "";
  steps.push(say(json('{"n":1}')));
  server.once("connection", (socket) => socket.on("data", (data) => (head += data.toString())));
  await transport.request({ method: "POST", path: "/x" });
  expect(head).toContain("content-length: 0\r\n");
});

test("a request that was given up while its connection was made leaves that for the next", async () => {
  const { port } = server.address() as AddressInfo;
  const proxy = new URL(`http://127.0.0.1:${port}`);
  const connection = { ...transport.connection, url: "http://api" };
  transport = new Transport(
    { ...connection, credentials: () => Promise.resolve({ headers: {}, tls: {}, proxy }) },
    { clock },
  );
  const stopping = new AbortController();
  let tunnel: Socket | undefined;
  steps.push((socket) => (tunnel = socket));
  const call = transport.request({ method: "GET", path: "/x", signal: stopping.signal });
  await turnsUntil(() => tunnel !== undefined);
  stopping.abort(new Error("enough"));
  await expect(call).rejects.toThrow("enough");
  // what the proxy answers comes to one that nobody waits for; the next call may come before that, and open its own
  const opened = new Promise((resolve) => tunnel?.write("HTTP/1.1 200 OK\r\n\r\n", resolve));
  await opened;
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
  steps.push(say(json('{"n":1}')));
  expect(await post()).toEqual({ n: 1 });
  expect(sockets).toHaveLength(1);
});

test("a connection that was lost as soon as it was made fails its request at once, with why", async () => {
  const failures: unknown[] = [];
  const asker = { answered: () => {}, failed: (error: Error) => void failures.push(error) };
  const options = { onFree: () => {}, onClose: () => {} };
  const lost = new Error("lost");
  const socket = new Socket();
  socket.on("error", () => {});
  socket.destroy(lost);
  await new Promise((resolve) => socket.once("close", resolve));
  new HttpConnection(socket, options).send("GET / HTTP/1.1\r\n\r\n", asker);
  const gone = new Socket();
  gone.destroy();
  await new Promise((resolve) => gone.once("close", resolve));
  new HttpConnection(gone, options).send("GET / HTTP/1.1\r\n\r\n", asker);
  expect(failures).toEqual([lost, expect.objectContaining({ code: "ECONNRESET" })]);
});

test("an answer that comes before the request was sent to its end is told, and its connection not used again", async () => {
  const refusal = json('{"kind":"Status","message":"too large"}').replace("200 OK", "413 Too Large");
  server.once("connection", (socket) =>
    socket.once("data", () => {
      socket.pause();
      socket.write(refusal);
    }),
  );
  // more than the kernel keeps for both sides
  const body = { text: "x".repeat(32 * 1024 * 1024) };
  const failed = transport.request({ method: "POST", path: "/x", body });
  await expect(failed).rejects.toMatchObject({ name: "ApiError", code: 413 });
  steps = [say(json('{"n":2}'))];
  expect(await post()).toEqual({ n: 2 });
  expect(sockets).toHaveLength(2);
});

test("a body that lasts until the connection ends is not whole by the client's own end", async () => {
  steps.push(say("HTTP/1.1 200 OK\r\n\r\nhalf"));
  const body = await transport.stream({ method: "GET", path: "/" });
  expect(String((await body.next()).value)).toBe("half");
  const next = body.next();
  transport.close();
  await expect(next).rejects.toMatchObject({ code: "ECONNRESET" });
});

test("who is aborted after its answer came whole does not end the connection under the next", async () => {
  const stopping = new AbortController();
  const taken: HttpConnection[] = [];
  const ends: string[] = [];
  const limit = new RequestLimit({
    signal: stopping.signal,
    clock,
    timeout: 1_000,
    late: () => new Error("late"),
  });
  const pool = {
    take: () => taken[0],
    connect: () => Promise.reject(new Error("none")),
    give: () => {},
  } as unknown as ConnectionPool;
  const { port } = server.address() as AddressInfo;
  const socket = await new Promise<Socket>((resolve) => {
    const made: Socket = connect(port, "127.0.0.1", () => resolve(made));
  });
  const onFree = () => {
    const asker = { answered: () => void ends.push("answered"), failed: () => void ends.push("failed") };
    taken[0]?.send("GET /second HTTP/1.1\r\n\r\n", asker);
    stopping.abort(new Error("enough"));
  };
  taken.push(new HttpConnection(socket, { onFree, onClose: () => {} }));
  steps.push(say(json("{}")), say(json("{}")));
  const head = "GET /first HTTP/1.1\r\n\r\n";
  await exchange(pool, { what: () => "GET /first", head, payload: undefined, limit });
  await turnsUntil(() => ends.length > 0);
  expect(ends).toEqual(["answered"]);
  limit.release();
  socket.destroy();
});
