import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startFaultProxy, type FaultProxy } from "../../../src/testing/fault/fault-proxy.ts";
import type { ProxiedRequest } from "../../../src/testing/fault/fault.ts";
import { eventually } from "../../../src/testing/index.ts";
import { scaledClock } from "../../helpers/scaled-clock.ts";
import { onBothServers } from "../servers.ts";
import { connectionTo, secretsOf, startSubject, type Subject } from "./subject.ts";

const watches = ({ watch, path }: ProxiedRequest) => watch && path.endsWith("/secrets");
const lists = ({ method, watch, path, query }: ProxiedRequest) =>
  method === "GET" && path.endsWith("/secrets") && (!watch || query.has("sendInitialEvents"));

onBothServers("a watch whose connection comes to harm", (server) => {
  let proxy: FaultProxy;
  let subject: Subject;
  let secrets: ReturnType<typeof secretsOf>;

  beforeEach(async () => {
    const clock = scaledClock(20);
    proxy = await startFaultProxy(server);
    const namespace = await server.namespace();
    secrets = secretsOf(server.api, namespace);
    await secrets.create("kept");
    await secrets.create("doomed");
    subject = startSubject({ connection: connectionTo(proxy, server), namespace, clock });
    await subject.ready;
    await subject.settled(server.api);
    // a watch that ends within its first second without an event would be a reason to list
    await secrets.change("kept", "heard");
    await subject.settled(server.api);
  });
  afterEach(async () => {
    await subject.stop();
    await proxy.close();
  });

  /** What the watch does not see, because it is frozen. */
  async function changeUnseen() {
    await secrets.change("kept", "2");
    await secrets.delete("doomed");
    await secrets.create("new");
  }

  const listsSince = (count: number) => proxy.requests.slice(count).filter(lists).length;

  test("is taken up after a reset where it was, without a list; no deletion is lost", async () => {
    proxy.freeze(watches);
    await changeUnseen();
    const before = proxy.requests.length;
    proxy.reset(watches);
    await subject.settled(server.api);
    expect(listsSince(before)).toBe(0);
  });

  test("is taken up without a list when nobody listens for a while", async () => {
    const before = proxy.requests.length;
    await proxy.refuse();
    await changeUnseen();
    await eventually(() => expect(proxy.open()).toEqual([]));
    await proxy.accept();
    await subject.settled(server.api);
    expect(listsSince(before)).toBe(0);
  });

  test("is given up when it is half-open, and taken up on a new connection", async () => {
    proxy.freeze(watches);
    await changeUnseen();
    const before = proxy.requests.length;
    await subject.settled(server.api);
    expect(listsSince(before)).toBe(0);
  });

  test("is taken up when its last line is cut off", async () => {
    proxy.inject({ do: "cut", after: 100, on: watches });
    proxy.reset(watches);
    await changeUnseen();
    await subject.settled(server.api);
  });

  test("is taken up when a line is not what it should be", async () => {
    const before = proxy.requests.length;
    proxy.write('{"type":"ADDED","object":\n', watches);
    await changeUnseen();
    await subject.settled(server.api);
    expect(listsSince(before)).toBe(0);
    expect(proxy.requests.slice(before).some(watches)).toBe(true);
  });

  test("brings its events in drops", async () => {
    proxy.inject({ do: "drip", bytes: 200, every: 1, on: watches });
    proxy.finish(watches);
    await changeUnseen();
    await subject.settled(server.api);
  });

  test("is taken up at once when a load balancer cuts what is idle", async () => {
    const before = proxy.requests.length;
    proxy.inject({ do: "idle-cut", after: 100, times: 3, on: watches });
    proxy.finish(watches);
    await eventually(() => expect(proxy.requests.slice(before).filter(watches).length).toBeGreaterThan(3));
    await changeUnseen();
    await subject.settled(server.api);
    expect(listsSince(before)).toBe(0);
  });

  test("behind a proxy that buffers brings its events when the server ends it", async () => {
    proxy.inject({ do: "buffer", on: watches });
    proxy.finish(watches);
    await proxy.next(watches);
    await changeUnseen();
    // what the proxy holds back is let go, or the watch is given up; both lead to what is there
    await subject.settled(server.api);
  });

  describe("by an answer", () => {
    test("of 429 goes on where it was, without a list", async () => {
      const before = proxy.requests.length;
      proxy.freeze(watches);
      await changeUnseen();
      proxy.inject({ do: "answer", status: 429, on: watches, times: 2 });
      proxy.inject({ do: "answer", status: 429, retryAfter: 1, on: watches, times: 2 });
      proxy.reset(watches);
      await subject.settled(server.api);
      expect(listsSince(before)).toBe(0);
      expect(proxy.requests.slice(before).filter(watches).length).toBeGreaterThanOrEqual(5);
    });

    test.each([410, 500, 503, 401, 403])(
      "of %i comes back by a list, which tells the difference",
      async (status) => {
        proxy.freeze(watches);
        await changeUnseen();
        proxy.inject({ do: "answer", status, on: watches, times: 2 });
        proxy.reset(watches);
        await subject.settled(server.api);
      },
    );
  });
});
