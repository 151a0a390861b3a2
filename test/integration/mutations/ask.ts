import { createHash } from "node:crypto";
import { copyJson, isJsonObject, type JsonObject } from "../../../src/base/json.ts";
import type { BuiltInResource } from "../../../src/k8s/built-in.ts";
import type { Answer, Api } from "../api.ts";
import type { Case } from "./cases.ts";

/** What a server says to a request: `text` is what is recorded of it. */
export interface Verdict {
  readonly text: string;
  readonly body: JsonObject;
}

/** Sends requests about one resource as dry runs. */
export function createAsker(options: { api: Api; resource: BuiltInResource; namespace: string }) {
  const { api, resource, namespace } = options;
  const { group, version, plural, scope } = resource;
  const root = group ? `/apis/${group}/${version}` : `/api/${version}`;
  const path = scope === "Namespaced" ? `${root}/namespaces/${namespace}/${plural}` : `${root}/${plural}`;
  let stored: unknown; // of the base that is stored
  return {
    /** Stores a base, for updates. */
    async store(object: JsonObject): Promise<void> {
      const { status, body } = await api.post(path, object);
      if (status !== 201) throw new Error(`cannot create the base: ${JSON.stringify(body)}`);
      stored = (body as { metadata: JsonObject }).metadata.resourceVersion;
    },
    async remove(name: string): Promise<void> {
      await api.delete(`${path}/${name}`);
    },
    async ask(request: Case): Promise<Verdict> {
      const { mode, base, object } = request;
      if (mode === "create") {
        const answer = await api.post(`${path}?dryRun=All`, object);
        return verdict(answer, { sent: object, namespace });
      }
      const target = `${path}/${base}${mode === "status" ? "/status" : ""}?dryRun=All`;
      // as some kinds ask for, and as clients send
      const sent = isJsonObject(object.metadata)
        ? { ...object, metadata: { ...object.metadata, resourceVersion: stored } }
        : object;
      return verdict(await api.put(target, sent), { sent: object, namespace });
    },
  };
}

function verdict(answer: Answer, options: { sent: JsonObject; namespace: string }): Verdict {
  const { status, headers } = answer;
  const body = normalised(answer.body as JsonObject, options);
  const warnings = headers.warning ? ` (warning: ${headers.warning})` : "";
  const text = status < 300 ? `${status} ${hash(body)}` : refusal(status, body);
  return { text: withRuns(`${text}${warnings}`), body };
}

/** One line a cause; the message only where it does not follow from them. */
function refusal(status: number, body: JsonObject): string {
  const {
    reason = "",
    message = "",
    details,
  } = body as {
    reason?: string;
    message?: string;
    details?: unknown;
  };
  const { kind, group, name, causes } = (isJsonObject(details) ? details : {}) as {
    kind?: string;
    group?: string;
    name?: string;
    causes?: Record<"reason" | "field" | "message", string | undefined>[];
  };
  const texts = [
    ...new Set((causes ?? []).map((cause) => [cause.field, cause.message].filter(Boolean).join(": "))),
  ];
  const what = group ? `${kind}.${group}` : kind;
  const follows = `${what} "${name}" is invalid: ${texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`}`;
  const head = message === follows ? `${status} ${what} ${name}` : `${status} ${reason}: ${message}`;
  return [head, ...(causes ?? []).map(({ reason, field, message }) => [reason, field, message].join(" | "))]
    .map((line) => shortened(withRuns(line)))
    .join("\n");
}

/** The long texts that were sent. */
function withRuns(text: string): string {
  return text.replaceAll(/a{20,}/g, (run) => `a{${run.length}}`);
}

/** Some messages show whole templates. */
function shortened(line: string): string {
  return line.length <= 1100 ? line : `${line.slice(0, 200)}…(${line.length} ${hash(line)})`;
}

/** Without what differs from run to run: times, identities, versions, and addresses and ports that nobody asked for. */
function normalised(body: JsonObject, options: { sent: JsonObject; namespace: string }): JsonObject {
  const sent = JSON.stringify(options.sent);
  const text = JSON.stringify(copyJson(body))
    .replaceAll(options.namespace === "default" ? /$^/g : options.namespace, "NAMESPACE")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UID")
    .replaceAll(/"(username|uid)":"(?:kubewright|kubernetes)-admin",?/g, "")
    .replaceAll(/\b10\.0\.0\.\d+(?![\d/])/g, (address) => (sent.includes(address) ? address : "ADDRESS"))
    .replaceAll(/(duplicate nodePort: \{\w+ )\d+/g, "$11")
    .replaceAll(/("(?:nodePort|healthCheckNodePort)":)(\d+)/g, (all, key: string, port: string) =>
      sent.includes(`:${port}`) ? all : `${key}1`,
    )
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (time) => (sent.includes(time) ? time : "TIME"));
  const result = JSON.parse(text) as JsonObject;
  if (isJsonObject(result.metadata)) {
    for (const key of ["managedFields", "resourceVersion"]) Reflect.deleteProperty(result.metadata, key);
  }
  return result;
}

function hash(body: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(body)))
    .digest("base64url")
    .slice(0, 8);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
