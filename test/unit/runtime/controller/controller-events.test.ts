import { describe, expect, test } from "vitest";
import { ConfigMap } from "../../../../src/k8s/core/v1.ts";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { generationChanged } from "../../../../src/runtime/source/predicate.ts";
import { deployment, Deployment, noting, startController, Widget, widget } from "./controller-harness.ts";

describe("events of other kinds", () => {
  test("bring the controlling owner, at an update the old one too", async () => {
    const { runs, built } = noting();
    const at = await startController(built.owns(Deployment), {
      objects: [widget("a"), widget("b"), deployment("d", "a")],
    });
    runs.length = 0;
    const changed = deployment("d", "b");
    changed.metadata = { ...changed.metadata, resourceVersion: "2" };
    await at.send("MODIFIED", changed);
    expect(runs).toEqual(["a", "b"]);
    await at.send("ADDED", deployment("stray"));
    expect(runs).toEqual(["a", "b"]);
    await at.send("DELETED", { ...changed, metadata: { ...changed.metadata, resourceVersion: "3" } });
    expect(runs).toEqual(["a", "b", "b"]);
    await at.stop();
  });

  test("are mapped by a function to any number of objects, each once", async () => {
    const { runs, built } = noting();
    const mapped = built.watches(ConfigMap, ({ data }) =>
      (data?.users ?? "")
        .split(",")
        .filter(Boolean)
        .map((name) => ({ namespace: "default", name })),
    );
    const at = await startController(mapped, { objects: [widget("a"), widget("b")] });
    runs.length = 0;
    const map = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "m", resourceVersion: "1" },
      data: { users: "a,b,a" },
    };
    await at.send("ADDED", map);
    expect(runs).toEqual(["a", "b"]);
    await at.stop();
  });

  test("a map that throws costs that event only", async () => {
    const { runs, built } = noting();
    const mapped = built.watches(ConfigMap, ({ metadata }) => {
      if (metadata?.name === "bad") throw new Error("broken map");
      return [{ namespace: "default", name: "a" }];
    });
    const at = await startController(mapped, { objects: [widget("a")] });
    runs.length = 0;
    const map = (name: string) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, resourceVersion: "1" },
    });
    await at.send("ADDED", map("bad"));
    await at.send("ADDED", map("good"));
    expect(runs).toEqual(["a"]);
    expect(at.texts()).toContain("error: a map function failed, asking it again");
    await at.stop();
  });

  test("predicates drop events of the kind they are given for", async () => {
    const runs: string[] = [];
    const built = controller(Widget, { predicate: generationChanged })
      .owns(Deployment, { predicate: ({ type }) => type === "delete" })
      .reconcile(({ request }) => void runs.push(request.name));
    const at = await startController(built, { objects: [widget("a"), deployment("d", "a")] });
    expect(runs).toEqual(["a"]);
    await at.send("MODIFIED", widget("a", { version: "2" }));
    await at.send("MODIFIED", {
      ...deployment("d", "a"),
      metadata: { ...deployment("d", "a").metadata, resourceVersion: "2" },
    });
    expect(runs).toEqual(["a"]);
    await at.send("MODIFIED", widget("a", { version: "3", metadata: { generation: 2 } }));
    await at.send("DELETED", deployment("d", "a"));
    expect(runs).toEqual(["a", "a", "a"]);
    await at.stop();
  });
});
