import { expect, test } from "vitest";
import { onBothServers, type TestServer } from "./servers.ts";

onBothServers("watch", (server) => {
  test("events come in order from the version asked for", async () => {
    const { path, version } = await start(server);
    await create(server, path, "a");
    await create(server, path, "b");
    await server.api.patch(`${path}/a`, "merge", { data: { x: "MQ==" } });
    await server.api.delete(`${path}/b`);
    const watch = await server.api.watch(`${path}?watch=true&resourceVersion=${version}`);
    const seen = await take(watch, 4);
    expect(seen.map(({ type, object }) => [type, object.metadata.name])).toEqual([
      ["ADDED", "a"],
      ["ADDED", "b"],
      ["MODIFIED", "a"],
      ["DELETED", "b"],
    ]);
    const versions = seen.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    watch.close();
  });

  test("an object that leaves the selector is DELETED, one that enters is ADDED", async () => {
    const { path, version } = await start(server);
    await create(server, path, "moving", { team: "a" });
    const watch = await server.api.watch(
      `${path}?watch=true&resourceVersion=${version}&labelSelector=team%3Da`,
    );
    await server.api.patch(`${path}/moving`, "merge", { metadata: { labels: { team: "b" } } });
    await server.api.patch(`${path}/moving`, "merge", { metadata: { labels: { team: "a" } } });
    expect((await take(watch, 3)).map(({ type }) => type)).toEqual(["ADDED", "DELETED", "ADDED"]);
    watch.close();
  });

  test("initial events end with an annotated bookmark", async () => {
    const { path } = await start(server);
    await create(server, path, "one");
    const query =
      "watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
    const watch = await server.api.watch(`${path}?${query}`);
    const [added, bookmark] = await take(watch, 2);
    expect(added).toMatchObject({ type: "ADDED", object: { metadata: { name: "one" } } });
    expect(bookmark).toMatchObject({
      type: "BOOKMARK",
      object: { kind: "Secret", metadata: { annotations: { "k8s.io/initial-events-end": "true" } } },
    });
    await create(server, path, "two");
    expect((await watch.next()).object.metadata.name).toBe("two");
    watch.close();
  });

  test("without a version the present objects come first", async () => {
    const { path } = await start(server);
    await create(server, path, "present");
    const watch = await server.api.watch(`${path}?watch=true`);
    expect(await watch.next()).toMatchObject({ type: "ADDED", object: { metadata: { name: "present" } } });
    watch.close();
  });

  test("a version from the future is refused or waits, it is never answered with older objects", async () => {
    const { path } = await start(server);
    const { status, body } = await server.api.get(
      `${path}?resourceVersion=99999999999&resourceVersionMatch=NotOlderThan&timeoutSeconds=1`,
    );
    expect(status).toBe(504);
    expect(body).toMatchObject({
      reason: "Timeout",
      details: { causes: [{ reason: "ResourceVersionTooLarge" }] },
    });
  });
});

// Secrets, because the real server puts a ConfigMap of its own into every namespace.
async function start(server: TestServer): Promise<{ path: string; version: string }> {
  const path = `/api/v1/namespaces/${await server.namespace()}/secrets`;
  const { body } = await server.api.get(path);
  return { path, version: body.metadata.resourceVersion };
}

async function create(server: TestServer, path: string, name: string, labels: Record<string, string> = {}) {
  const { status } = await server.api.post(path, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, labels },
  });
  expect(status).toBe(201);
}

async function take(
  watch: { next(): Promise<{ type: string; object: { metadata: Record<string, string> } }> },
  count: number,
) {
  const events = [];
  while (events.length < count) events.push(await watch.next());
  return events;
}
