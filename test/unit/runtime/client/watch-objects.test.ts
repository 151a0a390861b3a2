import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Pod } from "../../../../src/k8s/core/v1.ts";
import type { ObjectEvent } from "../../../../src/runtime/client/call-options.ts";
import { isExpired } from "../../../../src/runtime/client/errors.ts";
import { RestClient } from "../../../../src/runtime/client/rest-client.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { quickClock, type QuickClock } from "../../../helpers/quick-clock.ts";
import { startScriptedServer, type ScriptedServer, type Step } from "../../../helpers/scripted-server.ts";

let server: ScriptedServer;
let clock: QuickClock;
let transport: Transport;
let client: RestClient;
let stopping: AbortController;
beforeEach(async () => {
  server = await startScriptedServer();
  clock = quickClock();
  transport = new Transport(server.connection(), { clock });
  client = new RestClient(transport);
  stopping = new AbortController();
});
afterEach(async () => {
  transport.close();
  await server.close();
});

const event = (type: string, name: string, version: string) => ({
  type,
  object: { apiVersion: "v1", kind: "Pod", metadata: { name, resourceVersion: version } },
});
const lines = (...events: object[]) => events.map((one) => `${JSON.stringify(one)}\n`).join("");
/** A watch that brings these events and ends. */
const ends =
  (...events: object[]): Step =>
  ({ response }) =>
    response.writeHead(200, { "content-type": "application/json" }).end(lines(...events));
/** A watch that brings these events and stays open. */
const stays =
  (...events: object[]): Step =>
  ({ begin }) =>
    begin(lines(...events));
const list =
  (version: string, ...names: string[]): Step =>
  ({ json }) =>
    json(200, {
      metadata: { resourceVersion: version },
      items: names.map((name) => ({ metadata: { name, resourceVersion: "1" } })),
    });
const text = ({ type, object }: ObjectEvent) => `${type} ${object.metadata.name}`;

/** The first events of a watch, as text. */
async function take(count: number, options: Parameters<typeof client.watch>[1] = {}): Promise<string[]> {
  const seen: string[] = [];
  for await (const one of client.watch(Pod, { signal: stopping.signal, ...options })) {
    seen.push(text(one));
    if (seen.length === count) break;
  }
  return seen;
}
const watches = () =>
  server.requests.filter(({ query }) => query.has("watch")).map(({ query }) => query.get("resourceVersion"));

test("begins with what is there, and goes on with what happens from its version on", async () => {
  server.script(list("7", "a", "b"), stays(event("MODIFIED", "a", "8"), event("DELETED", "b", "9")));
  expect(await take(4, { namespace: "shop", labelSelector: "x=y" })).toEqual([
    "ADDED a",
    "ADDED b",
    "MODIFIED a",
    "DELETED b",
  ]);
  const { path, query } = server.requests[1]!;
  expect(path).toBe("/api/v1/namespaces/shop/pods");
  expect(Object.fromEntries(query)).toMatchObject({
    watch: "true",
    labelSelector: "x=y",
    resourceVersion: "7",
    allowWatchBookmarks: "true",
  });
  expect(Number(query.get("timeoutSeconds"))).toBeGreaterThanOrEqual(300);
});

test("from a version lists nothing", async () => {
  server.script(stays(event("ADDED", "c", "8")));
  expect(await take(1, { resourceVersion: "7" })).toEqual(["ADDED c"]);
});

test("says what the items of its list are", async () => {
  server.script(list("7", "a"));
  for await (const { object } of client.watch(Pod, { signal: stopping.signal })) {
    expect(object).toMatchObject({ apiVersion: "v1", kind: "Pod" });
    break;
  }
});

