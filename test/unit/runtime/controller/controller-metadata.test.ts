import { expect, test } from "vitest";
import { onlyMetadata } from "../../../../src/kube/only-metadata.ts";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { Deployment, deployment, noting, startController, Widget, widget } from "./controller-harness.ts";

test("kinds of which only the metadata is watched lead to runs as whole ones do: owned, watched, and the controller's own", async () => {
  const partial = onlyMetadata(Deployment);
  const toWidget = () => [{ namespace: "default", name: "b" }];
  const { runs, built } = noting();
  const at = await startController(built.owns(partial).watches(partial, toWidget), {
    objects: [widget("a"), widget("b")],
  });
  runs.length = 0;
  await at.send("ADDED", deployment("d", "a"));
  expect(runs).toEqual(["a", "b"]);
  await at.stop();

  const seen: unknown[] = [];
  const own = controller(onlyMetadata(Widget)).reconcile(({ object }) => void seen.push(object));
  const of = await startController(own as never, { objects: [widget("a")] });
  expect(seen).toMatchObject([{ kind: "Widget", metadata: { name: "a" } }]);
  await of.stop();
});
