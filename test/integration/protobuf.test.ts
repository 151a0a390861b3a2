import { beforeAll, expect, test } from "vitest";
import { envelope, message } from "../unit/sandbox/http/protobuf/message.ts";
import { onBothServers } from "./servers.ts";

const type = { "content-type": "application/vnd.kubernetes.protobuf" };

onBothServers("a body in protobuf", (server) => {
  let namespace: string;
  beforeAll(async () => void (namespace = await server.namespace()));
  const configMaps = () => `/api/v1/namespaces/${namespace}/configmaps`;
  const configMap = (name: string) =>
    envelope("v1", "ConfigMap", message([1, message([1, name])], [2, message([1, "key"], [2, "value"])]));

  test("makes an object of a built-in kind; the answer is JSON where that is accepted", async () => {
    const accept = "application/vnd.kubernetes.protobuf;q=0.1, application/json";
    const answer = await server.api.post(configMaps(), configMap("made"), { ...type, accept });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ metadata: { name: "made", namespace }, data: { key: "value" } });
  });

  test("has zeros that JSON leaves out, and they are left out", async () => {
    const metadata = message([1, "web"], [2, ""], [3, namespace], [5, ""], [7, 0], [8, message()]);
    const port = message([1, ""], [2, ""], [3, 80], [4, message([1, 1], [2, 0], [3, "http"])], [5, 0]);
    const spec = message([1, port], [2, message([1, "app"], [2, "web"])], [3, ""], [4, ""], [7, ""]);
    const service = envelope(
      "v1",
      "Service",
      message([1, metadata], [2, spec], [3, message([1, message()])]),
    );
    const { status, body } = await server.api.post(`/api/v1/namespaces/${namespace}/services`, service, type);
    expect(status).toBe(201);
    expect(body.spec).toMatchObject({
      ports: [{ port: 80, protocol: "TCP", targetPort: "http" }],
      type: "ClusterIP",
    });
    expect(body.spec.ports[0]).not.toHaveProperty("name");
    expect(body.spec).not.toHaveProperty("externalName");
  });

  test("replaces an object, and says how one is deleted", async () => {
    await server.api.post(configMaps(), configMap("replaced"), type);
    const changed = envelope(
      "v1",
      "ConfigMap",
      message([1, message([1, "replaced"])], [2, message([1, "a"], [2, "b"])]),
    );
    const replaced = await server.api.send("PUT", `${configMaps()}/replaced`, changed, type);
    expect(replaced.body.data).toEqual({ a: "b" });
    const wrong = envelope("v1", "DeleteOptions", message([2, message([1, "another-uid"])]));
    const refused = await server.api.send("DELETE", `${configMaps()}/replaced`, wrong, type);
    expect(refused.status).toBe(409);
    const right = envelope(
      "v1",
      "DeleteOptions",
      message([2, message([1, replaced.body.metadata.uid as string])]),
    );
    expect((await server.api.send("DELETE", `${configMaps()}/replaced`, right, type)).status).toBe(200);
  });

  test.each([
    ["without the prefix", () => Buffer.from("x")],
    ["that ends too early", () => configMap("cut").subarray(0, -1)],
    ["of another kind", () => envelope("v1", "Secret", message([1, message([1, "other"])]))],
  ])("%s is refused with 400", async (_, body) => {
    const answer = await server.api.post(configMaps(), body(), type);
    expect(answer.body).toMatchObject({ kind: "Status", reason: "BadRequest", code: 400 });
  });
});
