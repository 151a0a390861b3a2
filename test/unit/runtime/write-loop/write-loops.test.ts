import { expect, test } from "vitest";
import { ConfigMap, Secret } from "../../../../src/k8s/core/v1.ts";
import { stored } from "../../../../src/testing/stored.ts";
import { world } from "./world.ts";

const label = (team: string | null) => ({ metadata: { labels: { team } } });
const data = (text: unknown) => ({ data: { text } });

test("two controllers that undo each other's label are named, with both values, once each has answered the other", async () => {
  const at = world();
  for (const team of ["red", "blue", "red"]) {
    await at.run(team, (write) => write("ConfigMap/shared", label(team)));
    expect(at.notes).toEqual([]);
  }
  await at.run("blue", (write) => write("ConfigMap/shared", label("blue")));
  expect(at.warnings()).toEqual([]);
  await at.run("red", (write) => write("ConfigMap/shared", label("red")));
  expect(at.warnings()).toEqual([
    {
      object: "ConfigMap default/shared",
      field: "metadata.labels.team",
      loop: 'metadata.labels.team of ConfigMap default/shared goes back and forth: controller "red" for default/a and controller "blue" for default/a undo each other\'s writes, 4 writes in 30 ms',
      values: '"blue" by controller "blue" for default/a, "red" by controller "red" for default/a',
      advice: "let only one of them write the field",
    },
  ]);
  expect(at.notes[0]).toMatch(
    /^metadata\.labels\.team of .* To end it, let only one of them write the field\.$/,
  );
});

test("first writes of many objects are not kept, and a loop in each of them is found", async () => {
  const at = world();
  const others = Array.from({ length: 80 }, (_, index) => `other-${index}`);
  for (const name of others) at.add(ConfigMap, name);
  const round = async (team: string) => {
    for (const name of others)
      await at.run(team, (write) => write(`ConfigMap/${name}`, label(team)), { milliseconds: 0 });
  };
  for (const team of ["red", "blue", "red", "blue"]) await round(team);
  expect(at.notes).toEqual([]);
  await round("red");
  // the first run of a round has too many causes to be an answer to one
  expect(at.notes).toHaveLength(79);
});

test("writes that are further apart than five minutes are each the first", async () => {
  const at = world();
  for (let writes = 0; writes < 12; writes++) {
    const team = writes % 2 === 0 ? "red" : "blue";
    await at.run(team, (write) => write("ConfigMap/shared", label(team)), { milliseconds: 300_001 });
  }
  expect(at.notes).toEqual([]);
});

test("whoever changes the answer to a write changes nothing of what is known of it", async () => {
  const at = world();
  for (const team of ["red", "blue", "red", "blue", "red"])
    await at.run(team, (write) => {
      write("ConfigMap/shared", label(team));
      // the state is copied, as the answer and the cached object are two
      const answer = at.get("ConfigMap/shared");
      at.replace("ConfigMap/shared", answer);
      answer.metadata.labels = { team: "changed" };
    });
  expect(at.warnings()).toMatchObject([{ field: "metadata.labels.team" }]);
});

test("a loop of the reconciled object's own field is found, though each write changes what it asks for", async () => {
  const at = world();
  for (let round = 0; round < 6; round++) {
    const size = round % 2 === 0 ? 3 : 5;
    await at.run(`of ${size}`, (write) => write("Widget/a", { spec: { size } }));
  }
  expect(at.warnings()).toMatchObject([
    { field: "spec.size", values: expect.stringMatching(/^[35] by .*, [35] by /) },
  ]);
});

test("somebody else who changes a value back each time is found, with the managers that the answer names", async () => {
  const at = world();
  at.change("ConfigMap/shared", { ...data("theirs"), metadata: { managedFields: [{ manager: "webhook" }] } });
  for (let round = 0; round < 4; round++) {
    expect(at.notes).toEqual([]);
    await at.run("web", (write) => write("ConfigMap/shared", data("ours")));
    at.change("ConfigMap/shared", data("theirs"));
  }
  expect(at.warnings()).toMatchObject([
    {
      values: '"theirs" by somebody else, "ours" by controller "web" for default/a',
      advice:
        "leave the field out of what is written, or find who else writes the object (its field managers: webhook)",
    },
  ]);
});

test("a field that is added and taken away in turn is a loop too", async () => {
  const at = world();
  for (let round = 0; round < 6; round++)
    await at.run(round % 2 ? "off" : "on", (write) =>
      write("ConfigMap/shared", label(round % 2 ? null : "red")),
    );
  expect(at.warnings()).toMatchObject([{ values: expect.stringContaining("nothing by ") as string }]);
});

