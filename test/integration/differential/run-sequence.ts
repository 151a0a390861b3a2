import { copyJson, isJsonObject, type JsonObject } from "../../../src/base/json.ts";
import type { Answer } from "../api.ts";
import { Normaliser } from "./normaliser.ts";
import type { Change, Sequence, Serving, Step } from "./sequence.ts";
import { send, type ComparedServer, type Request } from "./server.ts";

/** What was sent and what came back, comparable with another server's. */
export interface Exchange {
  readonly request: string;
  readonly status: number;
  readonly warnings: readonly string[];
  readonly body: unknown;
}

export interface Transcript {
  readonly exchanges: readonly Exchange[];
  /** Events of each watch. */
  readonly events: readonly (readonly unknown[])[];
  /** Whether the server dropped the connection; what was answered before stands. */
  readonly dropped: boolean;
}

/** Names that a run fills in. */
export interface Names {
  readonly ns: string;
  readonly group: string;
}

/** Runs a sequence on one server. `expected` says how many events are read of each watch. */
export async function runSequence(
  server: ComparedServer,
  sequence: Sequence,
  options: { names: Names; countEvents: (path: string, version: string) => number },
): Promise<Transcript> {
  const { names, countEvents } = options;
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: names.ns } };
  const created = await server.api.post("/api/v1/namespaces", namespace);
  if (created.status !== 201)
    throw new Error(`cannot create namespace ${names.ns} on ${server.name}: ${created.status}`);
  const start = String(created.body.metadata.resourceVersion);
  const normaliser = new Normaliser();
  const answers: (Answer | undefined)[] = [];
  const exchanges: Exchange[] = [];
  for (const step of sequence.steps) {
    const request = requestOf(step, { names, answers, start });
    const answer = request && (await send(server, request));
    // nothing can be said of what comes after a panic
    if (request && !answer) return { exchanges, events: [], dropped: true };
    answers.push(answer);
    if (answer && answer.status < 300 && step.serving)
      await untilServed(server, fill(step.serving, { names, answers, start }));
    exchanges.push(exchangeOf(request, answer, normaliser));
  }
  const events: unknown[][] = [];
  for (const path of sequence.watches) {
    const filled = fillText(path, { names, answers, start });
    events.push(
      await readEvents(server, {
        path: filled,
        version: start,
        count: countEvents(filled, start),
        normaliser,
      }),
    );
  }
  return { exchanges, events, dropped: false };
}

interface Known {
  readonly names: Names;
  readonly answers: readonly (Answer | undefined)[];
  /** Stands for versions of objects that are not there. */
  readonly start: string;
}

function requestOf(step: Step, known: Known): Request | undefined {
  const { method, type, agent, accept } = step;
  const body = bodyOf(step, known);
  if (step.from && body === undefined) return undefined;
  return {
    method,
    path: fillText(step.path, known),
    body,
    headers: {
      ...(body === undefined
        ? {}
        : { "content-type": type ?? "application/json", "content-length": String(Buffer.byteLength(body)) }),
      ...(agent ? { "user-agent": agent } : { "user-agent": "tester/1.0" }),
      ...(accept ? { accept } : {}),
    },
  };
}

function bodyOf(step: Step, known: Known): string | undefined {
  if (step.from) {
    const answer = known.answers[step.from.step];
    if (!answer || answer.status >= 300 || !isJsonObject(answer.body) || answer.body.kind === "Status")
      return undefined;
    const object = copyJson(answer.body);
    for (const change of step.from.changes) applyChange(object, change);
    return fillText(JSON.stringify(object), known);
  }
  if (step.body === undefined) return undefined;
  return fillText(typeof step.body === "string" ? step.body : JSON.stringify(step.body), known);
}

function applyChange(object: JsonObject, { path, value }: Change): void {
  let target = object;
  for (const key of path.slice(0, -1)) {
    const inner = target[key];
    target = target[key] = isJsonObject(inner) ? inner : {};
  }
  const last = path.at(-1) ?? "";
  if (value === undefined) Reflect.deleteProperty(target, last);
  else target[last] = value;
}

