import { beforeAll, expect, test } from "vitest";
import { installCrd } from "./install-crd.ts";
import { onBothServers } from "./servers.ts";

/* Server-side apply of /scale: who then manages the replicas. Answers are those of a real server. */

onBothServers("apply of /scale", (server) => {
  let n: string;
  let deployments: string;
  beforeAll(async () => {
    n = await server.namespace();
    deployments = `/apis/apps/v1/namespaces/${n}/deployments`;
  });

  const create = async (name: string, more: object = {}) => {
    const template = { metadata: { labels: { a: name } }, spec: { containers: [{ name: "c", image: "x" }] } };
    const { status, body } = await server.api.post(`${deployments}?fieldManager=creator`, {
      metadata: { name },
      // nobody acts on it meanwhile
      spec: { replicas: 2, paused: true, selector: { matchLabels: { a: name } }, template, ...more },
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
  };
  const scale = (name: string, spec?: object, more: object = {}) => ({
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata: { name },
    ...(spec ? { spec } : {}),
    ...more,
  });
  const apply = async (path: string, manager: string, body: unknown, query = "") => {
    const answer = await server.api.apply(`${path}/scale`, manager, body, query);
    return answer.body;
  };
  /** Managers with the paths of the replicas that they have. */
  const managers = async (path: string) => {
    const { body } = await server.api.get(path);
    return {
      replicas: body.spec.replicas ?? body.spec.count,
      managers: body.metadata.managedFields
        .filter(({ manager }: { manager: string }) => !manager.startsWith("kube-"))
        .map(
          (entry: {
            manager: string;
            operation: string;
            apiVersion: string;
            subresource?: string;
            time?: string;
            fieldsV1: { "f:spec"?: object };
          }) => {
            const { manager, operation, apiVersion, subresource = "", time, fieldsV1 } = entry;
            const replicas = "f:replicas" in (fieldsV1["f:spec"] ?? {}) ? "replicas" : "";
            return [manager, operation, apiVersion, subresource, time ? "time" : "", replicas].join(" ");
          },
        ),
    };
  };

  test("conflicts with whoever set the replicas, unless it is forced", async () => {
    await create("a");
    const path = `${deployments}/a`;
    expect(await apply(path, "one", scale("a", { replicas: 3 }))).toMatchObject({
      code: 409,
      reason: "Conflict",
      message: 'Apply failed with 1 conflict: conflict with "creator" using autoscaling/v1: .spec.replicas',
      details: { causes: [{ reason: "FieldManagerConflict", field: ".spec.replicas" }] },
    });
    const forced = await apply(path, "one", scale("a", { replicas: 3 }), "&force=true");
    expect(forced).toMatchObject({ kind: "Scale", apiVersion: "autoscaling/v1", spec: { replicas: 3 } });
    expect(forced.metadata).not.toHaveProperty("managedFields");
    expect(await managers(path)).toEqual({
      replicas: 3,
      managers: ["one Apply apps/v1 scale  replicas", "creator Update apps/v1  time "],
    });
    expect((await apply(path, "one", scale("a", { replicas: 4 }))).spec).toEqual({ replicas: 4 });
  });

  test("shares the replicas with who wants the same number, and gives them up", async () => {
    await create("b");
    const path = `${deployments}/b`;
    await apply(path, "one", scale("b", { replicas: 4 }), "&force=true");
    await apply(path, "two", scale("b", { replicas: 4 }));
    expect((await managers(path)).managers.slice(0, 2)).toEqual([
      "one Apply apps/v1 scale  replicas",
      "two Apply apps/v1 scale  replicas",
    ]);
    await apply(path, "one", scale("b"));
    expect(await managers(path)).toEqual({
      replicas: 4,
      managers: ["two Apply apps/v1 scale  replicas", "creator Update apps/v1  time "],
    });
    expect((await apply(path, "two", scale("b"))).spec).toEqual({});
    expect(await managers(path)).toEqual({ replicas: 0, managers: ["creator Update apps/v1  time "] });
  });

  test("without a change writes nothing", async () => {
    await create("c");
    const path = `${deployments}/c`;
    await apply(path, "one", scale("c", { replicas: 5 }), "&force=true");
    const generation = async () => (await server.api.get(path)).body.metadata.generation;
    const before = { ...(await managers(path)), generation: await generation() };
    await apply(path, "one", scale("c", { replicas: 5 }));
    expect({ ...(await managers(path)), generation: await generation() }).toEqual(before);
  });

  test.each<[string, object, number, string]>([
    [
      "bad",
      scale("bad", { replicas: -1 }),
      422,
      'Scale.autoscaling "bad" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      "bad",
      scale("bad", { replicas: 1 }, { apiVersion: "apps/v1" }),
      400,
      "invalid object type: apps/v1, Kind=Scale",
    ],
    [
      "bad",
      scale("other", { replicas: 1 }),
      400,
      "the name of the object (other) does not match the name on the URL (bad)",
    ],
    ["missing", scale("missing", { replicas: 1 }), 404, 'deployments.apps "missing" not found'],
    [
      "bad",
      scale("bad", { replicas: 1, foo: 2 }),
      500,
      "failed to create typed patch object (/bad; autoscaling/v1, Kind=Scale): .spec.foo: field not declared in schema",
    ],
  ])("is refused: %s %j", async (name, body, code, message) => {
    if (name === "bad" && (await server.api.get(`${deployments}/bad`)).status === 404) await create("bad");
    expect(await apply(`${deployments}/${name}`, "one", body, "&force=true")).toMatchObject({
      code,
      message,
    });
  });

  test("is refused for another object of the name", async () => {
    await create("uid");
    const body = { ...scale("uid", { replicas: 1 }), metadata: { name: "uid", uid: "x" } };
    const { code, message } = await apply(`${deployments}/uid`, "one", body, "&force=true");
    expect([code, message.replace(/meta: .*/, "meta: U")]).toEqual([
      409,
      'Operation cannot be fulfilled on deployments/scale.apps "uid": Precondition failed: UID in precondition: x, UID in object meta: U',
    ]);
  });

  test("of a custom resource is more than the server can do", async () => {
    const group = `${n}.example.com`;
    await installCrd(server, {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `widgets.${group}` },
      spec: {
        group,
        scope: "Namespaced",
        names: { kind: "Widget", plural: "widgets" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            subresources: { scale: { specReplicasPath: ".spec.count", statusReplicasPath: ".status.count" } },
            schema: {
              openAPIV3Schema: {
                type: "object",
                properties: {
                  spec: { type: "object", properties: { count: { type: "integer" } } },
                  status: { type: "object", properties: { count: { type: "integer" } } },
                },
              },
            },
          },
        ],
      },
    } as never);
    const widgets = `/apis/${group}/v1/namespaces/${n}/widgets`;
    const widget = { apiVersion: `${group}/v1`, kind: "Widget", metadata: { name: "w" }, spec: { count: 2 } };
    expect((await server.api.post(`${widgets}?fieldManager=creator`, widget)).status).toBe(201);
    expect((await apply(`${widgets}/w`, "one", scale("w", { replicas: 3 }))).message).toBe(
      'Apply failed with 1 conflict: conflict with "creator" using autoscaling/v1: .spec.replicas',
    );
    expect(await apply(`${widgets}/w`, "one", scale("w", { replicas: 3 }), "&force=true")).toMatchObject({
      code: 500,
      message:
        "failed to convert new object (/w; autoscaling/v1, Kind=Scale) to proper version: request to convert CR to an invalid group/version: autoscaling/v1",
    });
  });
});
