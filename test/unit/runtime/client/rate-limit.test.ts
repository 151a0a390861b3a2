import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { createRateLimiter } from "../../../../src/runtime/client/rate-limit.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { quickClock } from "../../../helpers/quick-clock.ts";
import { startScriptedServer } from "../../../helpers/scripted-server.ts";

describe("a token bucket", () => {
  test("lets a burst pass, then so many a second, in order", () => {
    const next = createRateLimiter({ qps: 10, burst: 3 }, new VirtualClock());
    expect(Array.from({ length: 6 }, next)).toEqual([0, 0, 0, 100, 200, 300]);
  });

  test("fills again with time, up to the burst", async () => {
    const clock = new VirtualClock();
    const next = createRateLimiter({ qps: 10, burst: 2 }, clock);
    next();
    next();
    await clock.advance(100);
    expect([next(), next()]).toEqual([0, 100]);
    await clock.advance(3_600_000);
    expect([next(), next(), next()]).toEqual([0, 0, 100]);
  });

  test("has room for a second's requests by default, and for one at least", () => {
    const next = createRateLimiter({ qps: 0.5 }, new VirtualClock());
    expect([next(), next()]).toEqual([0, 2_000]);
  });

  test.each([
    [{ qps: 0 }, "0 a second"],
    [{ qps: -1 }, "-1 a second"],
    [{ qps: Number.NaN }, "NaN a second"],
    [{ qps: 1, burst: 0 }, "a burst of 0"],
    [{ qps: 1, burst: 1.5 }, "a burst of 1.5"],
  ])("of %j is refused", (limit, message) => {
    expect(() => createRateLimiter(limit, new VirtualClock())).toThrow(message);
  });
});

test("requests wait their turn, those about leases do not, and a signal ends the wait", async () => {
  const server = await startScriptedServer();
  const clock = quickClock();
  const transport = new Transport(server.connection(), { clock, rateLimit: { qps: 1, burst: 1 } });
  server.script(
    ...Array.from(
      { length: 3 },
      () =>
        ({ json }: { json: (code: number, body: object) => void }) =>
          json(200, {}),
    ),
  );
  const get = { method: "GET", path: "/x" } as const;
  await transport.request(get);
  expect(clock.waits).toEqual([]);
  await transport.request(get);
  expect(clock.waits).toHaveLength(1);
  await transport.request({ ...get, channel: "lease" });
  expect(clock.waits).toHaveLength(1);
  const stopping = new AbortController();
  const waiting = transport.request({ ...get, signal: stopping.signal });
  stopping.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  expect(server.requests).toHaveLength(3);
  transport.close();
  await server.close();
});
