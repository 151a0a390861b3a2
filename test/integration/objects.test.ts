import { beforeAll, expect, test } from "vitest";
import { onBothServers } from "./servers.ts";

onBothServers("objects", (server) => {
  let namespace: string;
  let configMaps: string;
  beforeAll(async () => {
    namespace = await server.namespace();
    configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
  });
  const configMap = (name: string, data: Record<string, string> = {}) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    data,
  });

  test("create gives an object its identity", async () => {
    const { status, body } = await server.api.post(configMaps, configMap("identity"));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "identity", namespace },
    });
    expect(body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(body.metadata.resourceVersion).toMatch(/^[1-9]\d*$/);
  });

  test("generateName appends five characters", async () => {
    const { status, body } = await server.api.post(configMaps, {
      ...configMap(""),
      metadata: { generateName: "made-" },
    });
    expect(status).toBe(201);
    expect(body.metadata.name).toMatch(/^made-[a-z0-9]{5}$/);
  });

  test("a second create is AlreadyExists", async () => {
    await server.api.post(configMaps, configMap("twice"));
    const { status, body } = await server.api.post(configMaps, configMap("twice"));
    expect(status).toBe(409);
    expect(body).toMatchObject({
      kind: "Status",
      status: "Failure",
      reason: "AlreadyExists",
      message: 'configmaps "twice" already exists',
      details: { name: "twice", kind: "configmaps" },
      code: 409,
    });
  });

  test("what is not there is NotFound", async () => {
    const { status, body } = await server.api.get(`${configMaps}/nothing`);
    expect(status).toBe(404);
    expect(body).toMatchObject({ reason: "NotFound", message: 'configmaps "nothing" not found', code: 404 });
  });

  test("a namespace must exist", async () => {
    const { status, body } = await server.api.post(
      "/api/v1/namespaces/nowhere/configmaps",
      configMap("lost"),
    );
    expect(status).toBe(404);
    expect(body.message).toBe('namespaces "nowhere" not found');
  });

  test("an update needs the version it was made from", async () => {
    const { body: first } = await server.api.post(configMaps, configMap("race"));
    const second = await server.api.put(`${configMaps}/race`, { ...first, data: { winner: "a" } });
    expect(second.status).toBe(200);
    const third = await server.api.put(`${configMaps}/race`, { ...first, data: { winner: "b" } });
    expect(third.status).toBe(409);
    expect(third.body).toMatchObject({
      reason: "Conflict",
      message:
        'Operation cannot be fulfilled on configmaps "race": the object has been modified; please apply your changes to the latest version and try again',
    });
  });

  test("an update that changes nothing writes nothing", async () => {
    const { body: first } = await server.api.post(configMaps, configMap("same", { a: "1" }));
    const { body: second } = await server.api.put(`${configMaps}/same`, first);
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  test("generation counts changes of the spec, not of metadata", async () => {
    const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    const labels = { app: "web" };
    const { body: first, status } = await server.api.post(deployments, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: {
        replicas: 0,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "nginx" }] } },
      },
    });
    expect(status).toBe(201);
    expect(first.metadata.generation).toBe(1);
    const labelled = await server.api.patch(`${deployments}/web`, "merge", {
      metadata: { labels: { x: "y" } },
    });
    expect(labelled.body.metadata.generation).toBe(1);
    const paused = await server.api.patch(`${deployments}/web`, "merge", { spec: { paused: true } });
    expect(paused.body.metadata.generation).toBe(2);
  });

  test("lists are selected by label and by field", async () => {
    await server.api.post(configMaps, {
      ...configMap("blue"),
      metadata: { name: "blue", labels: { color: "blue" } },
    });
    await server.api.post(configMaps, {
      ...configMap("navy"),
      metadata: { name: "navy", labels: { color: "navy" } },
    });
    const names = async (query: string) => {
      const { body } = await server.api.get(`${configMaps}?${query}`);
      return body.items.map((item: { metadata: { name: string } }) => item.metadata.name);
    };
    expect(await names("labelSelector=color%3Dblue")).toEqual(["blue"]);
    expect(await names("labelSelector=color+in+(blue,navy)")).toEqual(["blue", "navy"]);
    expect(await names("labelSelector=color,color!%3Dblue")).toEqual(["navy"]);
    expect(await names("fieldSelector=metadata.name%3Dnavy")).toEqual(["navy"]);
  });

  test("a long list comes in pages that agree on one version", async () => {
    const pages = await server.namespace();
    const path = `/api/v1/namespaces/${pages}/secrets`;
    for (const name of ["a", "b", "c", "d", "e"]) {
      await server.api.post(path, { apiVersion: "v1", kind: "Secret", metadata: { name } });
    }
    const seen: string[] = [];
    const versions = new Set<string>();
    let token = "";
    do {
      const { body } = await server.api.get(
        `${path}?limit=2${token && `&continue=${encodeURIComponent(token)}`}`,
      );
      seen.push(...body.items.map((item: { metadata: { name: string } }) => item.metadata.name));
      versions.add(body.metadata.resourceVersion);
      token = body.metadata.continue ?? "";
    } while (token);
    expect(seen).toEqual(["a", "b", "c", "d", "e"]);
    expect(versions.size).toBe(1);
  });

  test("a dry run answers as if, and stores nothing", async () => {
    const { status } = await server.api.post(`${configMaps}?dryRun=All`, configMap("ghost"));
    expect(status).toBe(201);
    expect((await server.api.get(`${configMaps}/ghost`)).status).toBe(404);
  });

  test("an unknown field is an error under Strict, a warning under Warn", async () => {
    const body = { ...configMap("odd"), extra: 1 };
    const strict = await server.api.post(`${configMaps}?fieldValidation=Strict`, body);
    expect(strict.status).toBe(400);
    expect(strict.body.message).toContain('unknown field "extra"');
    const warn = await server.api.post(`${configMaps}?fieldValidation=Warn`, body);
    expect(warn.status).toBe(201);
    expect(warn.headers.warning).toContain('unknown field \\"extra\\"');
  });

  test("nothing is served without a token", async () => {
    const { status, body } = await server.api.get(configMaps, { authorization: "Bearer wrong" });
    expect(status).toBe(401);
    expect(body).toMatchObject({ kind: "Status", reason: "Unauthorized", code: 401 });
  });

  test("a malformed body is refused and changes nothing", async () => {
    const { status, body } = await server.api.send("POST", configMaps, '{"apiVersion":"v1","kind":', {
      "content-type": "application/json",
    });
    expect(status).toBe(400);
    expect(body).toMatchObject({ kind: "Status", reason: "BadRequest" });
  });

  test("an unknown path is a 404", async () => {
    expect((await server.api.get("/apis/nothing.example.com/v1/things")).status).toBe(404);
  });
});
