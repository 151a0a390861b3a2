import { expect, test } from "vitest";
import { useSandbox } from "../test-server.ts";

// without controllers: what they write would be managed too. A real kube-apiserver 1.36.3 without them answers the same
const server = useSandbox({ behaviours: false });
const merge = { "content-type": "application/merge-patch+json" };
const template = { metadata: { labels: { app: "a" } }, spec: { containers: [{ name: "a", image: "i:1" }] } };
const spec = { selector: { matchLabels: { app: "a" } }, template };

function at(kind: string, name: string) {
  const path = `/apis/apps/v1/namespaces/default/${kind.toLowerCase()}s`;
  const send = async (
    method: string,
    where: string,
    body: unknown,
    headers: Record<string, string> = merge,
  ) => (await server.call(method, `${path}${where}`, { body, headers })).code;
  const managers = async () => {
    const { body } = await server.call("GET", `${path}/${name}`);
    return (body.metadata.managedFields as Record<string, unknown>[]).map(
      ({ manager, operation, subresource = "", time }) =>
        [manager, operation, subresource, time ? "timed" : "timeless"].join(" "),
    );
  };
  return { send, managers, object: { apiVersion: "apps/v1", kind, metadata: { name }, spec } };
}

test.each(["ReplicaSet", "StatefulSet", "Deployment"])(
  "%s: replicas that nobody manages are nobody's when they are scaled",
  async (kind) => {
    const { send, managers, object } = at(kind, "applied");
    const apply = { "content-type": "application/apply-patch+yaml" };
    expect(await send("PATCH", "/applied?fieldManager=owner", object, apply)).toBe(201);
    expect(await send("PATCH", "/applied/scale?fieldManager=s", { spec: { replicas: 2 } })).toBe(200);
    expect(await managers()).toEqual(["owner Apply  timed"]);
  },
);

test("who changes the replicas takes them from their owner", async () => {
  const { send, managers, object } = at("ReplicaSet", "changed");
  const json = { "content-type": "application/json" };
  expect(await send("POST", "?fieldManager=owner", object, json)).toBe(201);
  expect(await send("PATCH", "/changed/scale?fieldManager=s", { spec: { replicas: 2 } })).toBe(200);
  expect(await managers()).toEqual(["s Update scale timeless", "owner Update  timed"]);
  expect(await send("PATCH", "/changed/scale?fieldManager=t", { spec: { replicas: 3 } })).toBe(200);
  expect(await managers()).toEqual(["t Update scale timeless", "owner Update  timed"]);
});

test("a Scale that is sent unchanged has its owner twice, and is nobody's the second time", async () => {
  const { send, managers, object } = at("ReplicaSet", "same");
  const json = { "content-type": "application/json" };
  expect(await send("POST", "?fieldManager=owner", object, json)).toBe(201);
  expect(await send("PATCH", "/same/scale?fieldManager=s", {})).toBe(200);
  expect(await managers()).toEqual(["owner Update  timeless", "owner Update  timed"]);
  expect(await send("PATCH", "/same/scale?fieldManager=s", {})).toBe(200);
  expect(await managers()).toEqual(["owner Update  timed"]);
});

test("an empty map in a NetworkPolicy counts as a change of its spec", async () => {
  const path = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies";
  const body = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "x" },
    spec: { podSelector: {} },
  };
  expect((await server.call("POST", path, { body })).code).toBe(201);
  const patch = async (podSelector: object) =>
    (await server.call("PATCH", `${path}/x`, { body: { spec: { podSelector } }, headers: merge })).body;
  expect((await patch({})).metadata.generation).toBe(1);
  expect((await patch({ matchLabels: {} })).metadata.generation).toBe(2);
});
