import { afterAll, beforeAll, expect, test } from "vitest";
import { HookServer } from "../../../integration/admission/hook-server.ts";
import { configMap, configMaps, useSandbox } from "../test-server.ts";

const server = useSandbox({ behaviours: false });
const hooks = new HookServer();
beforeAll(() => hooks.start());
afterAll(() => hooks.stop());

const group = "/apis/admissionregistration.k8s.io/v1";
const apiVersion = "admissionregistration.k8s.io/v1";
const matchConstraints = {
  resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["*"], resources: ["configmaps"] }],
};

async function put(plural: string, kind: string, body: object): Promise<void> {
  const { code, text } = await server.call("POST", `${group}/${plural}`, {
    body: { apiVersion, kind, ...body },
  });
  expect(text && code).toBe(201);
}

async function policy(name: string, spec: object): Promise<() => Promise<void>> {
  const kind = "validations" in spec ? "Validating" : "Mutating";
  const plural = `${kind.toLowerCase()}admissionpolic`;
  const actions = kind === "Validating" ? { validationActions: ["Deny"] } : {};
  await put(`${plural}ies`, `${kind}AdmissionPolicy`, {
    metadata: { name },
    spec: { matchConstraints, ...spec },
  });
  await put(`${plural}ybindings`, `${kind}AdmissionPolicyBinding`, {
    metadata: { name },
    spec: { policyName: name, ...actions },
  });
  return async () => {
    for (const path of [`${plural}ies`, `${plural}ybindings`])
      expect((await server.call("DELETE", `${group}/${path}/${name}`)).code).toBe(200);
  };
}

const mutation = (expression: string) => ({
  reinvocationPolicy: "IfNeeded",
  mutations: [{ patchType: "ApplyConfiguration", applyConfiguration: { expression } }],
});

test("a policy counts from the write after it on, until it or its binding is gone", async () => {
  const create = (name: string) => server.call("POST", configMaps, { body: configMap(name) });
  const drop = await policy("no-b", { validations: [{ expression: "object.metadata.name != 'b'" }] });
  expect((await create("b")).code).toBe(422);
  expect((await create("c")).code).toBe(201);
  await server.call("DELETE", `${group}/validatingadmissionpolicybindings/no-b`);
  expect((await create("b")).code).toBe(201);
  await put("validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", {
    metadata: { name: "no-b" },
    spec: { policyName: "no-b", validationActions: ["Deny"] },
  });
  expect((await server.call("DELETE", `${configMaps}/b`)).code).toBe(422);
  await drop();
  expect((await server.call("DELETE", `${configMaps}/b`)).code).toBe(200);
});

test("policies change an object before webhooks, which see it, and again after what those have changed", async () => {
  hooks.serve("/hook", ({ request }) => ({
    response: {
      allowed: true,
      patchType: "JSONPatch",
      patch: Buffer.from(
        JSON.stringify([
          { op: "add", path: "/data/hook", value: Object.keys(request.object?.data ?? {}).join() },
        ]),
      ).toString("base64"),
    },
  }));
  await put("mutatingwebhookconfigurations", "MutatingWebhookConfiguration", {
    metadata: { name: "hook" },
    webhooks: [
      {
        name: "hook.hooks.example.com",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
        clientConfig: { url: hooks.url("/hook"), caBundle: hooks.caBundle },
        rules: matchConstraints.resourceRules.map((rule) => ({ ...rule, operations: ["CREATE"] })),
      },
    ],
  });
  const drop = await policy(
    "seen",
    mutation("Object{data: {'seen': object.data.map(k, k).filter(k, k != 'seen').join('-')}}"),
  );
  const { code, body } = await server.call("POST", configMaps, {
    body: { ...configMap("both"), data: { own: "1" } },
  });
  expect(code).toBe(201);
  expect(body.data).toEqual({ own: "1", seen: "own-hook", hook: "own,seen" });
  await drop();
  await server.call("DELETE", `${group}/mutatingwebhookconfigurations/hook`);
});

test("a Pod that a policy has changed goes through the server's own admission once more", async () => {
  const drop = await policy("node", {
    ...mutation("Object{spec: Object.spec{nodeName: 'n'}}"),
    matchConstraints: {
      resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
    },
  });
  const labels = { "topology.kubernetes.io/zone": "z" };
  await server.call("POST", "/api/v1/nodes", {
    body: { apiVersion: "v1", kind: "Node", metadata: { name: "n", labels } },
  });
  const { code, body } = await server.call("POST", "/api/v1/namespaces/default/pods", {
    body: {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p" },
      spec: { containers: [{ name: "c", image: "i" }] },
    },
  });
  expect(code).toBe(201);
  expect(body.metadata.labels).toEqual(labels);
  await drop();
});

test("configurations of admission are not looked at: nobody could mend a broken one", async () => {
  const drop = await policy("nothing", {
    matchConstraints: {
      resourceRules: [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"] }],
    },
    validations: [{ expression: "false" }],
  });
  expect((await server.call("POST", configMaps, { body: configMap("refused") })).code).toBe(422);
  await drop();
});

test.each([
  [
    "Object{spec: Object.spec{replicas: 2.5}}",
    403,
    "unable to convert unstructured object to apps/v1, Kind=Deployment: cannot convert float64 to int32",
  ],
  [
    "Object{spec: Object.spec{template: null}}",
    403,
    "error applying patch: failed to convert patch object to typed object: .spec.template: expected map, got &{NULL_VALUE}",
  ],
  ["Object{metadata: Object.metadata{name: null}}", 501, "null for a value in an ApplyConfiguration"],
])("%s is refused as a real server refuses it, or as missing", async (expression, code, words) => {
  const drop = await policy("values", {
    ...mutation(expression),
    matchConstraints: {
      resourceRules: [
        { apiGroups: ["apps"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["deployments"] },
      ],
    },
  });
  const labels = { a: "b" };
  const answer = await server.call("POST", "/apis/apps/v1/namespaces/default/deployments", {
    body: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "d" },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "c", image: "i" }] } },
      },
    },
  });
  expect(answer.code).toBe(code);
  expect(answer.body.message).toContain(words);
  await drop();
});
