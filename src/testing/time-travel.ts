import { toMilliseconds } from "../base/duration.ts";
import { UserError } from "../base/errors.ts";
import type { SteppableClock } from "../base/steppable-clock.ts";
import type { KubernetesObject } from "../kube/object.ts";
import type { Resource } from "../kube/resource.ts";
import type { Sandbox } from "../sandbox/server.ts";
import type { Snapshot } from "../sandbox/snapshot.ts";

/** What only a sandbox of the environment's own can do; on another server each throws TEST_SANDBOX. */
export interface TimeTravel {
  /** Everything that the server holds now. */
  snapshot(): Snapshot;
  /**
   * Makes everything what it was: objects that differ are written, so watchers, operators among them, are told, and versions go on. What behaves in the
   * cluster begins anew.
   *
   * @example
   * const empty = environment.snapshot();
   * afterEach(() => environment.restore(empty));
   */
  restore(snapshot: Snapshot): void;
  /**
   * From now on those who watch a kind see nothing new, and lists of what is at hand (`resourceVersion=0`) are of now, as with an API server that lags behind:
   * writes and other reads go on. Returns how to let go; they are told then what they have missed.
   *
   * @example
   * const letGo = environment.freezeWatches(Memcached);
   * await client.apply(Memcached, { metadata: key, spec: { size: 5 } });
   * letGo(); // only now the operator hears of it
   */
  freezeWatches(resource: Resource<KubernetesObject>): () => void;
  /** Forgets all versions before the present one: who watches from an old one, or goes on with a list, gets 410. */
  compact(): void;
  /**
   * Puts the server's clock forward (milliseconds, or such as `"24h"`): CronJobs, deadlines, times to live, delays of behaviours and timeouts of watches that come
   * due do so in their order. The operator's own clock stays.
   */
  step(duration: string | number): Promise<void>;
}

/** Time travel on this sandbox; refused where there is none. */
export function timeTravel(sandbox: Sandbox | undefined, clock: SteppableClock): TimeTravel {
  const own = (what: string): Sandbox => {
    if (sandbox) return sandbox;
    throw new UserError("TEST_SANDBOX", `cannot ${what}: the environment's server is given by a kubeconfig`, {
      hint: "Leave the kubeconfig out: then the environment starts a sandbox of its own.",
    });
  };
  return {
    snapshot: () => own("take a snapshot").snapshot(),
    restore: (snapshot) => own("restore a snapshot").restore(snapshot),
    freezeWatches({ group, version, plural }) {
      const { registry } = own("freeze watches");
      const served = registry.table.find(group, version, plural);
      if (!served)
        throw new UserError(
          "TEST_SANDBOX",
          `cannot freeze watches of ${plural}: the sandbox does not serve them`,
          {
            hint: "Install their CustomResourceDefinition first.",
          },
        );
      return registry.gate.freeze(served.collection, registry.store.revision);
    },
    compact() {
      const { store } = own("compact the history").registry;
      store.compact(store.revision);
    },
    async step(duration) {
      own("step the clock");
      await clock.step(toMilliseconds(duration));
    },
  };
}
