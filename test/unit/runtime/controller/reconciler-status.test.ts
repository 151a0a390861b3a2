import { describe, expect, test } from "vitest";
import { controller, type Controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { TerminalError } from "../../../../src/runtime/controller/terminal-error.ts";
import {
  deployment,
  Deployment,
  refusal,
  startController,
  Widget,
  widget,
  type ClientCall,
} from "./controller-harness.ts";

const key = { namespace: "default", name: "a" };
const describeCalls = (calls: readonly ClientCall[]) =>
  calls.map(({ method, kind, args }) => [method, kind, ...args]);

async function run(built: Controller<Widget>, options: Parameters<typeof startController>[1]) {
  const at = await startController(built, options);
  await at.stop();
  return at;
}

describe("the status", () => {
  const writing = (body: Parameters<Controller<Widget>["reconcile"]>[0]) =>
    controller(Widget).reconcile(body);
  const condition = {
    type: "Ready",
    status: "True",
    reason: "Deployed",
    message: "",
    observedGeneration: 3,
    lastTransitionTime: "2026-01-01T00:00:00Z",
  };

  test("is written once, at the end, as the difference, bound to the version that was read", async () => {
    const at = await run(
      writing(({ status }) => {
        status.set({ phase: "Running", counts: { ready: 1 } });
        status.set({ counts: { ready: 2 } });
        status.condition("Ready", true, "Deployed");
      }),
      {
        objects: [widget("a", { metadata: { generation: 3 }, status: { phase: "New", counts: { all: 5 } } })],
      },
    );
    expect(describeCalls(at.calls)).toEqual([
      [
        "patchStatus",
        "Widget",
        key,
        {
          merge: {
            metadata: { resourceVersion: "1" },
            status: { phase: "Running", counts: { ready: 2 }, conditions: [condition] },
          },
        },
      ],
    ]);
  });

  test("that did not change is not written", async () => {
    const at = await run(
      writing(({ status }) => {
        status.set({ phase: "Running", counts: { all: 5 } });
        status.condition("Ready", true, "Deployed");
      }),
      {
        objects: [
          widget("a", {
            metadata: { generation: 3 },
            status: {
              phase: "Running",
              counts: { all: 5 },
              conditions: [{ ...condition, lastTransitionTime: "2020-01-01T00:00:00Z" }],
            },
          }),
        ],
      },
    );
    expect(at.calls).toEqual([]);
  });

  test("is written though the handler failed, whose error counts", async () => {
    const at = await run(
      writing(({ status }) => {
        status.set({ phase: "Broken" });
        throw new TerminalError("for good");
      }),
      { objects: [widget("a")] },
    );
    expect(at.calls.map(({ method }) => method)).toEqual(["patchStatus"]);
    expect(at.results).toEqual(["terminal_error"]);
  });

  test("that cannot be written does not hide what the handler threw", async () => {
    const at = await run(
      writing(({ status }) => {
        status.set({ phase: "Broken" });
        throw new TerminalError("for good");
      }),
      {
        objects: [widget("a")],
        answer: () => {
          throw refusal(409, "Conflict");
        },
      },
    );
    expect(at.results).toEqual(["terminal_error"]);
    expect(at.texts()).toEqual([
      "warn: cannot write the status of a run that failed",
      "error: reconcile failed for good",
    ]);
  });

  test("that cannot be written makes a good run a failed one", async () => {
    const at = await run(
      writing(({ status }) => status.set({ phase: "x" })),
      {
        objects: [widget("a")],
        answer: () => {
          throw refusal(500, "InternalError");
        },
      },
    );
    expect(at.results).toEqual(["error"]);
  });

  test("of an object that went meanwhile is not missed; a kind without a status is", async () => {
    const answering = (error: unknown) => ({
      objects: [widget("a")],
      answer: () => {
        throw error;
      },
    });
    const body = writing(({ status }) => status.set({ phase: "x" }));
    const gone = await run(body, answering(refusal(404, "NotFound", { name: "a" })));
    const missing = await run(body, answering(refusal(404, "")));
    expect([gone.results, missing.results]).toEqual([["success"], ["error"]]);
  });

  test("of a run over its time is still written, since the server is not to blame", async () => {
    const built = controller(Widget, { timeout: 1_000 }).reconcile(async ({ status, signal }) => {
      status.set({ phase: "Slow" });
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    });
    const at = await startController(built, { objects: [widget("a")] });
    await at.clock.advance(1_000);
    expect(at.calls.map(({ method, signal }) => [method, signal?.aborted])).toEqual([["patchStatus", false]]);
    expect(at.results).toEqual(["error"]);
    await at.stop();
  });
});

describe("a run that follows at once", () => {
  /** Counts its runs in the status; the server answers with the next version. */
  async function start() {
    const seen: unknown[] = [];
    const counting = controller(Widget)
      .owns(Deployment)
      .reconcile(({ object, status }) => {
        seen.push([object.metadata.resourceVersion, object.status?.phase]);
        status.set({ phase: `run ${seen.length}` });
      });
    const answer = ({ method }: ClientCall) =>
      method === "patchStatus"
        ? widget("a", { version: `${seen.length + 1}`, status: { phase: `run ${seen.length}` } })
        : undefined;
    const at = await startController(counting, { objects: [widget("a"), deployment("d", "a")], answer });
    const touchChild = (version: string) => {
      const child = deployment("d", "a");
      return at.send("MODIFIED", { ...child, metadata: { ...child.metadata, resourceVersion: version } });
    };
    return { at, seen, touchChild };
  }

  test("starts from what the last one wrote, though the cache does not have it yet", async () => {
    const { at, seen, touchChild } = await start();
    await touchChild("10");
    await touchChild("11");
    expect(seen).toEqual([
      ["1", undefined],
      ["2", "run 1"],
      ["3", "run 2"],
    ]);
    const versions = at.calls.map(
      ({ args }) => JSON.stringify(args[1]).match(/"resourceVersion":"(\d+)"/)?.[1],
    );
    expect(versions).toEqual(["1", "2", "3"]);
    expect(at.texts().join()).not.toContain("changed meanwhile");
    await at.stop();
  });

  test("starts from the cache again when somebody else's write is there", async () => {
    const { at, seen } = await start();
    await at.send("MODIFIED", widget("a", { version: "7", status: { phase: "theirs" } }));
    expect(seen.at(-1)).toEqual(["7", "theirs"]);
    await at.stop();
  });
});
