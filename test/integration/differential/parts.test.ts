import { expect, test } from "vitest";
import { compareTranscripts } from "./compare.ts";
import { definitionFor } from "./generate/definition.ts";
import { dice } from "./generate/dice.ts";
import { sequenceFor } from "./generate/plan.ts";
import { minimise } from "./minimise.ts";
import { Normaliser } from "./normaliser.ts";
import type { Sequence, Step } from "./sequence.ts";

const definitionAt = (index: number) =>
  Promise.resolve(definitionFor(dice(index), { group: "g.example.com", marker: "m0" }));

test("a seed always makes the same requests, eight at least", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const [one, two] = [await sequenceFor(seed, definitionAt), await sequenceFor(seed, definitionAt)];
    expect(JSON.stringify(one)).toBe(JSON.stringify(two));
    expect(one.steps.length, `seed ${seed}`).toBeGreaterThanOrEqual(8);
  }
});

test("a failing sequence is made as small as it can be, references moved", async () => {
  const get = (path: string): Step => ({ method: "GET", path });
  const sequence: Sequence = {
    seed: 1,
    watches: ["/w"],
    steps: [
      get("/a"),
      { method: "POST", path: "/b", body: { keep: { bad: true, good: 1 }, drop: [1, 2] } },
      get("/c?resourceVersion={{rv:1}}"),
      get("/d"),
    ],
  };
  const fails = (candidate: Sequence) => {
    const text = JSON.stringify(candidate.steps);
    return Promise.resolve(text.includes('"bad":true') && text.includes("/c?"));
  };
  expect(await minimise(sequence, { fails, attempts: 100 })).toEqual({
    seed: 1,
    watches: [],
    steps: [
      { method: "POST", path: "/b", body: { keep: { bad: true } } },
      get("/c?resourceVersion={{rv:0}}"),
    ],
  });
});

test("answers that differ in what servers make up alone are the same, and no others", () => {
  const object = (uid: string, version: string, second: number, extra = {}) => ({
    kind: "Thing",
    metadata: {
      uid: `${uid}0000000-0000-4000-8000-000000000000`,
      resourceVersion: version,
      creationTimestamp: `2024-01-01T00:00:0${second}Z`,
      ...extra,
    },
  });
  const shown = (...bodies: unknown[]) => {
    const normaliser = new Normaliser();
    return bodies.map((body) => normaliser.body(body));
  };
  expect(shown(object("a", "5", 1), object("a", "7", 1))).toEqual(
    shown(object("b", "15", 2), object("b", "99", 2)),
  );
  expect(shown(object("a", "5", 1), object("a", "7", 1))).not.toEqual(
    shown(object("b", "5", 1), object("b", "5", 1)),
  );
  expect(shown(object("a", "5", 1))).not.toEqual(shown(object("a", "5", 1, { labels: {} })));
});

test("managed fields are compared letter by letter, and must be in order", () => {
  const entry = (manager: string, fieldsV1: object) => ({
    manager,
    operation: "Update",
    time: "2024-01-01T00:00:00Z",
    fieldsV1,
  });
  const shown = (...managedFields: object[]) => new Normaliser().body({ metadata: { managedFields } });
  const [a, b] = [entry("a", { "f:x": {}, "f:y": {} }), entry("b", {})];
  expect(shown(a, b)).not.toEqual(shown(b, a));
  expect(shown(a)).not.toEqual(shown(entry("a", { "f:y": {}, "f:x": {} })));
});

test("the first difference is found, and none after the real server has dropped a connection", () => {
  const exchange = (body: unknown) => ({ request: "GET /x", status: 200, warnings: [], body });
  const transcript = (bodies: unknown[], dropped = false) => ({
    exchanges: bodies.map(exchange),
    events: [],
    dropped,
  });
  expect(compareTranscripts(transcript([1, { a: 1 }]), transcript([1, { a: 2 }]))).toEqual({
    step: 1,
    what: "at .body.a\n  sandbox:        1\n  kube-apiserver: 2",
  });
  expect(compareTranscripts(transcript([1, 2]), transcript([1], true))).toBeUndefined();
  expect(compareTranscripts(transcript([1]), transcript([1]))).toBeUndefined();
});
