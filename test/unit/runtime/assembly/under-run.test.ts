import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { underRun } from "../../../../src/runtime/assembly/under-run.ts";

/** A process that `kubewright run` has started in a mode; `sent` has what it says. */
function started(mode: string | undefined) {
  const sent: unknown[] = [];
  const host = Object.assign(new EventEmitter(), {
    env: { KUBEWRIGHT_RUN: mode },
    send: (message: unknown) => sent.push(message),
  });
  return { host, sent, tell: (message: unknown) => host.emit("message", message) };
}

test("a process of its own, or with a channel to somebody else, is not under run", () => {
  expect(underRun(started(undefined).host)).toBeUndefined();
  const { host } = started("1");
  expect(underRun({ ...host, env: { KUBEWRIGHT_RUN: "1" }, send: undefined })).toBeUndefined();
});

test.each(["abort", "disconnect"])("%s is the end of what is under way", (how) => {
  const { host, tell } = started("1");
  const run = underRun(host);
  tell({ type: "of somebody else" });
  tell(null);
  expect(run?.abort.aborted).toBe(false);
  if (how === "abort") tell({ type: "abort" });
  else host.emit("disconnect");
  expect(run?.abort.aborted).toBe(true);
});

test("it leads when it is told so, and until it is told otherwise", async () => {
  const { host, sent, tell } = started("lead");
  const election = underRun(host)?.lead?.({ name: "demo", namespace: "demo-system" });
  const { signal } = new AbortController();
  const acquired = election?.acquire(signal);
  expect(sent).toEqual([{ type: "lead", name: "demo", namespace: "demo-system" }]);
  tell({ type: "leading" });
  expect(await acquired).toBe(true);
  const renewed = election?.renew(signal);
  tell({ type: "lease-lost" });
  expect(await renewed).toBe(false);
});

test("an end while it waits, or leads, is no loss", async () => {
  const { host, tell } = started("lead");
  const election = underRun(host)?.lead?.({ name: "demo" });
  const stopping = new AbortController();
  const acquired = election?.acquire(stopping.signal);
  stopping.abort();
  expect(await acquired).toBe(false);
  tell({ type: "leading" });
  expect(await election?.renew(stopping.signal)).toBe(true);
});

test("where run holds no lease, the operator elects its leader itself", () => {
  expect(underRun(started("1").host)?.lead).toBeUndefined();
});

test("nothing is left of it after its end", () => {
  const { host } = started("1");
  underRun(host)?.close();
  expect(host.eventNames()).toEqual([]);
});
