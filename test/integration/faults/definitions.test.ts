import { afterEach, beforeEach, expect, test } from "vitest";
import { resource } from "../../../src/kube/resource.ts";
import type { CustomResource } from "../../../src/kube/object.ts";
import { eventually } from "../../../src/testing/index.ts";
import { scaledClock } from "../../helpers/scaled-clock.ts";
import { onBothServers } from "../servers.ts";
import { installWidgets } from "../widget.ts";
import { connectionTo, startSubject, type Subject } from "./subject.ts";

type Widget = CustomResource<{ color: string }>;
let groups = 0;

onBothServers("a kind whose definition comes and goes", (server) => {
  let group: string;
  let namespace: string;
  let subject: Subject;

  beforeEach(async () => {
    group = `g${groups++}.faults.example.com`;
    namespace = await server.namespace();
  });
  afterEach(() => subject.stop());

  const start = () => {
    const kind = resource<Widget>({ group, version: "v1", kind: "Widget" });
    const connection = connectionTo(server, server);
    subject = startSubject({ connection, namespace, kind, clock: scaledClock(20) });
  };
  const create = (name: string) =>
    server.api.post(`/apis/${group}/v1/namespaces/${namespace}/widgets`, {
      apiVersion: `${group}/v1`,
      kind: "Widget",
      metadata: { name },
      spec: { color: "red" },
    });
  const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const removeDefinition = async () => {
    await server.api.delete(`${crds}/widgets.${group}`);
    await eventually(async () => expect((await server.api.get(`${crds}/widgets.${group}`)).status).toBe(404));
  };

  test("is waited for when it is missing at the start, and told in the log", async () => {
    start();
    await eventually(() => expect(subject.texts()).toContain("warn: cannot list or watch"));
    await installWidgets(server, group, namespace);
    await create("late");
    await subject.ready;
    await eventually(() => expect(subject.runs).toContain("late"));
    await subject.settled(server.api);
  });

  test("takes its objects with it, and they are back when it is made again", async () => {
    await installWidgets(server, group, namespace);
    await create("old");
    start();
    await subject.ready;
    await eventually(() => expect(subject.runs).toContain("old"));
    await removeDefinition();
    await eventually(async () => expect(await subject.cached()).toEqual(new Map()));
    await installWidgets(server, group, namespace);
    await create("new");
    await eventually(() => expect(subject.runs).toContain("new"), { timeout: 20_000 });
    await subject.settled(server.api);
  });
});
