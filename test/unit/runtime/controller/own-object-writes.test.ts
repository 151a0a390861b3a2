import { describe, expect, test } from "vitest";
import { copyJson } from "../../../../src/base/json.ts";
import type { Stored } from "../../../../src/kube/object.ts";
import { applyMergePatch } from "../../../../src/kube/patch/merge-patch.ts";
import { controller, type Controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { refusal, startController, Widget, widget, type ClientCall } from "./controller-harness.ts";

const key = { namespace: "default", name: "a" };
const condition = (type: string, status = "True") => ({
  type,
  status,
  reason: "R",
  message: "",
  observedGeneration: 1,
  lastTransitionTime: "2026-01-01T00:00:00Z",
});

/** Runs a controller of one object on a server that stores patches and minds their versions. */
async function run(built: Controller<Widget>, first: Stored<Widget>) {
  const server = {
    object: copyJson(first) as Widget,
    patch(merge: object) {
      const { resourceVersion } = server.object.metadata ?? {};
      const bound = (merge as Widget).metadata?.resourceVersion ?? resourceVersion;
      if (bound !== resourceVersion) throw refusal(409, "Conflict");
      const next = applyMergePatch(copyJson(server.object), merge) as Stored<Widget>;
      next.metadata.resourceVersion = String(Number(resourceVersion) + 1);
      server.object = next;
      return copyJson(next);
    },
  };
  const answer = ({ method, args }: ClientCall) =>
    method.startsWith("patch") ? server.patch((args[1] as { merge: object }).merge) : undefined;
  servers.push(server);
  const at = await startController(built, { objects: [first], answer });
  await at.stop();
  return { ...server, object: server.object, results: at.results };
}

/** The server of the run that was begun last, for what others write. */
const servers: { patch(merge: object): unknown }[] = [];
const others = (merge: object) => servers.at(-1)?.patch(merge);
const annotate = (value: string) => ({ merge: { metadata: { annotations: { value } } } });

describe("a handler that writes its own object", () => {
  test("has its status written on the version that it made", async () => {
    const at = await run(
      controller(Widget).reconcile(async ({ client, status }) => {
        await client.patch(Widget, key, annotate("1"));
        await client.patch(Widget, key, annotate("2"));
        status.set({ phase: "Done" });
      }),
      widget("a"),
    );
    expect([at.results, at.object.status]).toEqual([["success"], { phase: "Done" }]);
  });

  test("has its status written when it writes at the same time, and when it fails", async () => {
    const at = await run(
      controller(Widget).reconcile(async ({ client, status }) => {
        await Promise.all([
          client.patch(Widget, key, annotate("1")),
          client.patch(Widget, key, annotate("2")),
        ]);
        status.set({ phase: "Failed" });
        throw new Error("no");
      }),
      widget("a"),
    );
    expect([at.results, at.object.status]).toEqual([["error"], { phase: "Failed" }]);
  });

  test("lets it go: the finalizers that it changed itself stay as it left them", async () => {
    const finalizers = ["other/one", "example.com/widget-finalizer", "other/two"];
    const at = await run(
      controller(Widget).finalize(async ({ client, object, status }) => {
        const left = object.metadata.finalizers?.filter((name) => name !== "other/two");
        await client.patch(Widget, key, { merge: { metadata: { finalizers: left } } });
        status.set({ phase: "Gone" });
      }),
      widget("a", { metadata: { finalizers, deletionTimestamp: "2026-01-01T00:00:00Z" } }),
    );
    expect([at.results, at.object.metadata?.finalizers]).toEqual([["success"], ["other/one"]]);
  });

  test("and its status by the client loses neither that nor what it says by the status writer", async () => {
    const at = await run(
      controller(Widget).reconcile(async ({ client, status }) => {
        const conditions = [condition("Ready", "False"), condition("Old"), condition("New")];
        const merge = { status: { phase: "By the client", counts: { all: 2 }, conditions } };
        await client.patchStatus(Widget, key, { merge });
        status.set({ counts: { ready: 1 } });
        status.condition("Ready", true, "R");
        status.removeCondition("Old");
      }),
      widget("a", { status: { conditions: [condition("Ready"), condition("Old"), condition("Kept")] } }),
    );
    const { phase, counts, conditions } = at.object.status ?? {};
    expect([at.results, phase, counts]).toEqual([["success"], "By the client", { all: 2, ready: 1 }]);
    expect(conditions).toEqual([condition("Ready", "False"), condition("New")]);
  });

  test("conflicts with what others wrote before, or after", async () => {
    const before = await run(
      controller(Widget).reconcile(async ({ status }) => {
        others({ status: { phase: "theirs" } });
        status.set({ phase: "mine" });
      }),
      widget("a"),
    );
    const after = await run(
      controller(Widget).reconcile(async ({ client, status }) => {
        await client.patch(Widget, key, annotate("1"));
        others({ status: { phase: "theirs" } });
        status.set({ phase: "mine" });
      }),
      widget("a"),
    );
    for (const at of [before, after]) {
      expect(at.object.status).toEqual({ phase: "theirs" });
      expect(at.results).not.toContain("success");
    }
  });
});
