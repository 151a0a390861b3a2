import { silentLogger } from "../../../../src/base/logger.ts";
import { sleep } from "../../../../src/base/lifetime.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { Pod } from "../../../../src/k8s/core/v1.ts";
import type { KubernetesObject, Observed } from "../../../../src/kube/object.ts";
import { Cache, type CacheOptions } from "../../../../src/runtime/cache/cache.ts";
import { ConnectionError } from "../../../../src/runtime/client/errors.ts";
import { ControllerRunner } from "../../../../src/runtime/controller/controller.ts";
import { controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { RunContext } from "../../../../src/runtime/controller/run-context.ts";
import { FaultyCollection } from "../../../helpers/faulty-collection.ts";
import { apiError } from "../../../helpers/memory-client.ts";
import { seededRandom, type SeededRandom } from "../../../helpers/seeded-random.ts";
import { recordingClient, silentEvents } from "../controller/controller-harness.ts";

const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
const writes = 220;
const eachFault = 6;
const pauses = [0, 10, 700, 5_000, 45_000, 120_000];

/** One step against the server; each of the last six kinds is a fault. */
type Step = "write" | "pause" | "request" | "refusal" | "expiry" | "break" | "silence" | "compaction";
const faults: readonly Step[] = ["request", "refusal", "expiry", "break", "silence", "compaction"];

/** What a test may put between the parts. */
export interface SoakOptions {
  readonly lister?: (server: FaultyCollection) => ReturnType<CacheOptions["lister"]>;
}

/**
 * Runs a cache and a controller on virtual time against a server that fails as a seed says: writes on twenty keys, faults of six kinds, runs that fail, and
 * writes of runs that are done though their answer is lost. Returns what is wrong in the end: nothing, when the cache equals the server, handlers were told
 * so, every key was reconciled after its last change, no key was in two runs at once, and nothing is left behind.
 */
export async function soak(seed: number, options: SoakOptions = {}): Promise<string[]> {
  const random = seededRandom(seed);
  const clock = new VirtualClock();
  const server = new FaultyCollection();
  server.streams = random.chance(0.7);
  const lister = options.lister?.(server) ?? server;
  const cache = new Cache({ clock, logger: silentLogger, lister: () => lister, random: () => random.next() });
  const told = new Map<string, Observed<KubernetesObject>>();
  cache.addHandler(Pod, ({ type, object }) => {
    if (type === "delete") told.delete(object.metadata.name);
    else told.set(object.metadata.name, object);
  });
  const subject = startSubject({ cache, clock, random });
  const stopping = new AbortController();
  const running = Promise.all([cache.start(stopping.signal), subject.runner.start(stopping.signal)]);
  for (const step of schedule(random)) await perform(step, { server, clock, random });
  server.heal();
  subject.heal();
  // beyond the longest wait between runs, and the time after which a silent watch is given up
  await clock.advance(15 * 60_000);
  server.bookmark();
  await clock.advance(0);
  const problems = [
    ...difference("the cache", versionsOf(cache.list(Pod)), server),
    ...difference("what handlers were told", versionsOf([...told.values()]), server),
    ...difference("what was reconciled", subject.reconciled, server, { partial: true }),
    ...difference("what runs wrote", subject.written, server, { partial: true }),
    ...subject.overlaps.map((name) => `${name} was in two runs at once`),
  ];
  stopping.abort();
  await running;
  if (clock.waiting > 0) problems.push(`${clock.waiting} timers are left`);
  return problems;
}

/** A shuffled plan: every kind of fault comes, however the seed is. */
function schedule(random: SeededRandom): Step[] {
  const steps: Step[] = [
    ...Array.from({ length: writes }, () => "write" as const),
    ...Array.from({ length: 60 }, () => "pause" as const),
    ...faults.flatMap((fault) => Array.from({ length: eachFault }, () => fault)),
  ];
  return random.shuffled(steps);
}

async function perform(
  step: Step,
  { server, clock, random }: { server: FaultyCollection; clock: VirtualClock; random: SeededRandom },
): Promise<void> {
  const name = random.pick(keys);
  if (step === "write") return random.chance(0.25) ? server.delete(name) : server.put(name);
  if (step === "request") return server.failNext(random.pick(["refused", "reset"] as const));
  if (step === "refusal") return server.failNext(random.pick(["429", "500"] as const));
  if (step === "expiry") return server.failNext("410");
  if (step === "break")
    return server.breakWatches(random.pick(["end", "throw", "429", "500", "410"] as const));
  if (step === "silence") return server.breakWatches("silent");
  if (step === "compaction") return random.chance(0.5) ? server.compact() : server.bookmark();
  return clock.advance(random.pick(pauses));
}

/** A controller whose runs take their time, fail now and then, and write what they saw. */
function startSubject({ cache, clock, random }: { cache: Cache; clock: VirtualClock; random: SeededRandom }) {
  const [reconciled, written] = [new Map<string, string>(), new Map<string, string>()];
  const active = new Set<string>();
  const overlaps: string[] = [];
  let healthy = false;
  const write = (name: string, version: string) => {
    const fate = healthy ? "done" : random.pick(["done", "done", "done", "lost", "refused", "conflict"]);
    if (fate === "refused") throw apiError(500, "InternalError");
    if (fate === "conflict") throw apiError(409, "Conflict");
    written.set(name, version);
    if (fate === "lost") throw new ConnectionError("ECONNRESET", "the answer was lost");
  };
  const built = controller(Pod).reconcile(async ({ object, signal, request: { name } }) => {
    if (active.has(name)) overlaps.push(name);
    active.add(name);
    try {
      await sleep(random.pick([0, 5, 50, 2_000]), { clock, signal });
      if (!healthy && random.chance(0.1)) throw new Error("broken on purpose");
      write(name, object.metadata.resourceVersion);
      reconciled.set(name, object.metadata.resourceVersion);
      return !healthy && random.chance(0.1) ? { requeueAfter: 1_000 } : undefined;
    } finally {
      active.delete(name);
    }
  });
  const runner = new ControllerRunner({
    definition: built.definition,
    client: recordingClient().client,
    cache,
    clock,
    logger: silentLogger,
    context: new RunContext(),
    workers: random.pick([1, 2, 3]),
    events: () => silentEvents,
  });
  return { runner, reconciled, written, overlaps, heal: () => (healthy = true) };
}

function versionsOf(objects: readonly Observed<KubernetesObject>[]): Map<string, string> {
  return new Map(objects.map(({ metadata }) => [metadata.name, metadata.resourceVersion]));
}

/** `partial`: what is not on the server does not count. */
function difference(
  what: string,
  found: ReadonlyMap<string, string>,
  server: FaultyCollection,
  { partial = false }: { partial?: boolean } = {},
): string[] {
  const names = new Set([...server.objects.keys(), ...(partial ? [] : found.keys())]);
  return [...names].flatMap((name) => {
    const expected = server.objects.get(name)?.metadata?.resourceVersion;
    const actual = found.get(name);
    return expected === actual ? [] : [`${what}: ${name} is ${actual}, on the server ${expected}`];
  });
}
