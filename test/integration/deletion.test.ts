import { beforeAll, expect, test } from "vitest";
import { onBothServers } from "./servers.ts";

onBothServers("deletion", (server) => {
  let configMaps: string;
  beforeAll(async () => {
    configMaps = `/api/v1/namespaces/${await server.namespace()}/configmaps`;
  });
  const create = async (name: string, metadata: Record<string, unknown> = {}) => {
    const { status, body } = await server.api.post(configMaps, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, ...metadata },
    });
    expect(status).toBe(201);
    return body;
  };
  const ownedBy = (owner: { metadata: { name: string; uid: string } }) => [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      name: owner.metadata.name,
      uid: owner.metadata.uid,
      blockOwnerDeletion: true,
    },
  ];

  test("an object with a finalizer stays until the finalizer is gone", async () => {
    await create("held", { finalizers: ["example.com/hold"] });
    const marked = await server.api.delete(`${configMaps}/held`);
    expect(marked.status).toBe(200);
    const { body } = await server.api.get(`${configMaps}/held`);
    expect(body.metadata.deletionTimestamp).toMatch(/Z$/);
    const released = await server.api.patch(`${configMaps}/held`, "merge", {
      metadata: { finalizers: null },
    });
    expect(released.status).toBe(200);
    expect((await server.api.get(`${configMaps}/held`)).status).toBe(404);
  });

  test("a finalizer cannot be added once deletion has begun", async () => {
    await create("late", { finalizers: ["example.com/hold"] });
    await server.api.delete(`${configMaps}/late`);
    const { status, body } = await server.api.patch(`${configMaps}/late`, "merge", {
      metadata: { finalizers: ["example.com/hold", "example.com/more"] },
    });
    expect(status).toBe(422);
    expect(body.details.causes[0].field).toBe("metadata.finalizers");
    await server.api.patch(`${configMaps}/late`, "merge", { metadata: { finalizers: null } });
  });

  test("a precondition on another uid is a conflict", async () => {
    await create("precious");
    const { status, body } = await server.api.delete(`${configMaps}/precious`, {
      apiVersion: "v1",
      kind: "DeleteOptions",
      preconditions: { uid: "00000000-0000-0000-0000-000000000000" },
    });
    expect(status).toBe(409);
    expect(body.reason).toBe("Conflict");
    expect((await server.api.get(`${configMaps}/precious`)).status).toBe(200);
  });

  test.skipIf(!server.controllers)("children go with their owner", async () => {
    const owner = await create("owner");
    await create("child", { ownerReferences: ownedBy(owner) });
    const watch = await server.api.watch(`${configMaps}?watch=true&fieldSelector=metadata.name%3Dchild`);
    expect((await watch.next()).type).toBe("ADDED");
    await server.api.delete(`${configMaps}/owner`);
    for (let event = await watch.next(); event.type !== "DELETED";) event = await watch.next();
    watch.close();
  });

  test.skipIf(!server.controllers)("in the foreground the owner waits for its children", async () => {
    const owner = await create("patient");
    await create("slow", { ownerReferences: ownedBy(owner), finalizers: ["example.com/hold"] });
    await server.api.delete(`${configMaps}/patient`, {
      apiVersion: "v1",
      kind: "DeleteOptions",
      propagationPolicy: "Foreground",
    });
    const waiting = await server.api.get(`${configMaps}/patient`);
    expect(waiting.body.metadata.finalizers).toEqual(["foregroundDeletion"]);
    const watch = await server.api.watch(`${configMaps}?watch=true&fieldSelector=metadata.name%3Dslow`);
    for (let event = await watch.next(); !event.object.metadata.deletionTimestamp;)
      event = await watch.next();
    watch.close();
    const gone = await server.api.watch(`${configMaps}?watch=true&fieldSelector=metadata.name%3Dpatient`);
    await server.api.patch(`${configMaps}/slow`, "merge", { metadata: { finalizers: null } });
    for (let event = await gone.next(); event.type !== "DELETED";) event = await gone.next();
    gone.close();
  });

  test("a collection is deleted by selector", async () => {
    await create("one", { labels: { batch: "1" } });
    await create("two", { labels: { batch: "1" } });
    await create("three", { labels: { batch: "2" } });
    const { status } = await server.api.delete(`${configMaps}?labelSelector=batch%3D1`);
    expect(status).toBe(200);
    const { body } = await server.api.get(`${configMaps}?labelSelector=batch`);
    expect(body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(["three"]);
  });
});
