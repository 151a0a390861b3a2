import type { TestServer } from "../servers.ts";
import type { Hook, HookServer } from "./hook-server.ts";

/** A webhook of a case; what is not said is `{ sideEffects: None, failurePolicy: Fail }` on ConfigMaps of the case's namespace. */
export interface HookOfCase {
  name: string;
  mutating?: boolean;
  answer: Hook;
  /** Fields of the webhook; `rules` in short. */
  with?: Record<string, unknown>;
}

export interface Step {
  do: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface HookCase {
  title: string;
  hooks: HookOfCase[];
  /** Controllers write what the steps write: a write that meets theirs is tried again, and so are its calls. */
  retried?: boolean;
  /** `NS` in paths and bodies is the case's namespace, `HOOK` the address of the hook server. */
  steps: Step[];
}

export interface Recorded {
  answer: unknown;
  status: number;
  warnings?: string[];
  calls?: unknown[];
}

const group = "/apis/admissionregistration.k8s.io/v1";
const everywhere = { apiGroups: [""], apiVersions: ["v1"], resources: ["configmaps"], operations: ["*"] };

/** Runs a case on a server and tells what was answered and what the hooks were asked, without what differs each time. */
export async function runCase(
  server: TestServer,
  options: { case: HookCase; hooks: HookServer },
): Promise<Recorded[]> {
  const { hooks } = options;
  const namespace = await server.namespace();
  await untilSettled(server, namespace);
  const made = await configure(server, { ...options, namespace });
  const records: Recorded[] = [];
  for (const step of options.case.steps) {
    hooks.calls.length = 0;
    const [method = "", path = ""] = fill(step.do, namespace, hooks).split(" ");
    const body = step.body === undefined ? undefined : fill(step.body, namespace, hooks);
    const { status, body: answer, headers } = await server.api.send(method, path, body, step.headers);
    const warnings = [headers.warning ?? []].flat();
    const calls = hooks.calls
      .filter(({ review }) => !String(review.request.userInfo?.username).startsWith("system:"))
      .map(({ path: hook, review }) => ({ hook: hook.split("/").at(-1), ...review }))
      .sort((a, b) => (String(a.hook) < String(b.hook) ? -1 : 1));
    const record = {
      status,
      answer,
      ...(warnings.length ? { warnings } : {}),
      ...(calls.length ? { calls } : {}),
    };
    const normal = normalise(record, namespace, hooks) as Recorded;
    if (options.case.retried && normal.calls) normal.calls = unique(normal.calls);
    records.push(normal);
  }
  for (const path of made) await server.api.delete(path);
  return records;
}

function unique(values: unknown[]): unknown[] {
  return [...new Set(values.map((value) => JSON.stringify(value)))].map(
    (text) => JSON.parse(text) as unknown,
  );
}

async function configure(
  server: TestServer,
  options: { case: HookCase; hooks: HookServer; namespace: string },
): Promise<string[]> {
  const { hooks, namespace } = options;
  const made: string[] = [];
  for (const mutating of [true, false]) {
    const plural = mutating ? "mutatingwebhookconfigurations" : "validatingwebhookconfigurations";
    const ready = `/${namespace}/${plural}`;
    hooks.serve(ready, () => ({ response: { allowed: true } }));
    const probe = { matchLabels: { probe: "yes" } };
    const own = options.case.hooks.filter((hook) => (hook.mutating ?? false) === mutating);
    if (own.length === 0) continue;
    for (const hook of own) hooks.serve(`/${namespace}/${hook.name}`, hook.answer);
    const webhooks = [
      ...own.map((hook) => webhookOf(hook, hooks, namespace)),
      {
        ...webhookOf({ name: "ready", answer: () => ({ text: "" }) }, hooks, namespace),
        clientConfig: { url: hooks.url(ready), caBundle: hooks.caBundle },
        objectSelector: probe,
      },
    ];
    const kind = mutating ? "MutatingWebhookConfiguration" : "ValidatingWebhookConfiguration";
    const { status, body } = await server.api.post(`${group}/${plural}`, {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind,
      metadata: { name: namespace },
      webhooks,
    });
    if (status !== 201) throw new Error(`cannot configure: ${JSON.stringify(body)}`);
    made.push(`${group}/${plural}/${namespace}`);
    await untilCalled(server, { hooks, namespace, ready });
  }
  return made;
}

/** The controllers write a ConfigMap into every new namespace. */
async function untilSettled(server: TestServer, namespace: string): Promise<void> {
  if (server.name !== "sandbox" && !server.controllers) return;
  for (let attempt = 0; attempt < 2000; attempt++) {
    const path = `/api/v1/namespaces/${namespace}/configmaps/kube-root-ca.crt`;
    if ((await server.api.get(path)).status === 200) return;
  }
  throw new Error("the namespace has no kube-root-ca.crt");
}

/** The real server learns of a configuration a moment later. */
async function untilCalled(
  server: TestServer,
  options: { hooks: HookServer; namespace: string; ready: string },
): Promise<void> {
  const { hooks, namespace, ready } = options;
  const body = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "probe", labels: { probe: "yes" } },
  };
  for (let attempt = 0; attempt < 500; attempt++) {
    await server.api.post(`/api/v1/namespaces/${namespace}/configmaps?dryRun=All`, body);
    if (hooks.calls.some(({ path }) => path === ready)) return;
  }
  throw new Error("the configuration has no effect");
}

function webhookOf(hook: HookOfCase, hooks: HookServer, namespace: string) {
  const fields = fill(hook.with ?? {}, namespace, hooks);
  return {
    name: `${hook.name}.hooks.example.com`,
    clientConfig: { url: hooks.url(`/${namespace}/${hook.name}`), caBundle: hooks.caBundle },
    rules: [everywhere],
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    objectSelector: { matchExpressions: [{ key: "probe", operator: "DoesNotExist" }] },
    sideEffects: "None",
    admissionReviewVersions: ["v1"],
    ...fields,
  };
}

export function fill<T>(value: T, namespace: string, hooks: HookServer): T {
  const text = JSON.stringify(value)
    .replaceAll("NS", namespace)
    .replaceAll("HOOK", `127.0.0.1:${hooks.port}`);
  return JSON.parse(text.replaceAll('"CA"', JSON.stringify(hooks.caBundle))) as T;
}

export function normalise(value: unknown, namespace: string, hooks: HookServer): unknown {
  const text = JSON.stringify(value)
    .replaceAll(namespace, "NS")
    .replaceAll(`127.0.0.1:${hooks.port}`, "HOOK");
  return withoutTimes(JSON.parse(text));
}

/** A value without what differs each time. */
export function withoutTimes(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UID")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "TIME")
    .replaceAll(/("resourceVersion":)"\d+"/g, '$1"RV"')
    .replaceAll(/made-[a-z0-9]{5}/g, "made-SUFFIX");
  return sorted(JSON.parse(text));
}

/** Keys in one order, and without who asks: the servers have different users. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "userInfo" && key !== "managedFields")
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
