import { expect, test } from "vitest";
import type { ApiObject } from "../../../../src/sandbox/api-object.ts";
import { TriggerTimes } from "../../../../src/sandbox/behaviour/network/trigger-times.ts";

const service = (uid: string): ApiObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace: "a", uid, creationTimestamp: "2026-01-01T00:00:00Z" },
});
const pod = (name: string, lastTransitionTime: string): ApiObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  status: { conditions: [{ type: "Ready", status: "True", lastTransitionTime }] },
});
const [early, middle, late] = ["2026-01-01T00:00:10Z", "2026-01-01T00:00:20Z", "2026-01-01T00:00:30Z"];

test("of a new Service it is its creation, then the first change of its Pods since the last time, or nothing", () => {
  const times = new TriggerTimes();
  expect(times.next(service("1"), [pod("one", early)])).toBe("2026-01-01T00:00:00Z");
  expect(times.next(service("1"), [pod("one", early)])).toBeUndefined();
  expect(times.next(service("1"), [pod("one", late), pod("two", middle)])).toBe(middle);
  expect(times.next(service("1"), [pod("two", middle)])).toBeUndefined();
  expect(times.next(service("2"), [pod("two", middle)])).toBe("2026-01-01T00:00:00Z");
  times.forget("a/web");
  expect(times.next(service("2"), [])).toBe("2026-01-01T00:00:00Z");
});
