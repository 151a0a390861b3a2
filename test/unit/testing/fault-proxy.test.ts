import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startFaultProxy, type FaultProxy } from "../../../src/testing/fault/fault-proxy.ts";
import type { Fault } from "../../../src/testing/fault/fault.ts";
import { quickClock, type QuickClock } from "../../helpers/quick-clock.ts";
import { startScriptedServer, type ScriptedServer } from "../../helpers/scripted-server.ts";
import { turnsUntil } from "../../helpers/turns.ts";

let server: ScriptedServer;
let proxy: FaultProxy;
let agent: Agent;
let clock: QuickClock;

beforeEach(async () => {
  server = await startScriptedServer();
  clock = quickClock();
  proxy = await startFaultProxy({ url: server.url }, { clock });
  agent = new Agent({ keepAlive: true, ca: proxy.ca });
});
afterEach(async () => {
  agent.destroy();
  await proxy.close();
  await server.close();
});

async function send(method = "GET", path = "/a?b=c", body?: string): Promise<IncomingMessage> {
  const outgoing = httpsRequest(`${proxy.url}${path}`, { agent, method, headers: { "x-test": "1" } });
  // what happens after the head shows in the body
  outgoing.on("error", () => {});
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  return response;
}

async function text(response: IncomingMessage): Promise<string> {
  let whole = "";
  try {
    for await (const chunk of response.setEncoding("utf8")) whole += chunk;
  } catch (error) {
    return `${whole} then ${(error as NodeJS.ErrnoException).code}`;
  }
  return whole;
}

test("without a fault, requests and answers pass as they are", async () => {
  server.script(({ json, request }) => json(201, { body: request.body }, { "x-answer": "2" }));
  const response = await send("POST", "/a?watch=true", "hello");
  expect([response.statusCode, response.headers["x-answer"], await text(response)]).toEqual([
    201,
    "2",
    '{"body":"hello"}',
  ]);
  expect(server.requests).toMatchObject([{ method: "POST", path: "/a", headers: { "x-test": "1" } }]);
  expect(proxy.requests).toMatchObject([{ method: "POST", path: "/a", watch: true, connection: 1 }]);
});

describe("a fault", () => {
  test("meets as many requests as it is for, those that fit, the oldest fault first", async () => {
    proxy.inject({ do: "answer", status: 500, on: ({ method }) => method === "PUT" });
    proxy.inject({ do: "answer", status: 429, retryAfter: 7, times: 2 });
    const retract = proxy.inject({ do: "answer", status: 503, times: Infinity });
    const codes: unknown[] = [];
    for (const method of ["GET", "PUT", "GET", "GET"]) {
      const response = await send(method);
      codes.push([
        response.statusCode,
        response.headers["retry-after"],
        JSON.parse(await text(response)).reason,
      ]);
    }
    expect(codes).toEqual([
      [429, "7", "TooManyRequests"],
      [500, undefined, "InternalError"],
      [429, "7", "TooManyRequests"],
      [503, undefined, "ServiceUnavailable"],
    ]);
    retract();
    server.script(({ json }) => json(200, {}));
    expect((await send()).statusCode).toBe(200);
  });

  test("resets before the server is asked, or after it has done its work", async () => {
    proxy.inject({ do: "reset", at: "request" });
    proxy.inject({ do: "reset", at: "response" });
    await expect(send()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(server.requests).toHaveLength(0);
    server.script(({ json }) => json(200, {}));
    await expect(send("PATCH")).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(server.requests).toHaveLength(1);
  });

  test.each<[Fault, string]>([
    [{ do: "cut", after: 3, by: "end" }, "hel"],
    [{ do: "cut", after: 3 }, "hel then ECONNRESET"],
    [{ do: "drip", bytes: 2, every: 5 }, "hello"],
    [{ do: "buffer" }, "hello"],
  ])("%j shapes the body", async (fault, expected) => {
    proxy.inject(fault);
    server.script(({ response }) => response.end("hello"));
    expect(await text(await send())).toBe(expected);
    if (fault.do === "drip") expect(clock.waits).toEqual([5, 5, 5]);
  });

  test("ends what is idle, not what goes on", async () => {
    proxy.inject({ do: "idle-cut", after: 60_000 });
    server.script(({ begin }) => begin("first"));
    const response = await send();
    const whole = text(response);
    await turnsUntil(() => clock.armed > 0);
    clock.expire();
    expect(await whole).toBe("first then ECONNRESET");
  });

  test("holds a request until the proxy heals", async () => {
    proxy.inject({ do: "hold" });
    server.script(({ json }) => json(200, {}));
    const arrived = proxy.next();
    const response = send();
    await arrived;
    expect(server.requests).toHaveLength(0);
    proxy.heal();
    expect((await response).statusCode).toBe(200);
  });
});

describe("what is under way", () => {
  const begun = async () => {
    server.script(({ begin, response }) => {
      begin("first");
      continueWith = (more) => response.write(more);
    });
    const response = await send();
    await once(response.setEncoding("utf8"), "readable");
    expect(response.read()).toBe("first");
    return response;
  };
  let continueWith: (more: string) => void;

  test("can be reset, ended, and written to", async () => {
    const [reset, ended] = [await begun(), await begun()];
    expect(proxy.open()).toHaveLength(2);
    let number = 0;
    proxy.write("injected");
    proxy.reset(() => number++ === 0);
    proxy.finish();
    expect(await text(reset)).toMatch(/ then ECONNRESET$/);
    expect(await text(ended)).toBe("injected");
    await turnsUntil(() => proxy.open().length === 0);
  });

  test("can be frozen: nothing comes, nothing is closed, until it heals", async () => {
    const response = await begun();
    proxy.freeze();
    continueWith("more");
    const next = once(response, "readable");
    const other = begun();
    await other;
    expect(response.read()).toBe(null);
    expect(response.destroyed).toBe(false);
    proxy.heal();
    await next;
    expect(response.read()).toBe("more");
  });

  test("ends when the proxy refuses connections, which it takes again on the same port", async () => {
    const response = await begun();
    await proxy.refuse();
    expect(await text(response)).toBe(" then ECONNRESET");
    await expect(send()).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await proxy.accept();
    await begun();
  });

  test("ends when the server goes away; later requests may go to another", async () => {
    const other = await startScriptedServer();
    const response = await begun();
    proxy.retarget({ url: other.url });
    expect(await text(response)).toBe(" then ECONNRESET");
    other.script(({ json }) => json(200, { other: true }));
    expect(await text(await send())).toBe('{"other":true}');
    await other.close();
    await expect(send()).rejects.toMatchObject({ code: "ECONNRESET" });
  });
});