test.each([
  ["a date as text", (round: number) => `2026-01-01T00:00:0${round}.000Z`],
  ["milliseconds since the epoch", (round: number) => String(Date.parse("2026-01-01T00:00:00Z") + round)],
  ["a list in another order", (round: number) => (round % 2 ? ["a", "b"] : ["b", "a"])],
])("%s in what is applied is told at the sixth write that caused the next run", async (_, valueOf) => {
  const at = world();
  await at.run("clock", (write) => write("ConfigMap/shared", data("begin")));
  for (let round = 1; round <= 7; round++) {
    expect(at.notes).toEqual([]);
    await at.run("clock", (write) => write("ConfigMap/shared", data(valueOf(round))));
  }
  expect(at.warnings()).toMatchObject([
    { field: "data.text", loop: expect.stringContaining("6 writes in 50 ms") as string },
  ]);
});

test("other values that change for ever are told later: after thirty writes, and what may be progress after a thousand", async () => {
  const first = async (id: string, patchOf: (round: number) => Record<string, unknown>) => {
    const at = world();
    for (let round = 1; round <= 1_010; round++) {
      await at.run("random", (write) => write(id, patchOf(round)));
      if (at.notes.length > 0) return round;
    }
    return undefined;
  };
  const text = (round: number) => `value-${(round * 7919) % 10_007}`;
  expect(await first("ConfigMap/shared", (round) => data(text(round)))).toBe(31);
  expect(await first("Widget/a", (round) => ({ status: { text: text(round) } }))).toBe(1_001);
  expect(await first("ConfigMap/shared", (round) => data(round))).toBe(1_001);
});

test("status that comes with each write does not hide a loop", async () => {
  const at = world();
  at.add({ ...Secret, kind: "Widget", plural: "widgets" }, "child", { spec: {} });
  for (let round = 0; round < 8; round++) {
    await at.run("web", (write) =>
      write("Widget/child", { spec: { order: round % 2 ? ["x", "y"] : ["y", "x"] } }),
    );
    at.change("Widget/child", { status: { observed: round } });
  }
  expect(at.warnings()).toMatchObject([{ field: "spec.order" }]);
});

test("an object is warned of once an hour", async () => {
  const at = world();
  const fight = async (rounds: number) => {
    for (let round = 0; round < rounds; round++)
      await at.run(round % 2 ? "red" : "blue", (write) =>
        write("ConfigMap/shared", label(round % 2 ? "red" : "blue")),
      );
  };
  await fight(40);
  expect(at.notes).toHaveLength(1);
  await at.clock.advance(3_600_000);
  expect(at.loops.of({ controller: "red", key: "default/a" })).toEqual([]);
  await fight(10);
  expect(at.notes).toHaveLength(2);
  expect(at.loops.of({ controller: "red", key: "default/a" })).toMatchObject([
    { path: "metadata.labels.team" },
  ]);
  expect(at.loops.of({ controller: "red", key: "default/b" })).toEqual([]);
});

test("values of Secrets, and of fields that are called so, are never told", async () => {
  const at = world();
  at.add(Secret, "keys", { data: {} });
  at.add(Secret, "other", { data: {} });
  for (let round = 0; round < 12; round++) {
    const value = round % 2 ? "b25l" : "dHdv";
    await at.run(`c${round % 2}`, (write) => {
      write("Secret/keys", { data: { text: value } });
      write("ConfigMap/shared", { data: { dbPassword: value } });
      write("Secret/other", { metadata: { annotations: { last: value } } });
    });
  }
  expect(at.notes).toHaveLength(3);
  expect(JSON.stringify([at.notes, at.warnings()])).not.toMatch(/b25l|dHdv/);
});

test("long values are shown around their first difference", async () => {
  const at = world();
  const long = "x".repeat(500);
  for (let round = 0; round < 6; round++)
    await at.run(`c${round % 2}`, (write) => write("ConfigMap/shared", data(`${long}${round % 2}${long}`)));
  const [{ values } = {}] = at.warnings() as { values?: string }[];
  expect(values).toMatch(/^…x{15}[01]x{44}… by .*, …x{15}[01]x{44}… by /);
});

test("what is remembered is bounded: the objects and fields that were written last", async () => {
  const at = world({ objects: 3, fields: 2 });
  for (let index = 0; index < 20; index++) {
    at.add(Secret, `s${index}`, { data: {} });
    await at.run("many", (write) => write(`Secret/s${index}`, { data: { [`k${index}`]: "v", other: "w" } }));
  }
  expect(at.loops.size).toBe(3);
});

test("two that write at the same moment, each knowing its own last write only, are found", () => {
  const at = world();
  const { loops } = at;
  const state = (version: number, team: string) =>
    stored(ConfigMap, { metadata: { name: "s", resourceVersion: String(version), labels: { team } } });
  const reconciled = stored(ConfigMap, { metadata: { name: "w" } });
  const write = (team: string, version: number) =>
    loops.note({
      party: { controller: team, key: "default/a" },
      resource: ConfigMap,
      reconciled,
      before: state(version - 2, team),
      after: state(version, team),
      answers: true,
      causeOf: () => "other",
    });
  write("red", 3);
  for (const version of [5, 7]) {
    write("blue", version - 1);
    write("red", version);
  }
  // an answer that comes late says nothing
  write("blue", 6);
  expect(at.warnings()).toMatchObject([
    { values: '"blue" by controller "blue" for default/a, "red" by controller "red" for default/a' },
  ]);
});
