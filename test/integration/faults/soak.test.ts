import { afterEach, expect, test } from "vitest";
import { ConfigMap } from "../../../src/k8s/core/v1.ts";
import { startFaultProxy, type FaultProxy } from "../../../src/testing/fault/fault-proxy.ts";
import type { ProxiedRequest } from "../../../src/testing/fault/fault.ts";
import { eventually } from "../../../src/testing/index.ts";
import { scaledClock } from "../../helpers/scaled-clock.ts";
import { seededRandom, type SeededRandom } from "../../helpers/seeded-random.ts";
import { onBothServers } from "../servers.ts";
import { connectionTo, secretsOf, startSubject, type Subject } from "./subject.ts";

const names = Array.from({ length: 12 }, (_, index) => `s${index}`);
const steps = 250;
/** KUBEWRIGHT_SOAK_SEED=7 replays that one, as far as a real server and its network repeat themselves. */
const seeds = process.env.KUBEWRIGHT_SOAK_SEED ? [Number(process.env.KUBEWRIGHT_SOAK_SEED)] : [2];

const watches = ({ watch }: ProxiedRequest) => watch;
const reads = ({ method }: ProxiedRequest) => method === "GET";
const writes = ({ method }: ProxiedRequest) => method !== "GET";

onBothServers("an operator behind a network that fails at random", (server) => {
  let proxy: FaultProxy;
  let subject: Subject;

  afterEach(async () => {
    await subject.stop();
    await proxy.close();
  });

  test.each(seeds)("has everything right in the end (seed %i)", { timeout: 120_000 }, async (seed) => {
    const random = seededRandom(seed);
    const clock = scaledClock(20);
    proxy = await startFaultProxy(server, { clock });
    const namespace = await server.namespace();
    const secrets = secretsOf(server.api, namespace);
    subject = startSubject({
      connection: connectionTo(proxy, server),
      namespace,
      clock,
      workers: 3,
      async reconcile({ object, client, request }) {
        const data = { text: object.data?.text ?? "" };
        await client.apply(ConfigMap, { metadata: { name: request.name }, data });
      },
    });
    const recover = async () => {
      await proxy.accept();
      proxy.heal();
      await eventually(() => subject.settled(server.api), { timeout: 60_000 });
    };
    for (let step = 0; step < steps; step++) {
      if (random.chance(0.1)) await recover();
      else if (random.chance(0.6)) await change(secrets, { random, step });
      else await harm(proxy, random);
    }
    await recover();
    // it was not out of reach all the time
    expect(proxy.requests.filter(watches).length).toBeGreaterThan(10);
    expect(subject.runs.length).toBeGreaterThan(50);
    for (const { metadata, data } of (await server.api.get(secrets.path)).body.items) {
      const { body } = await server.api.get(`/api/v1/namespaces/${namespace}/configmaps/${metadata.name}`);
      expect([metadata.name, body.data]).toEqual([metadata.name, { text: data.text }]);
    }
  });
});

/** A write straight to the server. */
async function change(
  secrets: ReturnType<typeof secretsOf>,
  { random, step }: { random: SeededRandom; step: number },
): Promise<void> {
  const name = random.pick(names);
  if (random.chance(0.25)) await secrets.delete(name);
  else if ((await secrets.change(name, `${step}`)).status === 404) await secrets.create(name, `${step}`);
}

/** Something that goes wrong between the operator and the server. */
async function harm(proxy: FaultProxy, random: SeededRandom): Promise<void> {
  const times = random.pick([1, 2, 3]);
  const on = random.pick([watches, reads, writes]);
  const harms: (() => unknown)[] = [
    () => proxy.reset(random.pick([watches, on])),
    () => proxy.finish(watches),
    () => proxy.freeze(watches),
    () => proxy.write('{"type":"ADDED","object":\n', watches),
    () => proxy.inject({ do: "answer", status: random.pick([410, 429, 500, 503, 504]), on, times }),
    () => proxy.inject({ do: "answer", status: random.pick([429, 503]), retryAfter: 1, on, times }),
    () => proxy.inject({ do: "reset", at: random.pick(["request", "response"]), on, times }),
    () => proxy.inject({ do: "cut", after: random.pick([0, 50, 700, 5_000]), on: reads, times }),
    () => proxy.inject({ do: "cut", after: random.pick([50, 700]), by: "end", on: watches, times }),
    () => proxy.inject({ do: "drip", bytes: 300, every: 20, on: reads, times }),
    () => proxy.inject({ do: "buffer", on: watches }),
    () => proxy.inject({ do: "hold", on }),
    () => proxy.refuse(),
    () => proxy.accept(),
    () => proxy.accept(),
  ];
  await random.pick(harms)();
}
