import { withoutTimes } from "../admission/run-case.ts";
import { installCrd } from "../install-crd.ts";
import type { TestServer } from "../servers.ts";
import { paramDefinitions } from "./param-definitions.ts";

/** Policies of one namespace, and what is asked there. `NS` in all texts is the namespace's name. */
export interface PolicyCase {
  title: string;
  /** Labels of the namespace. */
  labels?: Record<string, string>;
  /** Specs of ValidatingAdmissionPolicies by name: each is bound once, with the action Deny, unless there are `bindings` of it. */
  validating?: Record<string, object>;
  /** Specs of MutatingAdmissionPolicies by name. */
  mutating?: Record<string, object>;
  /** Specs of bindings by name, beside those that are made. A policy's name is that of its binding, up to a dot. */
  bindings?: Record<string, object>;
  /** What is there before, such as parameters: path and object. */
  objects?: [string, object][];
  steps: PolicyStep[];
}

export interface PolicyStep {
  do: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answered {
  status: number;
  answer: unknown;
  warnings?: string[];
}

const group = "/apis/admissionregistration.k8s.io/v1";
const kinds = { validating: "Validating", mutating: "Mutating" } as const;

/** Sets up all cases, waits once until their policies are at work, and asks. */
export async function runPolicyCases(
  server: TestServer,
  cases: readonly PolicyCase[],
): Promise<Record<string, Answered[]>> {
  for (const definition of paramDefinitions) await installCrd(server, definition);
  const made: string[] = [];
  const namespaces = new Map<PolicyCase, string>();
  for (const one of cases) {
    const namespace = await server.namespace();
    namespaces.set(one, namespace);
    made.push(...(await setUp(server, one, namespace)));
  }
  made.push(...(await untilAtWork(server)));
  const answers: Record<string, Answered[]> = {};
  for (const [one, namespace] of namespaces) answers[one.title] = await ask(server, one, namespace);
  for (const path of made) await server.api.delete(path);
  return answers;
}

async function setUp(server: TestServer, one: PolicyCase, namespace: string): Promise<string[]> {
  const { labels, objects = [] } = one;
  if (labels) await patchLabels(server, namespace, labels);
  for (const [path, object] of objects) await created(server, fill(path, namespace), fill(object, namespace));
  const made: string[] = [];
  for (const type of ["validating", "mutating"] as const) {
    for (const [name, spec] of Object.entries(one[type] ?? {})) {
      const policy = { ...(type === "mutating" ? { reinvocationPolicy: "Never" } : {}), ...spec };
      made.push(await post(server, `${type}admissionpolicies`, { name, spec: within(policy), namespace }));
      const bindings = Object.entries(one.bindings ?? {}).filter(
        ([binding]) => binding.split(".")[0] === name,
      );
      for (const [binding, own] of bindings.length ? bindings : [[name, {}] as const]) {
        const full = {
          policyName: `${namespace}-${name}`,
          ...(type === "validating" ? { validationActions: ["Deny"] } : {}),
          ...own,
        };
        made.push(
          await post(server, `${type}admissionpolicybindings`, { name: binding, spec: full, namespace }),
        );
      }
    }
  }
  return made;
}

/** Only the case's own namespace, unless it says otherwise. */
function within(spec: object): object {
  const { matchConstraints, ...rest } = spec as { matchConstraints?: object };
  const namespaceSelector = { matchLabels: { "kubernetes.io/metadata.name": "NS" } };
  return { ...rest, matchConstraints: { namespaceSelector, ...matchConstraints } };
}

async function post(
  server: TestServer,
  plural: string,
  { name, spec, namespace }: { name: string; spec: object; namespace: string },
): Promise<string> {
  const kind = `${plural.startsWith("v") ? kinds.validating : kinds.mutating}AdmissionPolicy${plural.endsWith("bindings") ? "Binding" : ""}`;
  const metadata = { name: `${namespace}-${name}` };
  const body = { apiVersion: "admissionregistration.k8s.io/v1", kind, metadata, spec: fill(spec, namespace) };
  await created(server, `${group}/${plural}`, body);
  return `${group}/${plural}/${metadata.name}`;
}

async function created(server: TestServer, path: string, object: unknown): Promise<void> {
  const { status, body } = await server.api.post(path, object);
  if (status !== 201) throw new Error(`cannot create: ${JSON.stringify(body)}`);
}

async function patchLabels(server: TestServer, namespace: string, labels: object): Promise<void> {
  const headers = { "content-type": "application/merge-patch+json" };
  await server.api.send("PATCH", `/api/v1/namespaces/${namespace}`, { metadata: { labels } }, headers);
}

/** The real server looks for changes once a second: policies that are made last tell that the others are at work, too. */
async function untilAtWork(server: TestServer): Promise<string[]> {
  const namespace = await server.namespace();
  const configMaps = {
    matchConstraints: {
      resourceRules: [
        { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] },
      ],
    },
  };
  const probe = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "probe" } };
  const made = await setUp(
    server,
    {
      title: "probe",
      mutating: {
        probe: {
          ...configMaps,
          mutations: [
            {
              patchType: "ApplyConfiguration",
              applyConfiguration: { expression: "Object{data: {'a': 'b'}}" },
            },
          ],
        },
      },
      validating: { probe: { ...configMaps, validations: [{ expression: "!has(object.data)" }] } },
      steps: [],
    },
    namespace,
  );
  for (let attempt = 0; attempt < 2000; attempt++) {
    const { status } = await server.api.post(`/api/v1/namespaces/${namespace}/configmaps?dryRun=All`, probe);
    if (status === 422) return made;
  }
  throw new Error("the policies have no effect");
}

async function ask(server: TestServer, one: PolicyCase, namespace: string): Promise<Answered[]> {
  const answers: Answered[] = [];
  for (const step of one.steps) {
    const [method = "", path = ""] = fill(step.do, namespace).split(" ");
    const body = step.body === undefined ? undefined : fill(step.body, namespace);
    const {
      status,
      body: answer,
      headers,
    } = await server.api.send(method, path, body, step.headers && fill(step.headers, namespace));
    const warnings = [headers.warning ?? []].flat();
    const text = JSON.stringify({ status, answer: seen(answer), ...(warnings.length ? { warnings } : {}) });
    answers.push(withoutTimes(JSON.parse(text.replaceAll(namespace, "NS"))) as Answered);
  }
  return answers;
}

/** Of an object what policies may change, of a refusal everything. */
function seen(answer: unknown): unknown {
  const {
    kind,
    metadata,
    status: _,
    ...content
  } = answer as { kind: string; metadata: object; status: unknown };
  if (kind === "Status") return answer;
  const { name, labels, annotations, finalizers } = metadata as Record<string, unknown>;
  return { kind, metadata: { name, labels, annotations, finalizers }, ...content };
}

function fill<T>(value: T, namespace: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll("NS", namespace)) as T;
}
