import { Readable } from "node:stream";
import type { IncomingMessage } from "node:http";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigMap } from "../../../../src/k8s/core/v1.ts";
import { createListerWatcher, type WatchEvent } from "../../../../src/runtime/client/lister-watcher.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { readWatch } from "../../../../src/runtime/client/watch-stream.ts";
import { collect } from "../../../helpers/collect.ts";
import { startScriptedServer, type Exchange, type ScriptedServer } from "../../../helpers/scripted-server.ts";

const never = new AbortController().signal;

async function read(...chunks: (string | Buffer)[]): Promise<WatchEvent[]> {
  const body = Readable.from(chunks.map((chunk) => Buffer.from(chunk as string))) as IncomingMessage;
  return collect(readWatch(body, { signal: never }));
}

const line = (type: string, name: string) => `${JSON.stringify({ type, object: { metadata: { name } } })}\n`;

describe("lines", () => {
  test("are cut at newlines, wherever the chunks end", async () => {
    const events = await read(line("ADDED", "a") + line("MODIFIED", "b"), line("DELETED", "c"));
    expect(events.map((event) => event.type)).toEqual(["ADDED", "MODIFIED", "DELETED"]);
  });

  test("come out the same for every way to cut the bytes, also inside a character", async () => {
    const names = ["ä", "日本", "👍🏽", ""];
    const bytes = Buffer.from(names.map((name) => line("ADDED", name)).join(""));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        const events = await read(...chunks.filter((chunk) => chunk.length > 0));
        expect(events.map((event) => (event.object as { metadata: { name: string } }).metadata.name)).toEqual(
          names,
        );
      }),
      { numRuns: 100 },
    );
  });

  test("that are empty are skipped", async () => {
    expect(await read(`\n${line("ADDED", "a")}\n\n`)).toHaveLength(1);
  });

  test.each(["not json", '{"type":"ADDED","object":', "null", '{"object":{}}', '{"type":1}'])(
    "that cannot be read (%s) become the last event, an internal error that quotes nothing",
    async (garbled) => {
      const events = await read(line("ADDED", "a"), `${garbled}\n`, line("ADDED", "b"));
      expect(events).toMatchObject([
        { type: "ADDED" },
        {
          type: "ERROR",
          object: {
            code: 500,
            reason: "InternalError",
            details: { causes: [{ reason: "ClientWatchDecoding" }] },
          },
        },
      ]);
      expect(JSON.stringify(events[1])).not.toContain(garbled);
    },
  );

  test("of unknown type are passed on: the reflector skips them", async () => {
    expect(await read(line("RENAMED", "a"))).toMatchObject([{ type: "RENAMED" }]);
  });

  test("that are cut off by the end are no events: the watch goes on before them", async () => {
    expect(await read(line("ADDED", "a"), '{"type":"MODIFIED","obj')).toMatchObject([{ type: "ADDED" }]);
  });
});

describe("a watch on a server", () => {
  let server: ScriptedServer;
  let transport: Transport;
  beforeEach(async () => {
    server = await startScriptedServer();
    transport = new Transport(server.connection());
  });
  afterEach(async () => {
    transport.close();
    await server.close();
  });

  const watch = (signal: AbortSignal = never) =>
    createListerWatcher(transport, ConfigMap).watch({ resourceVersion: "5" }, signal);

  test("that resets the connection ends it after what was read, without an error", async () => {
    let exchange: Exchange | undefined;
    server.script((opened) => {
      exchange = opened;
      opened.begin(line("ADDED", "a"));
    });
    const events = (await watch())[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ type: "ADDED" });
    exchange?.reset();
    expect((await events.next()).done).toBe(true);
  });

  test("that is refused rejects with what the server said", async () => {
    server.script(({ refuse }) => refuse(410, "Expired"));
    await expect(watch()).rejects.toMatchObject({ name: "ApiError", code: 410, reason: "Expired" });
  });

  test("ends with its signal, and its connection with it", async () => {
    const controller = new AbortController();
    const closed = new Promise<void>((resolve) => {
      server.script(({ begin, response }) => {
        begin(line("ADDED", "a"));
        response.on("close", resolve);
      });
    });
    const events = (await watch(controller.signal))[Symbol.asyncIterator]();
    await events.next();
    controller.abort();
    expect((await events.next()).done).toBe(true);
    await closed;
  });

  test("ends its connection when the reader leaves early", async () => {
    const closed = new Promise<void>((resolve) => {
      server.script(({ begin, response }) => {
        begin(line("ADDED", "a"));
        response.on("close", resolve);
      });
    });
    for await (const event of await watch()) {
      expect(event.type).toBe("ADDED");
      break;
    }
    await closed;
  });
});
