import { afterEach, describe, expect, test, vi } from "vitest";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { ConfigMap, Secret } from "../../../src/k8s/core/v1.ts";
import { CustomResourceDefinition } from "../../../src/k8s/apiextensions.k8s.io/v1.ts";
import { loadConnection } from "../../../src/runtime/client/load-connection.ts";
import { RestClient } from "../../../src/runtime/client/rest-client.ts";
import { Transport } from "../../../src/runtime/client/transport.ts";
import { startSandbox } from "../../../src/sandbox/server.ts";
import { controller, operator, type OperatorOptions } from "../../../src/index.ts";
import { recordingLogger } from "../../helpers/recording-logger.ts";
import { startScriptedServer } from "../../helpers/scripted-server.ts";
import { gate, Widget } from "./controller/controller-harness.ts";

/** A sandbox with a client. */
async function sandboxed() {
  const sandbox = await startSandbox();
  const connection = await loadConnection({ kubeconfigText: sandbox.kubeconfig() });
  const transport = new Transport(connection);
  return {
    connection,
    client: new RestClient(transport),
    async stop() {
      transport.close();
      await sandbox.stop();
    },
  };
}

describe("runnables", () => {
  test("run when the caches are in sync, those that need no leader first; also when they are added later", async () => {
    const server = await sandboxed();
    const stopping = new AbortController();
    const seen: string[] = [];
    const late = gate();
    const runnable = (name: string, more: object = {}) => ({
      name,
      async start({ client, signal }: { client: RestClient; signal: AbortSignal }) {
        const { items } = await client.list(Secret, { namespace: "default" });
        seen.push(`${name} ${items.length}`);
        if (name === "late") late.open();
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        seen.push(`${name} ends`);
      },
      ...more,
    });
    await server.client.create(Secret, { metadata: { namespace: "default", name: "a" } });
    const whole = operator({
      name: "o",
      controllers: [],
      runnables: [runnable("leads"), runnable("always", { needLeaderElection: false })] as never,
      leaderElection: true,
      leaderElectionNamespace: "default",
    });
    const running = whole.start({
      signal: stopping.signal,
      connection: server.connection,
      logger: silentLogger,
      onReady: () => void seen.push("ready"),
    });
    whole.add(runnable("late") as never);
    await late.opened;
    stopping.abort();
    await running;
    expect(seen.slice(0, 2)).toEqual(["ready", "always 1"]);
    expect(seen.slice(2).sort()).toEqual(["always ends", "late 1", "late ends", "leads 1", "leads ends"]);
    await server.stop();
  });

  test("end the operator when they fail, and not when they are done", async () => {
    const server = await sandboxed();
    const { logger, texts } = recordingLogger();
    const running = operator({
      name: "o",
      controllers: [],
      runnables: [
        { name: "done", start: () => {} },
        { name: "broken", start: () => Promise.reject(new Error("no disk")) },
      ],
    }).start({ signal: new AbortController().signal, connection: server.connection, logger });
    await expect(running).rejects.toThrow("no disk");
    expect(texts()).toContain("error: a runnable failed");
    await server.stop();
  });
});

test("objects of another cluster are watched there, and written through its client", async () => {
  const [here, there] = [await sandboxed(), await sandboxed()];
  const stopping = new AbortController();
  const written = gate();
  const key = { namespace: "default", name: "a" };
  await here.client.create(ConfigMap, { metadata: key, data: { from: "here" } });
  await there.client.create(ConfigMap, { metadata: { ...key, name: "trigger" } });
  const mirror = controller(ConfigMap, { predicate: () => false })
    .watches(ConfigMap, ({ metadata: { name } }) => (name === "trigger" ? [key] : []), { cluster: "edge" })
    .reconcile(async ({ object, cluster, events }) => {
      await cluster("edge").create(ConfigMap, { metadata: { name: "copy" }, data: object.data ?? {} });
      events.normal("Mirrored", "to the edge");
      written.open();
    });
  const running = operator({
    name: "o",
    controllers: [mirror],
    clusters: { edge: { connection: () => Promise.resolve(there.connection), namespaces: ["default"] } },
  }).start({ signal: stopping.signal, connection: here.connection, logger: silentLogger });
  await written.opened;
  stopping.abort();
  await running;
  expect((await there.client.get(ConfigMap, { ...key, name: "copy" })).data).toEqual({ from: "here" });
  await here.stop();
  await there.stop();
});

test("a cluster that the operator does not have is refused when it is built", () => {
  const build = (options: Partial<OperatorOptions>, clusters: readonly string[]) => () =>
    operator({ name: "o", controllers: [controller(Widget, { clusters })], ...options });
  expect(build({}, ["edge"])).toThrow('names a cluster that the operator does not have: "edge"');
  expect(build({ clusters: { edge: { connection: {} as never } } }, ["edge", ""])).not.toThrow();
});

