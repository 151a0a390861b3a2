import { afterEach, beforeAll, expect, test } from "vitest";
import { startFaultProxy, type FaultProxy } from "../../../src/testing/fault/fault-proxy.ts";
import { scaledClock } from "../../helpers/scaled-clock.ts";
import { onBothServers } from "../servers.ts";
import { connectionTo, secretsOf, startSubject, type Subject } from "./subject.ts";

onBothServers("a list of many objects, some of them large", (server) => {
  let namespace: string;
  let proxy: FaultProxy;
  let subject: Subject;

  beforeAll(async () => {
    namespace = await server.namespace();
    const secrets = secretsOf(server.api, namespace);
    // 500 is a page; the large ones are close to what etcd takes
    const text = (index: number) => "x".repeat(index % 300 === 0 ? 700_000 : 2_000);
    for (let from = 0; from < 1_200; from += 40)
      await Promise.all(
        Array.from({ length: 40 }, (_, index) => secrets.create(`s${from + index}`, text(from + index))),
      );
  });
  afterEach(async () => {
    await subject.stop();
    await proxy.close();
  });

  const start = async () => {
    subject = startSubject({
      connection: connectionTo(proxy, server),
      namespace,
      clock: scaledClock(2),
      workers: 4,
    });
    await subject.ready;
    await subject.settled(server.api);
    expect((await subject.cached()).size).toBe(1_200);
  };

  test("comes as a stream, in whatever pieces the network cuts it", async () => {
    proxy = await startFaultProxy(server);
    await start();
    expect(proxy.requests.filter(({ query }) => query.has("limit"))).toEqual([]);
  });

  test("that breaks off in the middle counts for nothing, and is asked for again", async () => {
    proxy = await startFaultProxy(server);
    proxy.inject({ do: "cut", after: 1_000_000, times: 2 });
    await start();
  });

  test("comes in pages, or whole, where it is not to be had as a stream", async () => {
    proxy = await startFaultProxy(server);
    proxy.inject({
      do: "answer",
      status: 422,
      on: ({ query }) => query.has("sendInitialEvents"),
      times: Infinity,
    });
    await start();
    expect(proxy.requests.some(({ watch }) => !watch)).toBe(true);
  });
});
