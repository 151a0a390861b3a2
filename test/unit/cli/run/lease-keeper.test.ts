import { expect, onTestFinished, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { createLeaseKeeper } from "../../../../src/cli/run/lease-keeper.ts";
import type { Lease } from "../../../../src/k8s/coordination.k8s.io/v1.ts";
import { apiError, memoryClient } from "../../../helpers/memory-client.ts";

const key = "demo-system/demo";
const me = "kubewright-run_here_1";

/** A keeper on a server in memory, with a candidate that notes what it is told. */
function setUp() {
  const clock = new VirtualClock();
  const server = memoryClient();
  const said: string[] = [];
  const told: string[] = [];
  const { client } = server;
  const keeper = createLeaseKeeper({
    client,
    clock,
    namespace: "demo-system",
    identity: me,
    say: (line) => said.push(line),
  });
  const candidate = (name: string) => ({
    leading: () => told.push(`${name} leads`),
    lost: () => told.push(`${name} lost`),
  });
  const end = async () => {
    const closed = keeper.close();
    await clock.advance(1_000);
    await closed;
  };
  onTestFinished(end);
  const put = (spec: Lease["spec"]) =>
    server.objects.set(key, {
      metadata: { namespace: "demo-system", name: "demo", resourceVersion: `put-${server.calls.length}` },
      ...{ spec },
    });
  const spec = () => (server.objects.get(key) as Lease | undefined)?.spec;
  return { clock, server, keeper, candidate, said, told, put, spec, end };
}

const held = (holderIdentity: string) => ({ holderIdentity, leaseDurationSeconds: 15, leaseTransitions: 2 });
const text = 'Lease "demo-system/demo"';

test("a free lease is taken at once, renewed, held for the next version too, and given up at the end", async () => {
  const { clock, keeper, candidate, said, told, spec, end } = setUp();
  keeper.ask({ name: "demo" }, candidate("A"));
  await clock.advance(0);
  expect(told).toEqual(["A leads"]);
  const { renewTime } = spec() ?? {};
  await clock.advance(2_000);
  expect(spec()).toMatchObject({ holderIdentity: me, leaseDurationSeconds: 15 });
  expect(spec()?.renewTime).not.toBe(renewTime);
  keeper.ask({ name: "demo" }, candidate("B"));
  expect(told).toEqual(["A leads", "B leads"]);
  await end();
  expect(spec()).toMatchObject({ holderIdentity: "", leaseDurationSeconds: 1 });
  expect(said).toEqual([`this run holds ${text} now`]);
});

test("a deployed operator that leads is put off, and has the time of its lease to notice", async () => {
  const { clock, keeper, candidate, said, told, put, spec } = setUp();
  put(held("demo-pod_uuid"));
  keeper.ask({ name: "demo" }, candidate("A"));
  await clock.advance(0);
  expect(spec()).toMatchObject({ holderIdentity: me, leaseTransitions: 3 });
  await clock.advance(14_500);
  expect(told).toEqual([]);
  await clock.advance(1_000);
  expect(told).toEqual(["A leads"]);
  expect(said).toEqual([
    `${text} was held by "demo-pod_uuid", the deployed operator: it is to stand still, and has 15 s to notice`,
    `the deployed operator stands still; this run holds ${text}`,
  ]);
});

test("once its Pod is seen to have restarted there is nothing more to wait for", async () => {
  const { clock, server, keeper, candidate, told, put } = setUp();
  const pod = (restartCount: number) =>
    server.objects.set("demo-system/demo-pod", {
      metadata: { namespace: "demo-system", name: "demo-pod" },
      ...{ status: { containerStatuses: [{ restartCount }] } },
    });
  pod(3);
  put(held("demo-pod_uuid"));
  keeper.ask({ name: "demo" }, candidate("A"));
  await clock.advance(2_000);
  expect(told).toEqual([]);
  pod(4);
  await clock.advance(500);
  expect(told).toEqual(["A leads"]);
});

test("another run is waited for; killed, it holds the lease no longer than that lasts", async () => {
  const { clock, keeper, candidate, said, told, put } = setUp();
  put(held("kubewright-run_there_2"));
  keeper.ask({ name: "demo" }, candidate("A"));
  await clock.advance(14_000);
  expect(told).toEqual([]);
  await clock.advance(2_000);
  expect(told).toEqual(["A leads"]);
  expect(said).toEqual([
    `waiting for ${text}: "kubewright-run_there_2" holds it, another kubewright run`,
    `this run holds ${text} now`,
  ]);
});

test("who sees another in the lease leads no longer, and waits again", async () => {
  const { clock, keeper, candidate, said, told, put } = setUp();
  keeper.ask({ name: "demo" }, candidate("A"));
  await clock.advance(0);
  put(held("kubewright-run_there_2"));
  await clock.advance(2_000);
  expect(told).toEqual(["A leads", "A lost"]);
  keeper.ask({ name: "demo" }, candidate("A again"));
  put(held(""));
  await clock.advance(2_000);
  expect(told).toEqual(["A leads", "A lost", "A again leads"]);
  expect(said).toContain(`${text} is no longer this run's`);
});

test("a lease that cannot be renewed is given up before it runs out; the reason is said once", async () => {
  const { clock, server, keeper, candidate, said, told } = setUp();
  keeper.ask({ name: "demo" }, candidate("A"));
  await clock.advance(0);
  server.intercept = () => {
    throw apiError(500, "InternalError", "etcd is away");
  };
  await clock.advance(9_000);
  expect(told).toEqual(["A leads"]);
  await clock.advance(2_000);
  expect(told).toEqual(["A leads", "A lost"]);
  expect(said).toEqual([
    `this run holds ${text} now`,
    `cannot hold ${text}: etcd is away`,
    `${text} is no longer this run's`,
  ]);
});

test("where nothing is deployed nobody is waited for; what comes later finds the lease held", async () => {
  const { clock, server, keeper, candidate, said, told, spec } = setUp();
  server.intercept = ({ verb }) => {
    if (verb === "create") throw apiError(404, "NotFound", 'namespaces "demo-system" not found');
  };
  keeper.ask({ name: "demo" }, candidate("A"));
  await clock.advance(0);
  expect({ told, said }).toEqual({ told: ["A leads"], said: [] });
  server.intercept = undefined;
  await clock.advance(2_000);
  expect(spec()).toMatchObject({ holderIdentity: me });
  expect(told).toEqual(["A leads"]);
});

test("a version that leads by another lease makes the keeper give up the first", async () => {
  const { clock, server, keeper, candidate, told, spec } = setUp();
  keeper.ask({ name: "demo" }, candidate("A"));
  await clock.advance(0);
  keeper.ask({ name: "other", namespace: "elsewhere" }, candidate("B"));
  await clock.advance(0);
  expect(told).toEqual(["A leads", "B leads"]);
  expect(spec()).toMatchObject({ holderIdentity: "" });
  expect(server.objects.get("elsewhere/other")).toMatchObject({ spec: { holderIdentity: me } });
});
