import { describe, expect, test } from "vitest";
import type { Observed, KubernetesObject } from "../../../../src/kube/object.ts";
import { deployment, Deployment, gate, noting, startController, widget } from "./controller-harness.ts";

const key = (name: string) => ({ namespace: "default", name });
const changed = (name: string, version: number, fits: boolean) => {
  const { metadata, ...rest } = deployment(name);
  return {
    ...rest,
    metadata: { ...metadata, resourceVersion: String(version), labels: { fits: String(fits) } },
  };
};

/** A map that fails for objects that do not fit, at once or later. */
function picky({ async }: { async: boolean }) {
  const asked: string[] = [];
  const answer = ({ metadata }: Observed<KubernetesObject>) => {
    asked.push(metadata.resourceVersion);
    if (metadata.labels?.["fits"] === "false") throw new Error("does not fit");
    return [key("a")];
  };
  const map = async
    ? async (object: Observed<KubernetesObject>) => Promise.resolve().then(() => answer(object))
    : answer;
  return { asked, map };
}

describe.each([{ async: true }, { async: false }])("a map function that fails, async: $async", (kind) => {
  test("for the old state leads to the new one all the same", async () => {
    const { map } = picky(kind);
    const { runs, built } = noting();
    const at = await startController(built.watches(Deployment, map), { objects: [widget("a")] });
    await at.send("ADDED", changed("d", 2, false));
    expect(runs).toEqual(["a"]);
    await at.send("MODIFIED", changed("d", 3, true));
    expect(runs).toEqual(["a", "a"]);
    await at.clock.advance(3_600_000);
    expect(runs).toEqual(["a", "a"]);
    await at.stop();
  });

  test("is asked again for the present state, by one timer for an object, and no more once that is gone", async () => {
    const { map, asked } = picky(kind);
    const { built } = noting();
    const at = await startController(built.watches(Deployment, map), { objects: [widget("a")] });
    await at.send("ADDED", changed("d", 2, false));
    const before = at.clock.waiting;
    for (let version = 3; version < 50; version++) await at.send("MODIFIED", changed("d", version, false));
    expect(at.clock.waiting).toBe(before);
    asked.length = 0;
    await at.clock.advance(31_000);
    expect(asked.filter((version) => version === "49")).toHaveLength(5);
    expect(asked.filter((version) => version !== "49").length).toBeLessThan(40);
    await at.send("DELETED", changed("d", 50, false));
    expect(asked.at(-1)).toBe("50");
    await at.clock.advance(200_000);
    asked.length = 0;
    await at.clock.advance(3_600_000);
    expect(asked).toEqual([]);
    expect(at.texts().join()).toContain("giving it up");
    await at.stop();
  });
});

describe("asynchronous maps at the start", () => {
  const deployments = Array.from({ length: 40 }, (_, index) => deployment(`d${index}`));

  test("run 16 at a time, and all of them before the first run", async () => {
    const opens: (() => void)[] = [];
    const { runs, built } = noting();
    const at = await startController(
      built.watches(Deployment, async () => {
        const { opened, open } = gate();
        opens.push(() => open());
        await opened;
        return [];
      }),
      { objects: [widget("a"), ...deployments] },
    );
    expect(opens).toHaveLength(16);
    opens[0]?.();
    await at.clock.advance(0);
    expect(opens).toHaveLength(17);
    for (let next = 1; next < 40; next++) {
      expect(runs).toEqual([]);
      opens[next]?.();
      await at.clock.advance(0);
    }
    expect(opens).toHaveLength(40);
    expect(runs).toEqual(["a"]);
    await at.stop();
  });

  test("that never answer are told after 30 s, and runs begin without them", async () => {
    const { runs, built } = noting();
    const at = await startController(
      built.watches(Deployment, () => new Promise(() => {})),
      { objects: [widget("a"), deployment("d")] },
    );
    await at.clock.advance(29_999);
    expect(runs).toEqual([]);
    await at.clock.advance(1);
    expect(runs).toEqual(["a"]);
    expect(at.lines.filter(({ level }) => level === "warn").map(({ fields }) => fields)).toEqual([
      expect.objectContaining({ kind: "Deployment", object: "default/d" }),
    ]);
    await at.stop();
  });
});
