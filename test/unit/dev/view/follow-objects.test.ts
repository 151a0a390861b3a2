import { expect, test } from "vitest";
import type { ObjectChange, ObjectSource } from "../../../../src/dev/view/object-source.ts";
import { followObjects } from "../../../../src/dev/view/follow-objects.ts";
import { child, deploymentKind, emptyModel, hello, memcached } from "./view-harness.ts";

/** Lets what is ready happen. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A cluster whose changes a test tells. */
function scripted() {
  const { model, clock } = emptyModel();
  const ending = new AbortController();
  const opened: string[] = [];
  const scripts = new Map<string, (ObjectChange | Error)[]>();
  const source: ObjectSource = {
    async *watch({ plural }, { namespace = "*", signal }) {
      opened.push(`${plural} ${namespace}`);
      for (const change of scripts.get(plural)?.splice(0) ?? []) {
        if (change instanceof Error) throw change;
        yield change;
      }
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    },
  };
  const followed = followObjects(model, { source, clock, signal: ending.signal });
  const added = (object: ObjectChange["object"]) => ({ type: "ADDED", object });
  return { model, clock, scripts, opened, followed, added, stop: () => (ending.abort(), followed.ended()) };
}

test("the kinds of controllers, what they own, what that makes, and events; each once", async () => {
  const { model, followed, scripts, opened, added, stop } = scripted();
  scripts.set("memcacheds", [added(memcached("a"))]);
  scripts.set("deployments", [
    added(child("Deployment", "d", "a")),
    added({ ...child("Deployment", "x", "y"), metadata: { name: "x", uid: "x" } }),
  ]);
  model.greet(hello);
  followed.greet(hello);
  followed.greet(hello);
  await turns();
  expect(opened).toEqual(["memcacheds *", "deployments *", "replicasets *", "pods *", "events *"]);
  expect(model.detail("a")?.tree.children).toMatchObject([{ name: "d" }]);
  // what nobody owns is nobody's child
  expect(model.detail("x")).toBeUndefined();
  await stop();
});

test("an operator of some namespaces has only those looked at, cluster-scoped kinds as a whole", async () => {
  const { followed, opened, stop } = scripted();
  const [one] = hello.controllers;
  const cluster = { ...deploymentKind, plural: "things", kind: "Thing", scope: "Cluster" } as const;
  followed.greet({ ...hello, namespaces: ["x", "y"], controllers: one ? [{ ...one, owns: [cluster] }] : [] });
  await turns();
  expect(opened).toEqual(["memcacheds x", "memcacheds y", "things *", "events x", "events y"]);
  await stop();
});

test("a watch that is refused is told of, and tried again with what is there then", async () => {
  const { model, clock, followed, scripts, added, stop } = scripted();
  model.greet(hello);
  scripts.set("memcacheds", [added(memcached("a")), new Error("forbidden")]);
  followed.greet(hello);
  await turns();
  expect(model.snapshot().problems).toEqual(["memcacheds.cache.example.com cannot be shown: forbidden"]);
  scripts.set("memcacheds", [added(memcached("b")), { type: "DELETED", object: memcached("c") }]);
  await clock.advance(2_000);
  await turns();
  expect(model.snapshot()).toMatchObject({ problems: [], objects: [{ name: "b" }] });
  await stop();
});
