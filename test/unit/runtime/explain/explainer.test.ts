import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { ConfigMap, Secret } from "../../../../src/k8s/core/v1.ts";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { observeBoth } from "../../../../src/runtime/controller/observe-both.ts";
import type { RunNotes } from "../../../../src/runtime/controller/run-observer.ts";
import { Explainer } from "../../../../src/runtime/explain/explainer.ts";
import { explainPage } from "../../../../src/runtime/explain/explain-page.ts";
import { RunLog } from "../../../../src/runtime/explain/run-log.ts";
import { gate, noting, refusal, startController, Widget, widget } from "../controller/controller-harness.ts";

const key = { namespace: "default", name: "a" };

async function start(body?: (run: number) => unknown, waits: () => string[] = () => []) {
  const clock = new VirtualClock();
  const explainer = new Explainer({ clock });
  const { built } = noting(body);
  const at = await startController(built, {
    objects: [widget("a", { spec: { size: 1 } })],
    runs: explainer.observe("widget", Widget, waits),
    clock,
  });
  const explain = () => explainer.explain("Widget", key)[0];
  return { ...at, explainer, explain };
}

test("why the last run came, and what it came to", async () => {
  const at = await start();
  expect(at.explain()).toMatchObject({
    version: 1,
    controller: "widget",
    object: { apiVersion: "example.com/v1", kind: "Widget", ...key },
    queue: { state: "idle", retries: 0 },
    waitsFor: [],
    causes: [],
    runs: [{ result: "success", causes: [{ message: "Widget default/a was there at the start" }] }],
  });
  await at.send("MODIFIED", widget("a", { version: "2", spec: { size: 5 } }));
  const [run] = at.explain()?.runs ?? [];
  expect(run?.id).toHaveLength(36);
  expect(run?.causes).toEqual([
    {
      type: "event",
      time: "2026-01-01T00:00:00Z",
      message: "Widget default/a update 1 → 2: spec.size",
      object: { apiVersion: "example.com/v1", kind: "Widget", ...key },
      event: "update",
      from: "1",
      to: "2",
      changed: ["spec.size"],
    },
  ]);
  await at.stop();
});

test("what a failed run waits for, and the error that the next one comes after", async () => {
  const at = await start((run) => {
    if (run < 3) throw new Error(`broken ${run}`);
  });
  await at.clock.advance(5);
  expect(at.explain()).toMatchObject({
    queue: { state: "delayed", retries: 2, until: "2026-01-01T00:00:00Z" },
    waitsFor: ["2026-01-01T00:00:00Z, the back-off after failure 2 in a row"],
    causes: [{ type: "retry", message: "the last run failed: broken 2" }],
    runs: [
      { result: "error", error: "broken 2", causes: [{ message: "the last run failed: broken 1" }] },
      { result: "error", error: "broken 1" },
    ],
  });
  await at.clock.advance(10);
  expect(at.explain()).toMatchObject({ waitsFor: [], runs: [{ result: "success" }, {}, {}] });
  await at.stop();
});

test("a run that asked for another, one under way, and what all objects wait for", async () => {
  const hang = gate();
  let waits = ["the first lists of Deployment"];
  const at = await start(
    (run) => (run === 1 ? { requeueAfter: "1m" } : hang.opened),
    () => waits,
  );
  expect(at.explain()).toMatchObject({
    queue: { state: "delayed", until: "2026-01-01T00:01:00Z" },
    waitsFor: ["the first lists of Deployment", "2026-01-01T00:01:00Z"],
    causes: [{ type: "requeueAfter" }],
  });
  waits = [];
  await at.clock.advance(60_000);
  await at.send("MODIFIED", widget("a", { version: "2" }));
  expect(at.explain()).toMatchObject({ queue: { state: "running", again: true }, waitsFor: [] });
  expect(at.explain()?.runs[0]?.milliseconds).toBeUndefined();
  hang.open();
  await at.stop();
});

const log = (limits?: ConstructorParameters<typeof RunLog>[0]["limits"]) =>
  new RunLog({ clock: new VirtualClock(), ...(limits ? { limits } : {}) });
const update = (version: string, fields = {}) => ({
  type: "event" as const,
  resource: Widget,
  event: {
    type: "update" as const,
    old: widget("a", { version: "1" }) as never,
    object: widget("a", { version, ...fields }) as never,
  },
  subject: {
    metadata: widget("a", { version, ...fields }).metadata as never,
    previous: widget("a", { version: "1" }).metadata as never,
    resync: false,
    relist: false,
  },
});

test("an event is noted without a look at its object, which may be kept as bytes", () => {
  const noted = log();
  const cause = update("2");
  const unread = () => {
    throw new Error("parsed");
  };
  Object.defineProperty(cause.event, "object", { get: unread });
  Object.defineProperty(cause.event, "old", { get: unread });
  noted.queued("default/a", cause);
  expect(noted.get("default/a")?.causes).toMatchObject([{ from: "1", to: "2", name: "a", event: "update" }]);
});

