import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { createCertificateAuthority, issueCertificate } from "../../../src/base/certificate.ts";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { applyObjects } from "../../../src/dev/apply-objects.ts";
import type { CustomResourceDefinition } from "../../../src/kube/crd.ts";
import type { KubernetesObject } from "../../../src/kube/object.ts";

const crd: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    names: { plural: "widgets", kind: "Widget" },
    scope: "Namespaced",
    versions: [],
  },
};
const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com";
const established = { ...crd, status: { conditions: [{ type: "Established", status: "True" }] } };

/** A server that gives these answers in turn (the last one again and again) and records what it is asked. */
async function serve(answers: { status: number; body: unknown }[]) {
  const authority = createCertificateAuthority({ commonName: "authority", now: new Date() });
  const { certificate, key } = issueCertificate(authority, {
    commonName: "test",
    hosts: ["127.0.0.1"],
    now: new Date(),
  });
  const asked: { line: string; authorization: unknown; type: unknown; body: string }[] = [];
  const server = createServer({ cert: certificate, key }, (request, response) => {
    void text(request).then((body) => {
      const { authorization, "content-type": type } = request.headers;
      asked.push({ line: `${request.method} ${request.url}`, authorization, type, body });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      response
        .writeHead(answer?.status ?? 500)
        .end(typeof answer?.body === "string" ? answer.body : JSON.stringify(answer?.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = new VirtualClock();
  const apply = (objects: KubernetesObject[] = [crd]) =>
    applyObjects(
      { url, token: "secret", ca: authority.certificate },
      { objects, clock, signal: new AbortController().signal },
    );
  return { asked, apply, clock };
}

test("applies server-side, with the token, and is content when the kind is served", async () => {
  const { asked, apply } = await serve([{ status: 201, body: established }]);
  await apply();
  expect(asked).toEqual([
    {
      line: `PATCH ${path}?fieldManager=kubewright&force=true`,
      authorization: "Bearer secret",
      type: "application/apply-patch+yaml",
      body: JSON.stringify(crd),
    },
  ]);
});

test("waits until the kind is served", async () => {
  const { asked, apply, clock } = await serve([
    { status: 201, body: crd },
    { status: 200, body: established },
  ]);
  const applied = apply();
  while (clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toHaveLength(1);
  await clock.advance(50);
  await applied;
  expect(asked.map(({ line }) => line)).toEqual([expect.stringMatching(/^PATCH/), `GET ${path}`]);
});

test.each([
  [{ kind: "Status", message: "spec.versions: Required value" }, "spec.versions: Required value"],
  ["bad gateway\n", "bad gateway"],
])("what the server refuses is said in its words", async (body, message) => {
  const { apply } = await serve([{ status: 422, body }]);
  await expect(apply()).rejects.toMatchObject({
    code: "CRD_REFUSED",
    message: `cannot install CRD "widgets.example.com": ${message}`,
  });
});

test("objects are where their kinds are served, in the order given; roles need no waiting for", async () => {
  const { asked, apply } = await serve([{ status: 200, body: {} }]);
  const role = { kind: "Role", metadata: { name: "a:b", namespace: "demo-system" } };
  await apply([
    { kind: "Namespace", metadata: { name: "demo-system" } },
    role,
    { kind: "ClusterRole", metadata: { name: "manager" } },
  ]);
  expect(asked.map(({ line }) => line.replace(/\?.*/, ""))).toEqual([
    "PATCH /api/v1/namespaces/demo-system",
    "PATCH /apis/rbac.authorization.k8s.io/v1/namespaces/demo-system/roles/a%3Ab",
    "PATCH /apis/rbac.authorization.k8s.io/v1/clusterroles/manager",
  ]);
});

test("a role that is refused is named with its kind", async () => {
  const { apply } = await serve([{ status: 422, body: { message: "rules[0].verbs: Required value" } }]);
  await expect(apply([{ kind: "ClusterRole", metadata: { name: "manager" } }])).rejects.toMatchObject({
    code: "OBJECT_REFUSED",
    message: 'cannot apply ClusterRole "manager": rules[0].verbs: Required value',
  });
});

test("a definition whose names are another's is refused at once, in the server's words", async () => {
  const message = '"WidgetList" is already in use';
  const conditions = [{ type: "NamesAccepted", status: "False", reason: "ListKindConflict", message }];
  const { apply } = await serve([{ status: 201, body: { ...crd, status: { conditions } } }]);
  await expect(apply()).rejects.toMatchObject({
    code: "CRD_REFUSED",
    message: `cannot install CRD "widgets.example.com": ${message}`,
  });
});
