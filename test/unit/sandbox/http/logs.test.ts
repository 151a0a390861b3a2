import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { useSandbox } from "../test-server.ts";

const start = Math.floor(Date.now() / 1000) * 1000;
const clock = new VirtualClock(start);
const server = useSandbox({ behaviours: false, clock });
const pods = "/api/v1/namespaces/default/pods";

/** A Pod on a node whose containers run, or are in another state. */
async function pod(name: string, state: object = { running: {} }): Promise<void> {
  const containers = [{ name: "main", image: "example.com/main" }];
  await server.call("POST", pods, {
    body: { metadata: { name }, spec: { containers, nodeName: "somewhere" } },
  });
  const containerStatuses = [{ name: "main", image: "x", imageID: "", ready: true, restartCount: 0, state }];
  const { code } = await server.patch(`${pods}/${name}/status`, {
    status: { phase: "Running", containerStatuses },
  });
  expect(code).toBe(200);
}
const write = (name: string, text: string) =>
  server.sandbox.registry.logs.append({ namespace: "default", pod: name, container: "main" }, text);
const read = (name: string, query = "") => server.call("GET", `${pods}/${name}/log${query}`);

test("a log is what was said to be written, as text", async () => {
  await pod("talks");
  expect(await read("talks")).toMatchObject({ code: 200, text: "" });
  write("talks", "one\ntwo\n");
  write("talks", "three");
  const { text, headers } = await read("talks");
  expect(text).toBe("one\ntwo\nthree\n");
  expect(headers["content-type"]).toBe("text/plain");
  expect((await read("talks", "?tailLines=2")).text).toBe("two\nthree\n");
  expect((await read("talks", "?tailLines=0")).text).toBe("");
  expect((await read("talks", "?limitBytes=5")).text).toBe("one\nt");
  expect((await read("talks", "?container=main")).text).toBe("one\ntwo\nthree\n");
  expect((await read("talks", "?stream=Stdout")).code).toBe(422);
});

test("a log knows when it was written", async () => {
  await pod("timed");
  write("timed", "early");
  const middle = new Date(clock.now() + 1000).toISOString();
  await clock.advance(10_000);
  write("timed", "late");
  expect((await read("timed", "?sinceSeconds=5")).text).toBe("late\n");
  expect((await read("timed", `?sinceTime=${middle}`)).text).toBe("late\n");
  const stamp = new Date(clock.now()).toISOString().replace("Z", "000000Z");
  expect((await read("timed", "?tailLines=1&timestamps=true")).text).toBe(`${stamp} late\n`);
});

test("a log is followed until the Pod is gone", async () => {
  await pod("followed");
  write("followed", "before");
  const response = await server.open("GET", `${pods}/followed/log?follow=true`);
  response.setEncoding("utf8");
  const chunks = response[Symbol.asyncIterator]();
  expect((await chunks.next()).value).toBe("before\n");
  write("followed", "after");
  expect((await chunks.next()).value).toBe("after\n");
  await server.call("DELETE", `${pods}/followed`, { body: { gracePeriodSeconds: 0 } });
  expect((await chunks.next()).done).toBe(true);
});

test.each([
  [
    { waiting: { reason: "ContainerCreating" } },
    "",
    'container "main" in pod "x" is waiting to start: ContainerCreating',
  ],
  [
    { waiting: { reason: "ImagePullBackOff" } },
    "",
    'container "main" in pod "x" is waiting to start: trying and failing to pull image',
  ],
  [
    { waiting: { reason: "ErrImagePull" } },
    "",
    'container "main" in pod "x" is waiting to start: image can\'t be pulled',
  ],
  [{}, "", 'container "main" in pod "x" is waiting to start - no logs yet'],
  [{ running: {} }, "?previous=true", 'previous terminated container "main" in pod "x" not found'],
])("a log of a container that is %o %s is refused", async (state, query, message) => {
  await pod("x", state);
  expect((await read("x", query)).body).toMatchObject({ code: 400, reason: "BadRequest", message });
  await server.call("DELETE", `${pods}/x`, { body: { gracePeriodSeconds: 0 } });
});