test("workers of a controller that is not there are refused, with the one that was meant", async () => {
  const server = await startScriptedServer();
  const start = operator({ name: "o", controllers: [controller(Widget)] }).start({
    signal: new AbortController().signal,
    connection: server.connection(),
    logger: silentLogger,
    settings: { controllerWorkers: { wigdet: 3 } },
  });
  await expect(start).rejects.toMatchObject({
    code: "FLAG_INVALID",
    message: 'cannot set workers of controller "wigdet": it is not there',
    hint: 'Did you mean "widget"?',
  });
  await server.close();
});

describe("a kind that cannot be listed", () => {
  const timedOut = async (answer: "NotFound" | "Forbidden") => {
    const clock = new VirtualClock();
    const server = await startScriptedServer();
    const refused = gate();
    const code = answer === "NotFound" ? 404 : 403;
    let requests = 0;
    server.script(
      ...Array.from({ length: 40 }, () => ({ refuse }: { refuse: (code: number, reason: never) => void }) => {
        refuse(code, answer as never);
        if (++requests === 2) refused.open();
      }),
    );
    const start = operator({
      name: "o",
      controllers: [controller(Widget, { cacheSyncTimeout: "5s" }).reconcile(() => {})],
    }).start({
      signal: new AbortController().signal,
      connection: server.connection(),
      logger: silentLogger,
      clock,
    });
    const failure = start.catch((error: unknown) => error);
    await refused.opened;
    // the answer is on its way through real sockets
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(5_000);
    const error = await failure;
    await server.close();
    return error;
  };

  test("ends the operator after a while, with its name and what to do: its definition is missing", async () => {
    expect(await timedOut("NotFound")).toMatchObject({
      code: "CACHE_SYNC_TIMEOUT",
      message: expect.stringMatching(
        /^controller "widget": no first list within 5 s of Widget \(example.com\/v1\)/,
      ) as string,
      hint: expect.stringContaining("does not know widgets.example.com: install") as string,
    });
  });

  test("or it may not be listed", async () => {
    expect(await timedOut("Forbidden")).toMatchObject({
      hint: expect.stringContaining("may not list or watch widgets.example.com") as string,
    });
  });
});

describe("health", () => {
  test("has checks of one's own beside those that are there, by name and one by one", async () => {
    const server = await sandboxed();
    const stopping = new AbortController();
    const ready = gate();
    const port = 18_000 + (process.pid % 10_000);
    const running = operator({
      name: "o",
      controllers: [controller(ConfigMap).reconcile(() => {})],
      healthz: { disk: () => {} },
      readyz: {
        async upstream({ client }) {
          await client.get(CustomResourceDefinition, { name: "none" });
        },
      },
      leaderElection: true,
      leaderElectionNamespace: "default",
    }).start({
      signal: stopping.signal,
      connection: server.connection,
      logger: silentLogger,
      settings: { healthAddress: `127.0.0.1:${port}` },
      onReady: () => ready.open(),
    });
    await ready.opened;
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return [response.status, await response.text()] as const;
    };
    expect(await get("/healthz?verbose")).toEqual([
      200,
      "[+]ping ok\n[+]event-loop ok\n[+]leader-election ok\n[+]disk ok\nhealthz check passed\n",
    ]);
    expect(await get("/readyz/cache-sync")).toEqual([200, "ok"]);
    const [status, text] = await get("/readyz");
    expect([status, text]).toEqual([500, expect.stringContaining('"none" not found')]);
    expect((await get("/readyz?exclude=upstream"))[0]).toBe(200);
    stopping.abort();
    await running;
    await server.stop();
  });
});

describe("the process", () => {
  const before = process.argv;
  afterEach(() => {
    process.argv = before;
    vi.restoreAllMocks();
  });

  /** Runs an operator as its process, and returns what it printed and with what it ended. */
  async function run(...flags: string[]) {
    const ends: unknown[] = [];
    const printed: string[] = [];
    vi.spyOn(process, "exit").mockImplementation((code) => ends.push(code) as never);
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, "write").mockImplementation((text) => printed.push(String(text)) > 0);
    process.argv = ["node", "main.js", ...flags];
    await operator({ name: "o", controllers: [] }).run();
    return { ends, text: printed.join("") };
  }

  test("tells of a wrong flag before it looks for a cluster", async () => {
    const { ends, text } = await run("--leader-elekt");
    expect(text).toContain('unknown flag "--leader-elekt"');
    expect(text).toContain('Did you mean "--leader-elect"?');
    expect(ends).toEqual([1]);
  });

  test("prints its flags when it is asked for help, and does nothing else", async () => {
    const { ends, text } = await run("--help");
    expect(text).toContain("--health-probe-bind-address=<address>");
    expect(ends).toEqual([]);
  });
});
