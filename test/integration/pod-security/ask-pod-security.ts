import { expect } from "vitest";
import { eventually } from "../../../src/testing/index.ts";
import type { Answer } from "../api.ts";
import type { TestServer } from "../servers.ts";
import { namespaces, pods } from "./pods.ts";

const merge = { "content-type": "application/merge-patch+json" };

/** Asks for all Pods in all namespaces, for templates, and for changes of namespaces; tells what is said by what was asked. */
export async function askPodSecurity(server: TestServer): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [title, labels] of Object.entries(namespaces)) {
    const namespace = await server.namespace();
    await setLabels(server, namespace, labels);
    const said: Record<string, string> = {};
    const titles = Object.keys(pods);
    const answers = await Promise.all(titles.map((name) => createPod(server, { namespace, name })));
    for (const [index, name] of titles.entries()) said[name] = textOf(answers[index], namespace);
    found[title] = said;
  }
  return { ...found, templates: await askTemplates(server), namespaces: await askNamespaces(server) };
}

function createPod(
  server: TestServer,
  { namespace, name }: { namespace: string; name: string },
): Promise<Answer> {
  const { spec, annotations } = pods[name] ?? { spec: {} };
  return server.api.post(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", ...(annotations ? { annotations } : {}) },
    spec,
  });
}

/** What enforces says nothing of templates. */
async function askTemplates(server: TestServer): Promise<Record<string, string>> {
  const namespace = await server.namespace();
  await setLabels(server, namespace, { "pod-security.kubernetes.io/enforce": "restricted" });
  const labels = { a: "b" };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: "c", image: "i:1", securityContext: { privileged: true } }] },
  };
  const selector = { matchLabels: labels };
  const jobTemplate = { ...template, spec: { ...template.spec, restartPolicy: "Never" } };
  const requests: [string, string, object][] = [
    ["v1", "ReplicationController", { spec: { template } }],
    ["v1", "PodTemplate", { template }],
    ["apps/v1", "ReplicaSet", { spec: { selector, template } }],
    ["apps/v1", "Deployment", { spec: { selector, template } }],
    ["apps/v1", "StatefulSet", { spec: { selector, template, serviceName: "s" } }],
    ["apps/v1", "DaemonSet", { spec: { selector, template } }],
    ["batch/v1", "Job", { spec: { template: jobTemplate } }],
    [
      "batch/v1",
      "CronJob",
      { spec: { schedule: "* * * * *", jobTemplate: { spec: { template: jobTemplate } } } },
    ],
  ];
  const said: Record<string, string> = {};
  for (const [apiVersion, kind, content] of requests) {
    const root = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
    const path = `${root}/namespaces/${namespace}/${kind.toLowerCase()}s?dryRun=All`;
    const answer = await server.api.post(path, { apiVersion, kind, metadata: { name: "t" }, ...content });
    said[kind] = textOf(answer, namespace);
  }
  return said;
}

async function askNamespaces(server: TestServer): Promise<Record<string, string>> {
  const namespace = await server.namespace();
  const path = `/api/v1/namespaces/${namespace}`;
  for (const [name, spec] of [
    ["b", { containers: [{ name: "c", image: "i" }], hostNetwork: true }],
    ["a", { containers: [{ name: "c", image: "i" }], hostNetwork: true }],
    ["z", { containers: [{ name: "c", image: "i" }], hostPID: true }],
    ["y", { containers: [{ name: "c", image: "i", securityContext: { privileged: true } }], hostPID: true }],
  ] as const)
    await server.api.post(`${path}/pods`, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name },
      spec: { ...spec, schedulerName: "none" },
    });
  const label = (mode: string) => `pod-security.kubernetes.io/${mode}`;
  const said: Record<string, string> = {};
  for (const labels of [
    { [label("enforce")]: "baseline" },
    { [label("enforce")]: "restricted" },
    { [label("enforce")]: "baseline" },
    { [label("enforce-version")]: "v1.20" },
    { [label("enforce")]: "privileged" },
    { [label("enforce")]: "strict", [label("warn")]: "x", [label("audit-version")]: "1.20" },
    { [label("enforce-version")]: "v1.020", [label("warn-version")]: "latest" },
    { other: "x" },
  ]) {
    const answer = await setLabels(server, namespace, labels);
    said[JSON.stringify(labels)] = textOf(answer, namespace);
  }
  const image = await server.api.send(
    "PATCH",
    `${path}/pods/a`,
    { spec: { containers: [{ name: "c", image: "j" }] } },
    {
      "content-type": "application/strategic-merge-patch+json",
    },
  );
  said["an image that changes"] = textOf(image, namespace);
  await setLabels(server, namespace, {
    [label("enforce")]: "baseline",
    [label("enforce-version")]: "latest",
  });
  const again = await server.api.send(
    "PATCH",
    `${path}/pods/a`,
    { spec: { containers: [{ name: "c", image: "k" }] } },
    {
      "content-type": "application/strategic-merge-patch+json",
    },
  );
  said["an image that changes under baseline"] = textOf(again, namespace);
  const annotated = await server.api.send(
    "PATCH",
    `${path}/pods/a`,
    { metadata: { annotations: { x: "y" } } },
    merge,
  );
  said["annotations that change under baseline"] = textOf(annotated, namespace);
  const wrong = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "wrong", labels: { [label("warn")]: "all" } },
  };
  said["a new one with wrong labels"] = textOf(
    await server.api.post("/api/v1/namespaces?dryRun=All", wrong),
    namespace,
  );
  return said;
}

async function setLabels(server: TestServer, namespace: string, labels: object): Promise<Answer> {
  const answer = await server.api.send(
    "PATCH",
    `/api/v1/namespaces/${namespace}`,
    { metadata: { labels } },
    merge,
  );
  if (answer.status < 300) await admissionKnows(server, namespace, answer.body.metadata.labels);
  return answer;
}

/** Admission on a real server reads namespaces from a cache, which hears of a change some time after who made it. */
async function admissionKnows(
  server: TestServer,
  namespace: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<void> {
  const isLevel = (mode: string) =>
    /^(baseline|restricted)$/.test(labels[`pod-security.kubernetes.io/${mode}`] ?? "");
  await eventually(async () => {
    const { status, headers } = await server.api.post(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "probe" },
      spec: { containers: [{ name: "c", image: "i" }], hostNetwork: true },
    });
    expect(status === 403).toBe(isLevel("enforce"));
    if (status !== 403) expect(headers.warning !== undefined).toBe(isLevel("warn"));
  });
}

/** Code, refusal and warnings in one text. */
function textOf(answer: Answer | undefined, namespace: string): string {
  if (!answer) return "";
  const { status, body, headers } = answer;
  const refusal =
    body.kind === "Status" ? ` ${body.reason}: ${body.message} ${JSON.stringify(body.details)}` : "";
  const warnings = [headers.warning ?? []].flat().map((warning) => ` [${warning}]`);
  return `${status}${refusal}${warnings.join("")}`.replaceAll(namespace, "NS");
}