describe("goes on where it was", () => {
  test("when the server ends it, as it does every few minutes", async () => {
    server.script(ends(event("ADDED", "a", "8")), stays(event("ADDED", "b", "9")));
    expect(await take(2, { resourceVersion: "7" })).toEqual(["ADDED a", "ADDED b"]);
    expect(watches()).toEqual(["7", "8"]);
    expect(clock.waits).toEqual([]);
  });

  test("from a bookmark, which is handed out only when asked for", async () => {
    const bookmark = event("BOOKMARK", "", "20");
    server.script(ends(bookmark), stays(event("ADDED", "a", "21")));
    expect(await take(1, { resourceVersion: "7" })).toEqual(["ADDED a"]);
    expect(watches()).toEqual(["7", "20"]);
    server.script(stays(bookmark));
    expect(await take(1, { resourceVersion: "7", bookmarks: true })).toEqual(["BOOKMARK "]);
  });

  test("when the connection breaks in the middle of a line", async () => {
    const breaks: Step = ({ begin, response }) => {
      begin(`${lines(event("ADDED", "a", "8"))}{"type":"ADD`, { "content-length": "1000" });
      response.socket?.end();
    };
    server.script(breaks, stays(event("ADDED", "b", "9")));
    expect(await take(2, { resourceVersion: "7" })).toEqual(["ADDED a", "ADDED b"]);
  });

  test.each([429, 500, 503, 504])("after a %i, a second later", async (code) => {
    server.script(({ refuse }) => refuse(code, "ServiceUnavailable"), stays(event("ADDED", "a", "8")));
    expect(await take(1, { resourceVersion: "7" })).toEqual(["ADDED a"]);
    expect(watches()).toEqual(["7", "7"]);
    expect(clock.waits).toEqual([1_000]);
  });

  test("a second later when it ended without an event: the server may not want it", async () => {
    server.script(ends(), stays(event("ADDED", "a", "8")));
    expect(await take(1, { resourceVersion: "7" })).toEqual(["ADDED a"]);
    expect(clock.waits).toEqual([1_000]);
  });

  test("when nothing comes beyond the time that the server was given: nobody is at the other end", async () => {
    server.script(stays(event("ADDED", "a", "8")), stays(event("ADDED", "b", "9")));
    const seen: string[] = [];
    for await (const one of client.watch(Pod, { signal: stopping.signal, resourceVersion: "7" })) {
      seen.push(text(one));
      if (seen.length === 2) break;
      clock.expire();
    }
    expect(seen).toEqual(["ADDED a", "ADDED b"]);
    expect(watches()).toEqual(["7", "8"]);
  });
});

describe("ends", () => {
  test("with the refusal when the server has forgotten the version", async () => {
    const status = { kind: "Status", code: 410, reason: "Expired", message: "too old" };
    server.script(ends({ type: "ERROR", object: status }));
    const error = await take(1, { resourceVersion: "7" }).catch((thrown: unknown) => thrown);
    expect(isExpired(error)).toBe(true);
  });

  test("with a refusal that will not pass", async () => {
    server.script(({ refuse }) => refuse(403, "Forbidden"));
    await expect(take(1, { resourceVersion: "7" })).rejects.toMatchObject({ code: 403 });
  });

  test("with the signal's reason, and leaves no timer and no connection", async () => {
    server.script(stays(event("ADDED", "a", "8")));
    const reason = new Error("enough");
    const seen: string[] = [];
    const watching = (async () => {
      for await (const one of client.watch(Pod, { signal: stopping.signal, resourceVersion: "7" })) {
        seen.push(text(one));
        stopping.abort(reason);
      }
    })();
    await expect(watching).rejects.toBe(reason);
    expect(seen).toEqual(["ADDED a"]);
    expect(clock.armed).toBe(0);
  });

  test("with its reader, and leaves no timer", async () => {
    server.script(stays(event("ADDED", "a", "8")));
    await take(1, { resourceVersion: "7" });
    expect(clock.armed).toBe(0);
  });
});

test("an event of a type that is not known is passed over", async () => {
  server.script(stays({ type: "NEWS", object: "?" }, event("ADDED", "a", "8")));
  expect(await take(1, { resourceVersion: "7" })).toEqual(["ADDED a"]);
});

test("an event that cannot be read ends one try, not the watch", async () => {
  const broken: Step = ({ response }) =>
    response.writeHead(200, { "content-type": "application/json" }).end("nonsense\n");
  server.script(broken, stays(event("ADDED", "a", "8")));
  expect(await take(1, { resourceVersion: "7" })).toEqual(["ADDED a"]);
});
