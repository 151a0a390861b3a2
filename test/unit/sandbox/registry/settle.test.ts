import { expect, test } from "vitest";
import { readBuiltInSchemas } from "../../../../src/k8s/built-in.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import type { Admission, AdmissionAttributes } from "../../../../src/sandbox/registry/admission.ts";
import { internalWrite, type Registry } from "../../../../src/sandbox/registry/registry.ts";
import { Suspension } from "../../../../src/sandbox/registry/suspension.ts";
import { WorkLoop } from "../../../../src/sandbox/behaviour/work-loop.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import { createRegistry } from "../../../../src/sandbox/server.ts";

/** Asks somebody outside before each write, and labels what is written. */
function asking(answer: (seen: AdmissionAttributes) => Promise<string>): Admission {
  const ask = (attributes: AdmissionAttributes, phase: string) =>
    attributes.answers.get({
      key: phase + JSON.stringify([attributes.object, attributes.oldObject]),
      ask: () => answer(attributes),
    });
  return {
    concerns: (resource) => resource.plural === "configmaps",
    mutate: (attributes) => {
      const label = ask(attributes, "mutate");
      const { object } = attributes;
      return object && { ...object, metadata: { ...object.metadata, labels: { label } } };
    },
    validate: (attributes) => void ask(attributes, "validate"),
  };
}

function setUp() {
  const clock = new VirtualClock();
  const registry = createRegistry({ clock, schemas: readBuiltInSchemas() });
  return { clock, registry, configMaps: registry.resource("", "v1", "configmaps") };
}

const write = { ...internalWrite("test"), manager: "test" };
const named = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });

test("a write waits for its answers, is asked about once in each phase, and keeps its uid and time", async () => {
  const { clock, registry, configMaps } = setUp();
  const seen: AdmissionAttributes[] = [];
  registry.admitThrough(
    asking(async (attributes) => {
      seen.push(attributes);
      await clock.advance(60_000);
      return "mine";
    }),
  );
  const before = new Date(clock.now()).toISOString().slice(0, 19);
  const created = await registry.settle(() =>
    registry.create(configMaps, { namespace: "default", object: named("a"), write }),
  );
  expect(seen.map(({ operation, name }) => [operation, name])).toEqual([
    ["CREATE", "a"],
    ["CREATE", "a"],
  ]);
  expect(seen[0]?.object?.metadata.uid).toBeUndefined();
  expect(seen[1]?.object?.metadata.uid).toBe(created.metadata.uid);
  expect(created.metadata.labels).toEqual({ label: "mine" });
  expect(created.metadata.creationTimestamp).toContain(before);
});

test("a made-up name is not known to mutating admission, and stays what validating admission saw", async () => {
  const { registry, configMaps } = setUp();
  const names: (string | undefined)[] = [];
  registry.admitThrough(
    asking(async ({ object }) => {
      names.push(object?.metadata.name);
      return "x";
    }),
  );
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "some-" } };
  const created = await registry.settle(() =>
    registry.create(configMaps, { namespace: "default", object, write }),
  );
  expect(names).toEqual([undefined, created.metadata.name]);
});

test("an object that changes while somebody is asked is asked about again, with what is there now", async () => {
  const { registry, configMaps } = setUp();
  await registry.settle(() =>
    registry.create(configMaps, { namespace: "default", object: named("a"), write }),
  );
  const olds: unknown[] = [];
  let raced = false;
  registry.admitThrough(
    asking(async ({ oldObject }) => {
      olds.push(oldObject?.data);
      if (!raced) {
        raced = true;
        const expected = registry.get(configMaps, "default", "a");
        const object = { ...expected, data: { raced: "yes" } };
        registry.store.put("configmaps", "default/a", { object, expected });
      }
      return "x";
    }),
  );
  const body = { value: { data: { more: "1" } }, text: "", duplicates: [] };
  const patch = { namespace: "default", name: "a", type: "merge", body, force: false, write } as const;
  const { object } = await registry.settle(() => registry.patch(configMaps, patch));
  expect(object.data).toEqual({ raced: "yes", more: "1" });
  expect(olds).toEqual([undefined, { raced: "yes" }, { raced: "yes" }]);
});

test("a behaviour that is held up goes on with the answer, and does what is left once", async () => {
  const { clock, registry, configMaps } = setUp();
  const asked: string[] = [];
  registry.admitThrough(
    asking(async ({ name, object }) => {
      asked.push(`${name} ${object?.metadata.uid ? "validate" : "mutate"}`);
      return "x";
    }),
  );
  const loop = new WorkLoop<string>({
    clock,
    logger: silentLogger,
    keyOf: (key) => key,
    work: () => {
      for (const name of ["a", "b"]) if (!registry.find(configMaps, "default", name)) make(registry, name);
    },
  });
  loop.add("all");
  await clock.advance(1);
  await new Promise((resolve) => setImmediate(resolve));
  loop.stop();
  expect(asked).toEqual(["a mutate", "a validate", "b mutate", "b validate"]);
  const uids = ["a", "b"].map((name) => registry.get(configMaps, "default", name).metadata.uid);
  expect(new Set(uids).size).toBe(2);
});

test("a verb that nobody waits for says that it is suspended", () => {
  const { registry } = setUp();
  registry.admitThrough(asking(async () => "x"));
  expect(() => make(registry, "a")).toThrow(Suspension);
});

function make(registry: Registry, name: string) {
  const configMaps = registry.resource("", "v1", "configmaps");
  const object = { ...named(name), metadata: { name, namespace: "default" } };
  return registry.make(configMaps, { object, manager: "kube-controller-manager" });
}
