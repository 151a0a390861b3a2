import type { IncomingMessage } from "node:http";
import { isJsonObject, type JsonObject } from "../../../../src/base/json.ts";
import { parseYaml } from "../../../../src/kube/yaml.ts";
import { sorted } from "../sorted.ts";
import type { Step } from "./transcript.ts";

/** What is kept of an answer. */
export interface Recorded {
  readonly request: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON as such, lines of JSON as an array of them, other answers as text. */
  readonly body: unknown;
}

/** Headers that tell clients something; the others are about one connection, one server or one request. */
const kept = [
  "content-type",
  "warning",
  "allow",
  "cache-control",
  "x-content-type-options",
  "retry-after",
  "location",
  "vary",
  "www-authenticate",
  "content-encoding",
];

const builds = ["gitVersion", "gitCommit", "gitTreeState", "buildDate", "goVersion", "compiler", "platform"];

/** An answer without what differs from run to run. */
export function normalize(
  step: Step,
  answer: {
    status: number;
    headers: IncomingMessage["headers"];
    text: string;
    namespace: string;
    url: string;
    /** Values that have a name. */
    kept: Readonly<Record<string, string>>;
    record: "all" | "brief" | "names";
  },
): Recorded {
  const { status, headers, namespace, url } = answer;
  const { method, path, note } = step;
  const type = headers["content-type"] ?? "";
  // YAML is compared as what it says: how it is laid out differs
  const isYaml = /yaml/.test(type);
  const raw = isYaml ? JSON.stringify(parseYaml(answer.text)) : answer.text;
  const text = withNames(raw, answer.kept)
    .replaceAll(namespace, "{ns}")
    .replaceAll(new URL(url).host, "{host}");
  const ofLists = answer.record === "names";
  const body = bodyOf(text, { type: isYaml ? "application/json" : type, brief: answer.record !== "all" });
  return {
    request: [method, path, ofLists ? "" : describe(step), note].filter(Boolean).join(" "),
    status,
    headers: Object.fromEntries(
      (ofLists ? [] : kept).flatMap((name) =>
        headers[name] === undefined ? [] : [[name, String(headers[name]).replaceAll(namespace, "{ns}")]],
      ),
    ),
    body: shortened[answer.record](body),
  };
}

const shortened = {
  all: (body: unknown) => body,
  brief: withoutManagers,
  names(body: unknown): unknown {
    if (!isJsonObject(body)) return body;
    const { items, metadata, message, status } = body;
    if (status === "Failure") return message;
    if (items === undefined) return metadata && (metadata as JsonObject).name;
    const names = (items as { metadata: JsonObject }[] | null)?.map((item) => item.metadata.name);
    return { names: names ?? [], metadata };
  },
};

function withoutManagers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutManagers);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "managedFields");
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutManagers(inner)]));
}

/** Versions by their names, where some have one, and in tokens too. */
function withNames(text: string, kept: Readonly<Record<string, string>>): string {
  const names = Object.entries(kept).filter(([, value]) => /^\d+$/.test(value));
  if (names.length === 0) return text;
  const nameOf = (version: string) => names.find(([, value]) => value === version)?.[0];
  return text
    .replaceAll(/(?<="resourceVersion": ?"|precondition \()\d+(?=[")])/g, (version) => {
      const name = nameOf(version);
      return name ? `{${name}}` : version;
    })
    .replaceAll(/(?<="continue": ?")[\w-]+(?=")/g, (token) => {
      const { rv, start } = JSON.parse(Buffer.from(token, "base64url").toString()) as {
        rv: number;
        start: string;
      };
      return `from ${nameOf(String(rv)) ?? (rv < 0 ? rv : "{resourceVersion}")} after ${start.replace("\0", "")}`;
    });
}

function describe({ headers = {} }: Step): string {
  const entries = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return entries.length ? `[${entries.join(", ")}]` : "";
}

