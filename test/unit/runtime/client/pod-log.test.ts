import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClient, type OwnClient } from "../../../../src/runtime/client/create-client.ts";
import { podLog, podLogLines } from "../../../../src/runtime/client/pod-log.ts";
import { collect } from "../../../helpers/collect.ts";
import { startScriptedServer, type ScriptedServer, type Step } from "../../../helpers/scripted-server.ts";

let server: ScriptedServer;
let client: OwnClient;
beforeEach(async () => {
  server = await startScriptedServer();
  client = createClient(server.connection());
});
afterEach(async () => {
  client.close();
  await server.close();
});

const key = { namespace: "shop", name: "web" };
const text =
  (...chunks: (string | Buffer)[]): Step =>
  ({ response }) => {
    response.writeHead(200, { "content-type": "text/plain" });
    for (const chunk of chunks) response.write(chunk);
    response.end();
  };

test("a log is text, of the container and the part that were asked for", async () => {
  server.script(text("one\ntwo\n"));
  const options = { container: "main", tailLines: 2, previous: true, timestamps: true, sinceSeconds: 60 };
  expect(await podLog(client, key, options)).toBe("one\ntwo\n");
  const { path, query } = server.requests[0]!;
  expect(path).toBe("/api/v1/namespaces/shop/pods/web/log");
  expect(Object.fromEntries(query)).toEqual({
    container: "main",
    tailLines: "2",
    previous: "true",
    timestamps: "true",
    sinceSeconds: "60",
  });
});

test("a log that is JSON stays text", async () => {
  server.script(text('{"level":"info"}\n'));
  expect(await podLog(client, key)).toBe('{"level":"info"}\n');
});

test("a log that cannot be had says why", async () => {
  server.script(({ refuse }) => refuse(400, "BadRequest", { message: "a container name must be specified" }));
  await expect(podLog(client, key)).rejects.toThrow("a container name must be specified");
});

describe("lines", () => {
  test("come whole, however the bytes were cut, the last also without its end", async () => {
    const [head, tail] = [Buffer.from("grün").subarray(0, 3), Buffer.from("grün").subarray(3)];
    server.script(text("a", "b\nc\n\n", head, tail, "\nlast"));
    expect(await collect(podLogLines(client, key))).toEqual(["ab", "c", "", "grün", "last"]);
  });

  test("of nothing are none", async () => {
    server.script(text());
    expect(await collect(podLogLines(client, key))).toEqual([]);
  });

  test("come as they are written while they are followed, on a connection of their own", async () => {
    server.script(text(""), ({ response }) => {
      response.writeHead(200, { "content-type": "text/plain" });
      response.write("one\n");
    });
    await podLog(client, key);
    for await (const line of podLogLines(client, key, { follow: true })) {
      expect(line).toBe("one");
      break;
    }
    expect(server.requests[1]?.query.get("follow")).toBe("true");
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 2]);
  });

  test("end with the signal's reason", async () => {
    server.script(
      ({ response }) => void response.writeHead(200, { "content-type": "text/plain" }).write("one\n"),
    );
    const stopping = new AbortController();
    const reason = new Error("enough");
    const following = async () => {
      for await (const _ of podLogLines(client, key, { follow: true, signal: stopping.signal }))
        stopping.abort(reason);
    };
    await expect(following()).rejects.toBe(reason);
  });

  test("of a connection that breaks do not end as if all was well", async () => {
    server.script(({ response }) => {
      response.writeHead(200, { "content-type": "text/plain" });
      response.write("one\n", () => response.socket?.resetAndDestroy());
    });
    await expect(collect(podLogLines(client, key, { follow: true }))).rejects.toMatchObject({
      name: "ConnectionError",
    });
  });
});