function fill(serving: Serving, known: Known): Serving {
  const filled = (path: string) => fillText(path, known);
  return { ...serving, definition: filled(serving.definition), paths: serving.paths.map(filled) };
}

function fillText(text: string, { names, answers, start }: Known): string {
  if (!text.includes("{{")) return text;
  return text.replaceAll(
    /\{\{(ns|group|rv|uid|name|continue)(?::(\d+))?\}\}/g,
    (_, what: string, step: string | undefined) => {
      if (what === "ns" || what === "group") return names[what];
      const { metadata = {} } = (answers[Number(step)]?.body ?? {}) as { metadata?: Record<string, unknown> };
      const field = { rv: "resourceVersion", uid: "uid", name: "name", continue: "continue" }[what] ?? "";
      const value = metadata[field];
      if (typeof value === "string" && value !== "") return value;
      return what === "rv" ? start : what === "continue" ? "" : "none";
    },
  );
}

function exchangeOf(
  request: Request | undefined,
  answer: Answer | undefined,
  normaliser: Normaliser,
): Exchange {
  if (!request || !answer)
    return {
      request: "not sent: what it was to change was not there",
      status: 0,
      warnings: [],
      body: undefined,
    };
  const metadata = answer.body?.metadata as { name?: string } | undefined;
  const made =
    answer.body?.kind === "Status" ? (answer.body.details?.name as string | undefined) : metadata?.name;
  const wanted =
    request.method === "POST" ? /"generateName":"([^"]+)"/.exec(request.body ?? "")?.[1] : undefined;
  if (wanted !== undefined && made?.startsWith(wanted) && made.length === wanted.length + 5)
    normaliser.learnName(made);
  const warnings = [answer.headers.warning ?? []]
    .flat()
    .flatMap((text) => text.split(/, (?=299 )/))
    .sort();
  const shown = `${request.method} ${request.path}${request.body === undefined ? "" : ` ${request.headers["content-type"]} ${request.body}`}`;
  return {
    request: shown,
    status: answer.status,
    warnings: warnings.map((text) => normaliser.text(text)),
    body: normaliser.body(answer.body),
  };
}

/** Waits until a definition is served as it is now, which a column of its tables tells, and says so itself. */
async function untilServed(server: ComparedServer, { paths, marker, definition }: Serving): Promise<void> {
  for (const path of paths) {
    for (let attempt = 0; ; attempt++) {
      if (attempt === 3000) throw new Error(`${server.name} never served ${path} as ${marker}`);
      const { status, body } = await server.api.get(path, {
        accept: "application/json;as=Table;v=v1;g=meta.k8s.io",
      });
      const settled = marker === undefined || isEstablished(await server.api.get(definition));
      if (settled && (marker === undefined ? status === 404 : status === 200 && isMarked(body, marker)))
        break;
    }
  }
}

function isEstablished({ body }: Answer): boolean {
  const conditions = (body.status?.conditions ?? []) as { type: string; status: string }[];
  return conditions.some(({ type, status }) => type === "Established" && status === "True");
}

function isMarked(table: { columnDefinitions?: { description?: string }[] }, marker: string): boolean {
  return table.columnDefinitions?.some(({ description }) => description === marker) ?? false;
}

async function readEvents(
  server: ComparedServer,
  options: { path: string; version: string; count: number; normaliser: Normaliser },
): Promise<unknown[]> {
  const { path, version, count, normaliser } = options;
  const watch = await server.api.watch(
    `${path}${path.includes("?") ? "&" : "?"}watch=true&timeoutSeconds=60&resourceVersion=${version}`,
  );
  const events: unknown[] = [];
  try {
    while (events.length < count) events.push(normaliser.body(await watch.next()));
  } catch (error) {
    events.push(`the watch ended: ${String(error)}`);
  } finally {
    watch.close();
  }
  return events;
}