function bodyOf(text: string, options: { type: string; brief: boolean }): unknown {
  const { type, brief } = options;
  // what a server counts differs from server to server
  if (/^# (HELP|TYPE) /.test(text)) return "{metrics}";
  if (/^text\/plain/.test(type) && text.startsWith('{"paths":')) return openApiPaths(text);
  if (!/json/.test(type)) return plain(text);
  try {
    return scrub(JSON.parse(text));
  } catch {
    const lines = text.split("\n").filter(Boolean);
    // a watch tells what is there at its start in no order
    const events = lines.map((line) => scrub(JSON.parse(line)));
    // from time to time, and whenever it suits, a watch is told a version
    return brief ? events.filter((event) => !isMereBookmark(event)) : inOrder(events);
  }
}

function isMereBookmark(event: unknown): boolean {
  return (
    isJsonObject(event) && event.type === "BOOKMARK" && !JSON.stringify(event).includes("initial-events-end")
  );
}

/** The documents of OpenAPI v3: their hashes change with every version, and others define kinds, too. */
function openApiPaths(text: string): string[] {
  const { paths } = JSON.parse(text) as { paths: object };
  return Object.keys(paths)
    .filter((path) => /^(api|apis\/[^/]+)\/v/.test(path) && !/example\.com|openshift/.test(path))
    .sort();
}

/** Dates, uids and versions of a text that is not JSON. */
function plain(text: string): string {
  return (
    text
      .replaceAll(/\bBad_[a-z0-9]{5}\b/g, "Bad_{suffix}")
      // an object in a text: its fields are in the order of neither server
      .replaceAll(/(?<=Invalid value: )"\{\\*"(?:apiVersion|kind).*\}"/g, "{object}")
      .replaceAll(/^\[\+\](poststarthook|autoregister|loopback).*\n/gm, "")
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "{time}")
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "{uid}")
      .replaceAll(/(?<=current: |in record \(|resource version: \d+ \()\d+/g, "{resourceVersion}")
      .replaceAll(/resourceVersion: "\d+"/g, "resourceVersion: {resourceVersion}")
  );
}

function scrub(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(scrub);
  if (isJsonObject(value) && value.kind === "Deployment" && isJsonObject(value.metadata))
    return scrubFields(withoutControllers(value, value.metadata));
  if (isJsonObject(value) && value.kind === "DeploymentList")
    return scrubFields({
      ...value,
      items: (value.items as JsonObject[]).map((item) =>
        withoutControllers(item, item.metadata as JsonObject),
      ),
    });
  if (isJsonObject(value)) return scrubFields(value);
  return typeof value === "string" ? plain(value) : value;
}

function scrubFields(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, scrubField(key, inner)]));
}

/** Whether a path is there on every server: not for what only a real one starts. */
function isShared(path: string): boolean {
  return !/poststarthook|autoregister|loopback|slis|flagz|statusz|openid/.test(path);
}

function isConflict(causes: readonly unknown[]): boolean {
  return causes.some((cause) => isJsonObject(cause) && cause.reason === "FieldManagerConflict");
}

function inOrder(values: readonly unknown[]): unknown[] {
  const texts = values.map((value) => JSON.stringify(sorted(value))).sort();
  return texts.map((text) => JSON.parse(text) as unknown);
}

/** Columns of built-in kinds are described in upstream's documentation, which the sandbox has not. */
function withoutDescription(column: JsonObject): JsonObject {
  const { description, ...rest } = column;
  return column.name === "Name" ? { description, ...rest } : rest;
}

/** A Deployment without what its controller writes when it gets round to it. */
function withoutControllers({ status: _status, ...object }: JsonObject, metadata: JsonObject): JsonObject {
  const { annotations, managedFields, ...rest } = metadata;
  const { "deployment.kubernetes.io/revision": _revision, ...others } = (annotations ?? {}) as JsonObject;
  const entries = (managedFields as JsonObject[] | undefined)?.filter(
    ({ manager }) => !["kube-controller-manager", "deployment-controller"].includes(String(manager)),
  );
  return {
    ...object,
    metadata: {
      ...rest,
      ...(Object.keys(others).length ? { annotations: others } : {}),
      ...(entries ? { managedFields: entries } : {}),
    },
  };
}

function scrubField(key: string, value: unknown): unknown {
  if (key === "resourceVersion" && typeof value === "string" && /^[1-9]\d*$/.test(value))
    return "{resourceVersion}";
  if (key === "continue" && value) return String(value).startsWith("from ") ? value : "{continue}";
  // one's own address, and what a build says of itself
  if (key === "serverAddress") return "{host}";
  if (builds.includes(key) && typeof value === "string") return `{${key}}`;
  if (key === "paths" && Array.isArray(value)) return value.filter(isShared);
  // in no order of the server's: custom resources in discovery, conflicts of an apply, managers of the same second
  if (key === "managedFields" && Array.isArray(value)) return scrub(inOrder(value));
  if (key === "resources" && Array.isArray(value)) return scrub(inOrder(value));
  if (key === "causes" && Array.isArray(value) && isConflict(value)) return scrub(inOrder(value));
  if (key === "columnDefinitions" && Array.isArray(value)) return value.map(withoutDescription);
  // how long ago something was made, in a table
  if (key === "cells" && Array.isArray(value))
    return value.map((cell) => (typeof cell === "string" && /^\d+s$/.test(cell) ? "{age}" : scrub(cell)));
  return scrub(value);
}

/** Answers as lines of JSON, keys in the order of the alphabet. A body that an earlier line has is told by the number of that line. */
export function writeRecord(recorded: readonly Recorded[]): string {
  const seen = new Map<string, number>();
  const lines = recorded.map(({ body, ...entry }, index) => {
    const text = JSON.stringify(sorted(body));
    const same = seen.get(text);
    if (same === undefined) seen.set(text, index + 1);
    const known = same !== undefined && text.length > 40;
    return JSON.stringify({
      ...(sorted(entry) as object),
      ...(known ? { bodyOfLine: same } : { body: sorted(body) }),
    });
  });
  return `${lines.join("\n")}\n`;
}

export function readRecord(text: string): Recorded[] {
  const lines = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Recorded & { bodyOfLine?: number });
  return lines.map(({ bodyOfLine, ...entry }) =>
    bodyOfLine === undefined ? entry : { ...entry, body: lines[bodyOfLine - 1]?.body },
  );
}
