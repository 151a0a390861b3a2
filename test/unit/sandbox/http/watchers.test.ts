import { expect, test } from "vitest";
import { configMap, configMaps, take, useSandbox, watchEvents } from "../test-server.ts";

const server = useSandbox();
/** A sample in a plain run; more with KUBEWRIGHT_WATCHERS. */
const count = Number(process.env.KUBEWRIGHT_WATCHERS ?? 50);
const watchPath = `${configMaps}?watch=1&resourceVersion=`;

async function revision(): Promise<string> {
  return String((await server.call("GET", `${configMaps}?limit=1`)).body.metadata.resourceVersion);
}

/** Writes an object again and again, without HTTP. */
function write(name: string, options: { times: number; size: number }): void {
  const { registry } = server.sandbox;
  const resource = registry.resource("", "v1", "configmaps");
  const warn = () => {};
  for (let index = 0; index < options.times; index++) {
    const data = { index: String(index), text: "x".repeat(options.size) };
    registry.update(resource, {
      namespace: "default",
      name,
      write: { manager: "test", fieldValidation: "Ignore", warn, dryRun: false },
      transform: (live) => ({ ...configMap(name, data), metadata: { ...live?.metadata } }),
    });
  }
}

test(
  "many watchers at once are all told, in order, and end with their connections",
  { timeout: 120_000 },
  async () => {
    await server.call("POST", configMaps, { body: configMap("told", {}) });
    const from = await revision();
    const watchers = await Promise.all(
      Array.from({ length: count }, () => server.open("GET", `${watchPath}${from}`)),
    );
    write("told", { times: 20, size: 10 });
    const seen = await Promise.all(watchers.map((watcher) => take(watchEvents(watcher), 20)));
    const indices = Array.from({ length: 20 }, (_, index) => String(index));
    expect(new Set(seen.map((events) => events.map(({ object }) => object.data.index).join()))).toEqual(
      new Set([indices.join()]),
    );
    for (const watcher of watchers) watcher.destroy();
    expect((await server.call("GET", "/healthz")).code).toBe(200);
  },
);

test(
  "who stops reading is told no more, reads what was on its way, then the end; others are told all",
  { timeout: 120_000 },
  async () => {
    await server.call("POST", configMaps, { body: configMap("abandoned", {}) });
    const from = await revision();
    const open = () => server.open("GET", `${watchPath}${from}`);
    const [slow, quick] = await Promise.all([open(), open()]);
    const told = watchEvents(quick);
    // in parts, so that who reads can
    for (let part = 0; part < 26; part++) {
      write("abandoned", { times: 500, size: 4000 });
      const events = await take(told, 500);
      expect(events.at(-1)?.object.data.index).toBe("499");
    }
    quick.destroy();
    const lines = (await take(watchEvents(slow), Infinity)).length;
    expect(slow.complete).toBe(true);
    expect(lines).toBeGreaterThan(0);
    expect(lines).toBeLessThan(13_000);
  },
);
