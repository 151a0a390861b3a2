import { expect, test } from "vitest";
import { Node, Pod } from "../../../src/k8s/core/v1.ts";
import { eventually, startEnvironment } from "../../../src/testing/index.ts";
import { readBehaviours } from "../../../src/testing/behaviours.ts";

const bad = {
  metadata: { name: "bad", namespace: "default", labels: { app: "bad" } },
  spec: { restartPolicy: "Never" as const, containers: [{ name: "main", image: "bad" }] },
};

test("a plan of the environment makes Pods fail", async () => {
  const environment = await startEnvironment({
    behaviours: {
      startDelay: 0,
      runTime: 0,
      plan: ({ metadata }) => (metadata.labels?.app === "bad" ? { exitCode: 3 } : undefined),
    },
  });
  try {
    const { client } = environment;
    await client.apply(Pod, bad);
    await client.apply(Pod, { ...bad, metadata: { name: "good", namespace: "default" } });
    await eventually(async () => {
      const { status } = await client.get(Pod, { namespace: "default", name: "bad" });
      expect(status?.phase).toBe("Failed");
      expect(status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(3);
      const other = await client.get(Pod, { namespace: "default", name: "good" });
      expect(other.status?.phase).toBe("Succeeded");
    });
  } finally {
    await environment.stop();
  }
});

test("without behaviours there is only the API server", async () => {
  const environment = await startEnvironment({ behaviours: false });
  try {
    const { items } = await environment.client.list(Node);
    expect(items).toEqual([]);
  } finally {
    await environment.stop();
  }
});

test.each([
  [{ behaviours: { startDelay: -1 } }, /startDelay is -1, expected milliseconds/],
  [{ behaviours: { runTime: "5s" } }, /runTime is "5s", expected milliseconds/],
  [{ behaviours: { stopDelay: NaN } }, /stopDelay is null, expected milliseconds/],
  [{ behaviours: { plan: {} } }, /plan is {}, expected a function/],
  [{ behaviours: { startdelay: 1 } }, /no setting "startdelay"/],
  [{ behaviours: { toString: 1 } }, /no setting "toString"/],
  [{ behaviours: [] }, /found \[\]/],
  [{ behaviours: null }, /found null/],
  [{ behaviours: "none" }, /found "none"/],
  [{ behaviours: true, kubeconfig: "…" }, /a kubeconfig is given/],
])("%j is refused", (options, message) => {
  expect(() => readBehaviours(options)).toThrow(message);
});

test("nothing said, and all that may be said, is taken", () => {
  expect(readBehaviours({})).toBe(true);
  expect(readBehaviours({ kubeconfig: "…" })).toBe(true);
  expect(readBehaviours({ behaviours: false })).toBe(false);
  const all = { startDelay: 0, stopDelay: 1, runTime: 2, plan: () => undefined };
  expect(readBehaviours({ behaviours: all })).toBe(all);
});
