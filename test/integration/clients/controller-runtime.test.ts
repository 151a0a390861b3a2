import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../../../src/testing/index.ts";
import { createApi } from "../api.ts";
import { freePort } from "../faults/free-port.ts";
import { findProgram, reason, useClients } from "./programs.ts";

const peer = findProgram("runtime-peer");
const operator = findProgram("controller-runtime");
const widgets = "/apis/bench.example.com/v1/namespaces/default/widgets";
const configMaps = "/api/v1/namespaces/default/configmaps";

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.bench.example.com" },
  spec: {
    group: "bench.example.com",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

describe.skipIf(!peer || !operator)(
  `controller-runtime on a sandbox (${peer && operator ? "built" : reason("controller-runtime program")})`,
  () => {
    const clients = useClients();

    /** Starts an operator; `said` waits for a line of it. */
    const start = (file: string, env: Record<string, string>) => {
      const child = spawn(file, [], {
        env: { HOME: clients.folder, KUBECONFIG: join(clients.folder, "kubeconfig"), ...env },
      });
      let text = "";
      child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
      const exited = once(child, "exit");
      onTestFinished(() => void child.kill("SIGKILL"));
      return {
        said: (pattern: RegExp) => eventually(() => expect(text).toMatch(pattern), { timeout: 60_000 }),
        async stop() {
          child.kill("SIGTERM");
          return (await exited)[0] as number;
        },
      };
    };
    const open = () => {
      const api = createApi(clients.sandbox);
      onTestFinished(() => api.close());
      return api;
    };

    test("the peer of the benches reconciles 200 objects", { timeout: 150_000 }, async () => {
      const api = open();
      await api.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
      for (let index = 0; index < 200; index++)
        await api.post(widgets, {
          apiVersion: "bench.example.com/v1",
          kind: "Widget",
          metadata: { name: `widget-${index}` },
          spec: { size: index },
        });
      const running = start(peer ?? "", {
        BENCH_MODE: "write",
        BENCH_WORKERS: "4",
        BENCH_NAMESPACE: "default",
        BENCH_FIRST: "1",
        BENCH_COUNT: "200",
        BENCH_RUN: "first",
      });
      await running.said(/"event":"synced"/);
      await running.said(/"count":200/);
      await eventually(
        async () => {
          const { body } = await api.get(widgets);
          const done = (body.items as { status?: { phase: string } }[]).filter(
            ({ status }) => status?.phase === "Ready",
          );
          expect(done).toHaveLength(200);
        },
        { timeout: 60_000 },
      );
      expect((await api.get(`${configMaps}/widget-7`)).body.data).toEqual({ run: "first", size: "7" });
      await running.stop();
    });

    test(
      "an elected operator with an index, owned objects, a finalizer, events and metrics",
      { timeout: 60_000 },
      async () => {
        const api = open();
        const env = async () => ({ METRICS_ADDRESS: `127.0.0.1:${await freePort()}` });
        const first = start(operator ?? "", await env());
        await first.said(/^leading$/m);
        const second = start(operator ?? "", await env());
        const object = {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "site", labels: { reconciled: "here" } },
          data: { mode: "plain", image: "web:1" },
        };
        await api.post(configMaps, object);
        await first.said(/^created site$/m);
        await first.said(/^ready site, 1 of its mode, [1-9]\d* metrics$/m);
        expect(await first.stop()).toBe(0);
        await second.said(/^leading$/m);
        await api.patch(`${configMaps}/site`, "merge", { data: { image: "web:2" } });
        await second.said(/^updated site$/m);
        await eventually(async () => {
          const { body } = await api.get("/apis/events.k8s.io/v1/namespaces/default/events");
          const notes = (body.items as { reason: string; note: string }[]).filter(
            ({ reason }) => reason === "Deployed",
          );
          expect(notes.map(({ note }) => note).sort()).toEqual(["image web:1", "image web:2"]);
        });
        await api.delete(`${configMaps}/site`);
        await second.said(/^finalized site$/m);
        await eventually(async () =>
          expect((await api.get("/apis/apps/v1/namespaces/default/deployments/site")).status).toBe(404),
        );
        expect(await second.stop()).toBe(0);
      },
    );
  },
);
