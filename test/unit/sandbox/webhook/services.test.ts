import { afterAll, beforeAll, expect, test } from "vitest";
import { HookServer } from "../../../integration/admission/hook-server.ts";
import { configMap, configMaps, useSandbox } from "../test-server.ts";

const server = useSandbox({ behaviours: true });
const hooks = new HookServer();
beforeAll(() => hooks.start());
afterAll(() => hooks.stop());

const configurations = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";

async function configure(name: string, webhook: object) {
  const { code, text } = await server.call("POST", configurations, {
    body: {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "MutatingWebhookConfiguration",
      metadata: { name },
      webhooks: [
        { name: "one.hooks.example.com", sideEffects: "None", admissionReviewVersions: ["v1"], ...webhook },
      ],
    },
  });
  expect(text && code).toBe(201);
}

const labelled = () => ({
  response: {
    allowed: true,
    patchType: "JSONPatch",
    patch: Buffer.from('[{"op":"add","path":"/metadata/annotations","value":{"seen":"yes"}}]').toString(
      "base64",
    ),
  },
});

test("a service is reached where the server was told, and not at all before and after", async () => {
  hooks.serve("/mutate", labelled);
  const service = { namespace: "default", name: "hook", path: "/mutate" };
  const rules = [{ apiGroups: [""], apiVersions: ["v1"], resources: ["configmaps"], operations: ["CREATE"] }];
  await configure("services", { clientConfig: { service, caBundle: hooks.caBundle }, rules });
  const create = (name: string) => server.call("POST", configMaps, { body: configMap(name) });
  expect((await create("a")).body.message).toContain(
    'Post "https://hook.default.svc:443/mutate?timeout=10s": service "hook" not found',
  );
  server.sandbox.routeService("default/hook:443", `127.0.0.1:${hooks.port}`);
  expect((await create("a")).body.metadata.annotations).toEqual({ seen: "yes" });
  server.sandbox.routeService("default/hook:443", undefined);
  const spec = { ports: [{ port: 443 }] };
  const body = { apiVersion: "v1", kind: "Service", metadata: { name: "hook" }, spec };
  await server.call("POST", "/api/v1/namespaces/default/services", { body });
  expect((await create("b")).body.message).toContain('no endpoints available for service "hook"');
  await server.call("DELETE", `${configurations}/services`);
  expect((await create("b")).code).toBe(201);
});

test("what controllers make is admitted too, as theirs", async () => {
  hooks.serve("/pods", labelled);
  await configure("pods", {
    clientConfig: { url: hooks.url("/pods"), caBundle: hooks.caBundle },
    rules: [{ apiGroups: [""], apiVersions: ["v1"], resources: ["pods"], operations: ["CREATE"] }],
  });
  const template = {
    metadata: { labels: { app: "a" } },
    spec: { containers: [{ name: "main", image: "a:1" }] },
  };
  const spec = { replicas: 2, selector: { matchLabels: { app: "a" } }, template };
  const body = { apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { name: "a" }, spec };
  await server.call("POST", "/apis/apps/v1/namespaces/default/replicasets", { body });
  const seen = () => hooks.calls.filter(({ path }) => path === "/pods");
  let pods: { metadata: { annotations?: object } }[] = [];
  for (let attempt = 0; attempt < 500 && pods.length < 2; attempt++)
    pods = (await server.call("GET", "/api/v1/namespaces/default/pods")).body.items;
  expect(pods.map(({ metadata }) => metadata.annotations)).toEqual([{ seen: "yes" }, { seen: "yes" }]);
  expect(seen().map(({ review }) => review.request.userInfo.username)).toEqual([
    "system:kube-controller-manager",
    "system:kube-controller-manager",
  ]);
});

test("hooks on everything do not keep a configuration from being mended", async () => {
  await configure("broken", {
    clientConfig: { url: "https://127.0.0.1:1/" },
    rules: [{ apiGroups: ["*"], apiVersions: ["*"], resources: ["*/*"], operations: ["*"] }],
  });
  expect((await server.call("POST", configMaps, { body: configMap("z") })).code).toBe(500);
  expect((await server.call("DELETE", `${configurations}/broken`)).code).toBe(200);
  expect((await server.call("POST", configMaps, { body: configMap("z") })).code).toBe(201);
});
