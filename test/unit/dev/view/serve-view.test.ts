import { request as httpRequest } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../../../src/base/clock.ts";
import type { AskedObject } from "../../../../src/dev/view/explain-object.ts";
import { serveView, type ViewServer } from "../../../../src/dev/view/serve-view.ts";
import { emptyModel, hello, memcached } from "./view-harness.ts";

const { model } = emptyModel();
model.greet(hello);
model.put(memcached("a"));
const token = "the-token";
const asked: AskedObject[] = [];
let server: ViewServer;
beforeEach(async () => {
  const ask = (object: AskedObject) => {
    asked.push(object);
    return Promise.resolve([
      { controller: "memcached", causes: [], runs: object.name === "none" ? [] : [{}] },
    ]);
  };
  server = await serveView({ model, ask, token, page: true, clock: systemClock });
});
afterEach(() => server.close());

const get = (path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${server.port}${path}`, { headers: { authorization: `Bearer ${token}` }, ...init });

test("the page and all that it loads come from here, with the token only, and may load nothing else", async () => {
  const page = await fetch(server.url);
  expect(page.status).toBe(200);
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe");
  expect(Object.fromEntries(page.headers)).toMatchObject({
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  const html = await page.text();
  for (const [, address = ""] of html.matchAll(/(?:src|href)="([^"#]+)"/g)) {
    expect(address).not.toMatch(/^(https?:)?\/\//);
    if (!address.startsWith("data:")) expect((await fetch(new URL(address, server.url))).status).toBe(200);
  }
  for (const path of ["/", "/app.js", "/style.css", "/api/state", "/api/changes"])
    expect((await get(path, { headers: {} })).status).toBe(401);
});

test("requests that name another host are refused before anything else", async () => {
  const status = await new Promise((resolve, reject) => {
    const { port } = server;
    httpRequest(
      { port, host: "127.0.0.1", path: `/?token=${token}`, headers: { host: "evil.example" } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    )
      .on("error", reject)
      .end();
  });
  expect(status).toBe(403);
  expect(
    (
      await get("/api/state", {
        headers: { authorization: `Bearer ${token}`, origin: "https://evil.example" },
      })
    ).status,
  ).toBe(403);
  expect((await get("/api/state", { method: "POST" })).status).toBe(405);
});

test("the state, and one object, as JSON", async () => {
  expect(await (await get("/api/state")).json()).toMatchObject({
    operator: "cache-operator",
    objects: [{ uid: "a" }],
  });
  expect(await (await get("/api/object?uid=a")).json()).toMatchObject({ row: { name: "a" } });
  expect((await get("/api/object?uid=x")).status).toBe(404);
  expect((await get("/nothing")).status).toBe(404);
});

test("what explains an object: the operator and the cluster, where it is found", async () => {
  const answer = await get("/api/explain?kind=Memcached&name=a");
  expect(await answer.json()).toMatchObject({
    explanations: [{ controller: "memcached" }],
    object: { row: { name: "a" } },
  });
  expect(asked.at(-1)).toEqual({ kind: "Memcached", namespace: "default", name: "a" });
  expect((await get("/api/explain?kind=Memcached&name=none")).status).toBe(404);
});

test("changes are told of as they come, many at once as one", async () => {
  const { body } = await get("/api/changes");
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  const next = async () => Number(/^data: (\d+)\n\n$/.exec((await reader?.read())?.value ?? "")?.[1]);
  const first = await next();
  model.put(memcached("b"));
  model.put(memcached("c"));
  expect(await next()).toBe(first + 2);
  await reader?.cancel();
});
