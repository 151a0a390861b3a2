import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { createLeaseKeeper } from "../../src/cli/run/lease-keeper.ts";
import { createClient, loadConnection, operator } from "../../src/index.ts";
import { onBothServers } from "./servers.ts";

/** Events in order, and how to wait for one. */
function events() {
  const all: string[] = [];
  let wake = () => {};
  return {
    all,
    add(event: string) {
      all.push(event);
      wake();
    },
    async until(event: string) {
      while (!all.includes(event)) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

onBothServers("the lease that run holds", (server) => {
  test("a deployed operator stands still before the local one leads, and works again when that has ended", async () => {
    const namespace = await server.namespace();
    const connection = await loadConnection({ kubeconfigText: server.kubeconfig() });
    const client = createClient(connection);
    onTestFinished(() => client.close());
    const log = events();
    const stopping = new AbortController();
    const deployed = (name: string) =>
      operator({
        name: "demo",
        controllers: [],
        runnables: [
          {
            name,
            start: ({ signal }) =>
              new Promise((resolve) => {
                log.add(`${name} works`);
                signal.addEventListener("abort", () => {
                  log.add(`${name} stops`);
                  resolve();
                });
              }),
          },
        ],
      }).start({
        signal: stopping.signal,
        connection,
        logger: silentLogger,
        settings: {
          leaderElection: true,
          leaderElectionNamespace: namespace,
          leaseDuration: 2_000,
          renewDeadline: 1_500,
          retryPeriod: 200,
        },
      });
    const first = deployed("first");
    await log.until("first works");
    const keeper = createLeaseKeeper({
      client,
      clock: systemClock,
      namespace,
      identity: "kubewright-run_test",
      say: () => {},
    });
    keeper.ask({ name: "demo" }, { leading: () => log.add("run leads"), lost: () => log.add("run lost") });
    await expect(first).rejects.toThrow("leader election lost");
    const second = deployed("second"); // as its Pod would be restarted
    await log.until("run leads");
    await keeper.close();
    await log.until("second works");
    stopping.abort();
    await second;
    expect(log.all).toEqual(["first works", "first stops", "run leads", "second works", "second stops"]);
  });
});
