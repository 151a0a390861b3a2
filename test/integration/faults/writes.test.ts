import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlreadyExists, isNotFound } from "../../../src/index.ts";
import { ConfigMap, Secret } from "../../../src/k8s/core/v1.ts";
import { resource } from "../../../src/kube/resource.ts";
import type { CustomResource } from "../../../src/kube/object.ts";
import { startFaultProxy, type FaultProxy } from "../../../src/testing/fault/fault-proxy.ts";
import type { ProxiedRequest } from "../../../src/testing/fault/fault.ts";
import { eventually } from "../../../src/testing/index.ts";
import { scaledClock } from "../../helpers/scaled-clock.ts";
import { onBothServers } from "../servers.ts";
import { installWidgets } from "../widget.ts";
import { connectionTo, secretsOf, startSubject, type Subject, type SubjectOptions } from "./subject.ts";

type Widget = CustomResource<{ color: string }, { phase?: string }>;

onBothServers("a run whose writes come to harm", (server) => {
  const group = "faults.example.com";
  const Widget = resource<Widget>({ group, version: "v1", kind: "Widget" });
  let proxy: FaultProxy;
  let namespace: string;
  let widgets: string;
  let subject: Subject | undefined;
  const configMaps = () => `/api/v1/namespaces/${namespace}/configmaps`;
  const toConfigMaps = ({ method, path }: ProxiedRequest) =>
    method !== "GET" && path.startsWith(configMaps());

  beforeEach(async () => {
    proxy = await startFaultProxy(server);
    namespace = await server.namespace();
    if ((await server.api.get(`/apis/${group}/v1/widgets`)).status === 404)
      await installWidgets(server, group, namespace);
    widgets = `/apis/${group}/v1/namespaces/${namespace}/widgets`;
  });
  afterEach(async () => {
    await subject?.stop();
    subject = undefined;
    await proxy.close();
  });

  const start = <T extends object = Secret>(options: Partial<SubjectOptions<T>>) => {
    const connection = connectionTo(proxy, server);
    subject = startSubject({ connection, namespace, clock: scaledClock(5), ...options });
    return subject;
  };
  const createWidget = (name: string) =>
    server.api.post(widgets, {
      apiVersion: `${group}/v1`,
      kind: "Widget",
      metadata: { name },
      spec: { color: "red" },
    });
  const phaseOf = async (name: string) => (await server.api.get(`${widgets}/${name}`)).body.status?.phase;

  test("adopts what it created when the answer was lost: it is not created twice", async () => {
    proxy.inject({ do: "reset", at: "response", on: toConfigMaps });
    start<Widget>({
      kind: Widget,
      async reconcile({ client, request, status }) {
        const found = await client.get(ConfigMap, request).catch((error: unknown) => {
          if (isNotFound(error)) return undefined;
          throw error;
        });
        const child = found ?? (await client.create(ConfigMap, { metadata: request }));
        status.set({ phase: `has ${child.metadata.name}` });
      },
    });
    await createWidget("lost");
    await eventually(async () => expect(await phaseOf("lost")).toBe("has lost"));
    expect(proxy.requests.filter(toConfigMaps)).toHaveLength(1);
  });

  test("learns from AlreadyExists that a write whose answer was lost was done", async () => {
    const answers: string[] = [];
    proxy.inject({ do: "reset", at: "response", on: toConfigMaps });
    start<Widget>({
      kind: Widget,
      async reconcile({ client, request, status }) {
        const outcome = await client.create(ConfigMap, { metadata: request }).then(
          () => "created",
          (error: unknown) => {
            answers.push(isAlreadyExists(error) ? "AlreadyExists" : (error as Error).name);
            if (!isAlreadyExists(error)) throw error;
            return "adopted";
          },
        );
        status.set({ phase: outcome });
      },
    });
    await createWidget("lost");
    await eventually(async () => expect(await phaseOf("lost")).toBe("adopted"));
    expect(answers.slice(0, 2)).toEqual(["ConnectionError", "AlreadyExists"]);
  });

  test("whose status was written, but not answered, ends with that status", async () => {
    const toStatus = ({ method, path }: ProxiedRequest) => method === "PATCH" && path.endsWith("/status");
    proxy.inject({ do: "reset", at: "response", on: toStatus });
    start<Widget>({ kind: Widget, reconcile: ({ status }) => status.set({ phase: "done" }) });
    await createWidget("lost");
    await eventually(async () => {
      expect(await phaseOf("lost")).toBe("done");
      expect(subject?.runs.length).toBeGreaterThan(1);
    });
  });

  test("reads back what it wrote, and not what it deleted, though the watch stalls", async () => {
    const secrets = secretsOf(server.api, namespace);
    await secrets.create("doomed");
    await secrets.create("written");
    const read: unknown[] = [];
    let stalled = false;
    start<Secret>({
      async reconcile({ client, request }) {
        if (request.name !== "written" || !stalled) return;
        stalled = false;
        await client.patch(Secret, request, { merge: { metadata: { labels: { seen: "yes" } } } });
        await client.delete(Secret, { name: "doomed" });
        await client.create(Secret, { metadata: { name: "made" } });
        const { metadata } = await client.get(Secret, request);
        const { items } = await client.list(Secret, { namespace });
        read.push(metadata.labels?.seen, items.map((item) => item.metadata.name).sort());
      },
    });
    await subject?.ready;
    await subject?.settled(server.api);
    // what begins the run is the last thing that the watch brings
    stalled = true;
    const wrote = proxy.next(({ method }) => method === "PATCH");
    await secrets.change("written", "2");
    await wrote;
    proxy.freeze(({ watch }) => watch);
    await eventually(() => expect(read).toEqual(["yes", ["made", "written"]]));
  });

  test("that follows at once sees the status that the last one wrote, though the watch stalls", async () => {
    start<Widget>({
      kind: Widget,
      reconcile({ object, status }) {
        const count = Number(object.status?.phase ?? 0);
        if (count === 5) return undefined;
        status.set({ phase: String(count + 1) });
        return { requeueAfter: 10 };
      },
    });
    await subject?.ready;
    const created = proxy.next(({ method }) => method === "PATCH");
    await createWidget("counted");
    await created;
    proxy.freeze(({ watch }) => watch);
    await eventually(async () => expect(await phaseOf("counted")).toBe("5"));
    expect(subject?.texts().filter((text) => text.includes("trying again"))).toEqual([]);
  });

  test("whose second of three objects is refused makes all of them in the end, and only then says so", async () => {
    const order: string[] = [];
    proxy.inject({
      do: "answer",
      status: 500,
      on: (request) => toConfigMaps(request) && request.path.endsWith("-b"),
      times: 2,
    });
    start<Widget>({
      kind: Widget,
      async reconcile({ client, request, status }) {
        for (const part of ["a", "b", "c"])
          await client.apply(ConfigMap, { metadata: { name: `${request.name}-${part}` } });
        const { items } = (await server.api.get(configMaps())).body as {
          items: { metadata: { name: string } }[];
        };
        order.push(
          items
            .map(({ metadata }) => metadata.name)
            .filter((name) => name.startsWith("part"))
            .join(" "),
        );
        status.set({ phase: "complete" });
      },
    });
    await createWidget("part");
    await eventually(async () => expect(await phaseOf("part")).toBe("complete"));
    expect(order[0]).toBe("part-a part-b part-c");
    expect(subject?.texts().filter((text) => text === "error: reconcile failed")).toHaveLength(2);
  });

  test("that meets a conflict comes again, and that is no error in the log", async () => {
    const secrets = secretsOf(server.api, namespace);
    await secrets.create("contended");
    let interfered = false;
    start<Secret>({
      async reconcile({ client, object, request }) {
        const current = await client.get(Secret, request);
        if (current.metadata.annotations?.mine) return;
        if (!interfered) {
          interfered = true;
          await secrets.change("contended", "somebody else's");
        }
        const metadata = { ...object.metadata, annotations: { mine: "yes" } };
        await client.update(Secret, { ...object, metadata });
      },
    });
    await eventually(async () => {
      const { body } = await server.api.get(`${secrets.path}/contended`);
      expect([body.metadata.annotations?.mine, body.data.text]).toEqual([
        "yes",
        Buffer.from("somebody else's").toString("base64"),
      ]);
    });
    await subject?.settled(server.api);
    const texts = subject?.texts() ?? [];
    expect(texts).toContain("info: the object has changed meanwhile, trying again");
    expect(texts).not.toContain("error: reconcile failed");
  });

  test("is asked to wait by 429 with Retry-After, does so within the call, and writes once", async () => {
    proxy.inject({ do: "answer", status: 429, retryAfter: 1, on: toConfigMaps, times: 2 });
    start<Widget>({
      kind: Widget,
      async reconcile({ client, request, status }) {
        await client.apply(ConfigMap, { metadata: request });
        status.set({ phase: "done" });
      },
    });
    await createWidget("slow");
    await eventually(async () => expect(await phaseOf("slow")).toBe("done"));
    expect(subject?.texts()).not.toContain("error: reconcile failed");
  });

  test("that fails for one object always holds up no other", async () => {
    const secrets = secretsOf(server.api, namespace);
    await secrets.create("poison");
    start<Secret>({
      workers: 1,
      reconcile({ request }) {
        if (request.name === "poison") throw new Error("never");
      },
    });
    await subject?.ready;
    for (const name of ["a", "b", "c"]) await secrets.create(name);
    await eventually(() => {
      expect([...(subject?.seen.keys() ?? [])].sort()).toEqual(["a", "b", "c"]);
      expect(subject?.runs.filter((name) => name === "poison").length).toBeGreaterThan(2);
    });
  });

  test("whose predicate throws for an object misses that event only: the watch lives", async () => {
    const secrets = secretsOf(server.api, namespace);
    start<Secret>({
      options: {
        predicate: ({ object }) => {
          if (object.metadata.name === "bad") throw new Error("broken predicate");
          return true;
        },
      },
    });
    await subject?.ready;
    await secrets.create("bad");
    await secrets.create("good");
    await eventually(() => expect([...(subject?.seen.keys() ?? [])]).toEqual(["good"]));
    expect(subject?.texts()).toContain("error: an event handler failed");
    const there = (await subject?.cached()) ?? new Map<string, string>();
    expect([...there.keys()].sort()).toEqual(["bad", "good"]);
  });

  test("that never ends has its signal aborted at its time limit; its object is in no second run meanwhile", async () => {
    const secrets = secretsOf(server.api, namespace);
    await secrets.create("stuck");
    let aborts = 0;
    start<Secret>({
      clock: scaledClock(20),
      options: { timeout: "10s" },
      async reconcile({ signal, request }) {
        if (aborts > 0) return;
        const ended = new Promise((resolve) => signal.addEventListener("abort", resolve));
        await secrets.change(request.name, "2");
        await ended;
        aborts++;
      },
    });
    await eventually(() => expect(aborts).toBe(1));
    await subject?.settled(server.api);
    expect(subject?.texts()).toContain("error: reconcile failed");
  });

  test("goes on when events cannot be written: they are dropped", async () => {
    proxy.inject({ do: "answer", status: 503, on: ({ path }) => path.includes("/events"), times: 10 });
    proxy.inject({ do: "hold", on: ({ path }) => path.includes("/events"), times: Infinity });
    const secrets = secretsOf(server.api, namespace);
    start<Secret>({
      clock: scaledClock(20),
      reconcile({ events, request }) {
        for (let count = 0; count < 50; count++)
          events.normal("Seen", `${request.name} for the ${count}th time`);
      },
    });
    await Promise.all(Array.from({ length: 40 }, (_, index) => secrets.create(`s${index}`)));
    await subject?.settled(server.api);
    expect(subject?.texts()).toContain("warn: too many events are waiting, dropping new ones");
  });
});
