import { afterEach, beforeEach, expect, test } from "vitest";
import type { Clock } from "../../../src/base/clock.ts";
import { startFaultProxy, type FaultProxy } from "../../../src/testing/fault/fault-proxy.ts";
import type { ProxiedRequest } from "../../../src/testing/fault/fault.ts";
import { eventually } from "../../../src/testing/index.ts";
import { scaledClock } from "../../helpers/scaled-clock.ts";
import { onBothServers } from "../servers.ts";
import { freePort } from "./free-port.ts";
import { connectionTo, secretsOf, startSubject, type Subject } from "./subject.ts";

const leases = ({ path }: ProxiedRequest) => path.includes("/leases");

onBothServers("candidates for one lease", (server) => {
  const proxies: FaultProxy[] = [];
  const subjects: Subject[] = [];
  let namespace: string;
  let secrets: ReturnType<typeof secretsOf>;

  beforeEach(async () => {
    namespace = await server.namespace();
    secrets = secretsOf(server.api, namespace);
    await secrets.create("object");
  });
  afterEach(async () => {
    for (const proxy of proxies) proxy.heal();
    await Promise.allSettled(subjects.splice(0).map((subject) => subject.stop()));
    await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
  });

  /** A candidate behind a proxy of its own. */
  async function candidate(
    clock: Clock,
    options: { reconcile?: () => unknown; healthAddress?: string } = {},
  ) {
    const { reconcile, healthAddress = "0" } = options;
    const proxy = await startFaultProxy(server);
    const settings = { leaderElection: true, leaderElectionNamespace: namespace, healthAddress };
    const subject = startSubject({
      connection: connectionTo(proxy, server),
      namespace,
      clock,
      settings,
      ...(reconcile ? { reconcile } : {}),
    });
    proxies.push(proxy);
    subjects.push(subject);
    return { proxy, subject };
  }

  const leads = ({ subject }: { subject: Subject }) => subject.texts().includes("info: became the leader");
  const holder = async () =>
    (await server.api.get(`/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/subject`)).body.spec
      ?.holderIdentity;

  /** Cuts a candidate off: what is under way stalls, and so does everything that comes. */
  function cutOff({ proxy }: { proxy: FaultProxy }) {
    proxy.inject({ do: "hold", times: Infinity });
    proxy.freeze();
  }

  test("renew it on a connection of their own, while the server throttles everything else", async () => {
    const leader = await candidate(scaledClock(20));
    await eventually(() => expect(leads(leader)).toBe(true));
    leader.proxy.inject({ do: "answer", status: 429, retryAfter: 1, on: (r) => !leases(r), times: Infinity });
    leader.proxy.reset((request) => !leases(request));
    const before = leader.proxy.requests.filter(leases).length;
    await eventually(() => expect(leader.proxy.requests.filter(leases).length).toBeGreaterThan(before + 8));
    const [lease, other] = [
      leader.proxy.requests.filter(leases),
      leader.proxy.requests.filter((r) => !leases(r)),
    ];
    const shared = lease.filter(({ connection }) =>
      other.some((request) => request.connection === connection),
    );
    expect(shared).toEqual([]);
  });

  test("keep it though every second try gets no answer", async () => {
    const leader = await candidate(scaledClock(20));
    await eventually(() => expect(leads(leader)).toBe(true));
    const first = await holder();
    for (let round = 0; round < 3; round++) {
      leader.proxy.inject({ do: "hold", on: leases });
      const held = await leader.proxy.next(leases);
      expect(held.method).toBe("PUT");
      // the next one comes when that try was given up, and is answered
      await leader.proxy.next(leases);
    }
    expect(await holder()).toBe(first);
    expect(leader.subject.texts()).not.toContain("error: the operator failed");
  });

  test("whose clocks are an hour apart lead one at a time, in turn", async () => {
    const ahead = await candidate(scaledClock(20, { ahead: 3_600_000 }));
    await eventually(() => expect(leads(ahead)).toBe(true));
    const behind = await candidate(scaledClock(20, { ahead: -3_600_000 }));
    await behind.proxy.next(leases);
    const tries = behind.proxy.requests.filter(leases).length;
    // by the lease's own times it would have run out an hour ago
    await eventually(() => expect(behind.proxy.requests.filter(leases).length).toBeGreaterThan(tries + 4));
    expect(leads(behind)).toBe(false);
    await subjects.shift()?.stop();
    await eventually(() => expect(leads(behind)).toBe(true));
  });

  test("never work at the same time: a leader that is cut off ends before another begins", async () => {
    const working = new Set<string>();
    const together: string[] = [];
    const work = (name: string) => async () => {
      if (working.size > 0) together.push([...working, name].join(" and "));
      working.add(name);
      await new Promise((resolve) => setImmediate(resolve));
      working.delete(name);
      return { requeueAfter: 100 };
    };
    const clock = scaledClock(10);
    const first = await candidate(clock, { reconcile: work("first") });
    await eventually(() => expect(first.subject.runs.length).toBeGreaterThan(3));
    const second = await candidate(clock, { reconcile: work("second") });
    await second.proxy.next(leases);
    let [lostAt, tookAt] = [Infinity, Infinity];
    const ended = first.subject.ended.catch((error: unknown) => {
      lostAt = clock.monotonic();
      return error;
    });
    cutOff(first);
    await eventually(() => expect(second.subject.runs.length).toBeGreaterThan(3));
    tookAt = clock.monotonic();
    expect(await ended).toMatchObject({ name: "LeadershipLostError" });
    expect(lostAt).toBeLessThan(tookAt);
    expect(together).toEqual([]);
    subjects.shift();
  });

  test("that cannot ask for it are not ready, and say so", async () => {
    const leader = await candidate(scaledClock(20));
    await eventually(() => expect(leads(leader)).toBe(true));
    const port = await freePort();
    const standby = await candidate(scaledClock(20), { healthAddress: `127.0.0.1:${port}` });
    await standby.subject.ready;
    const readyz = async () => {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`);
      return { status: response.status, text: await response.text() };
    };
    await eventually(async () => expect((await readyz()).status).toBe(200));
    await standby.proxy.refuse();
    await eventually(async () => {
      const { status, text } = await readyz();
      expect(status).toBe(500);
      expect(text).toMatch(
        /leader-election failed: cannot ask for the leader lease since \d+ s: .*ECONNREFUSED/,
      );
    });
    await standby.proxy.accept();
    await eventually(async () => expect((await readyz()).status).toBe(200));
  });
});