test("what is kept is bounded: keys, runs, causes, calls and the objects of events", () => {
  const bounded = log({ keys: 4, runs: 2, causes: 3, calls: 1, states: 2 });
  for (const name of ["a", "b", "c", "d", "e", "f", "g"]) bounded.queued(name, update("2"));
  expect(["a", "d", "g"].map((name) => bounded.get(name) !== undefined)).toEqual([false, false, true]);
  for (const version of ["3", "4", "5", "6"]) bounded.queued("g", update(version));
  const causes = bounded.get("g")?.causes ?? [];
  // the first, and the newest
  expect(causes.map(({ to }) => to)).toEqual(["2", "5", "6"]);
  expect(causes.map(({ cause }) => cause !== undefined)).toEqual([false, true, true]);
  for (let run = 0; run < 3; run++) {
    const notes = bounded.started("g");
    const call = { verb: "get", resource: ConfigMap, key, answer: "cache" as const };
    notes.called(call);
    notes.called(call);
    notes.ended("success", {});
  }
  expect(bounded.get("g")?.runs).toMatchObject([
    { calls: [{}], moreCalls: 1 },
    { calls: [{}], moreCalls: 1 },
  ]);
});

test("a key that is heard of again and again is not forgotten", () => {
  const bounded = log({ keys: 4 });
  for (let round = 0; round < 20; round++) {
    bounded.queued("kept", update("2"));
    bounded.queued(`other-${round}`, update("2"));
  }
  expect(bounded.get("kept")).toBeDefined();
  expect(bounded.get("other-0")).toBeUndefined();
});

function explainCalls(note: (notes: RunNotes) => void) {
  const explainer = new Explainer({ clock: new VirtualClock() });
  const runs = explainer.observe("widget", Widget, () => []);
  const notes = runs.started("default/a");
  note(notes);
  return JSON.stringify(explainer.explain(Widget, key));
}

test("reads and writes are told with what they changed, also those that were not sent", () => {
  const text = explainCalls((notes) => {
    notes.called({ verb: "get", resource: ConfigMap, key, answer: "cache" });
    notes.called({ verb: "apply", resource: ConfigMap, key, answer: "skipped" });
    const [before, after] = [{ data: { a: "1" } }, { data: { a: "2" } }];
    notes.called({
      verb: "patch",
      resource: ConfigMap,
      key,
      subresource: "status",
      answer: "server",
      before,
      after,
    });
    notes.ended("success", {});
  });
  const [{ runs }] = JSON.parse(text) as { runs: { calls: object[] }[] }[] as [
    { runs: { calls: object[] }[] },
  ];
  const object = { apiVersion: "v1", kind: "ConfigMap", ...key };
  expect(runs[0]?.calls).toEqual([
    { verb: "get", object, answer: "cache" },
    { verb: "apply", object, answer: "skipped" },
    { verb: "patch", object, subresource: "status", answer: "server", changed: ["data.a"] },
  ]);
});

test("values of Secrets are in nothing that is told", () => {
  const value = "c2VjcmV0";
  const text = explainCalls((notes) => {
    const error = Object.assign(refusal(422, "Invalid"), { message: `Secret "a" is invalid: ${value}` });
    const states = { before: { data: { token: "b2xk" } }, after: { data: { token: value } } };
    notes.called({ verb: "update", resource: Secret, key, answer: "server", ...states });
    notes.called({ verb: "update", resource: Secret, key, answer: "server", error });
    notes.ended("error", { error });
  });
  expect(text).not.toContain(value);
  expect(text).not.toContain("b2xk");
  expect(text).toContain("data.token");
  expect(text).toContain("422 Invalid (about a Secret)");
});

test("a kind is named by its handle, its kind or its plural, with or without its group", () => {
  const explainer = new Explainer({ clock: new VirtualClock() });
  explainer.observe("widget", Widget, () => []);
  for (const kind of [Widget, "Widget", "widgets", "widget.example.com", "widgets.example.com"])
    expect(explainer.explain(kind, key)).toHaveLength(1);
  for (const kind of ["Other", "widget.other.com", ConfigMap])
    expect(explainer.explain(kind, key)).toEqual([]);
});

test("the page answers with JSON, and says what is wrong with a question", () => {
  const explainer = new Explainer({ clock: new VirtualClock() });
  explainer.observe("widget", Widget, () => []);
  const page = (query: string) => explainPage(new URLSearchParams(query), explainer);
  const found = page("kind=widgets&namespace=default&name=a");
  expect(found).toMatchObject({ code: 200, contentType: "application/json" });
  expect(JSON.parse(found.text)).toMatchObject([
    { version: 1, object: { kind: "Widget", ...key }, runs: [] },
  ]);
  expect(page("kind=widgets")).toMatchObject({ code: 400 });
  expect(page("kind=other&name=a")).toMatchObject({ code: 404 });
});

test("whether timers and daemons run, and when next", async () => {
  const clock = new VirtualClock();
  const explainer = new Explainer({ clock });
  const built = controller(Widget)
    .timer("backup", { every: "1h", initialDelay: "10m" }, () => {})
    .daemon("tunnel", async ({ signal }) => {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    });
  const at = await startController(built, {
    objects: [widget("a")],
    runs: observeBoth(
      explainer.observe("widget", Widget, () => []),
      new RunLog({ clock }),
    ),
    clock,
  });
  const tasks = () => explainer.explain("Widget", key)[0]?.tasks;
  expect(tasks()).toEqual([
    { type: "timer", name: "backup", state: "waiting", until: "2026-01-01T00:10:00Z" },
    { type: "daemon", name: "tunnel", state: "running" },
  ]);
  await clock.advance(15 * 60_000);
  expect(tasks()?.[0]).toEqual({
    type: "timer",
    name: "backup",
    state: "waiting",
    until: "2026-01-01T01:10:00Z",
  });
  expect(explainer.explain("Widget", { ...key, name: "b" })[0]).not.toHaveProperty("tasks");
  await at.stop();
});
