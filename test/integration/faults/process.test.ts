import { afterAll, beforeEach, expect, test } from "vitest";
import { eventually } from "../../../src/testing/index.ts";
import { onBothServers } from "../servers.ts";
import { freePort } from "./free-port.ts";
import { operatorProcesses } from "./operator-process.ts";
import { secretsOf } from "./subject.ts";

onBothServers("an operator's process", (server) => {
  const processes = operatorProcesses();
  let namespace: string;
  let secrets: ReturnType<typeof secretsOf>;

  beforeEach(async () => {
    namespace = await server.namespace();
    secrets = secretsOf(server.api, namespace);
  });
  afterAll(() => processes.stop());

  /** A run says "began NAME", ends when it is told to, and says so after a last write. */
  const waiting = `
    import { controller, operator } from "src/index.ts";
    import { ConfigMap, Secret } from "src/k8s/core/v1.ts";
    const secrets = controller(Secret).reconcile(async ({ client, request }) => {
      console.log("began " + request.name);
      await new Promise((resolve) => process.stdin.once("data", resolve));
      await client.create(ConfigMap, { metadata: request });
      console.log("finished " + request.name);
    });
    await operator({ name: "process", controllers: [secrets] }).run();
    console.log("ended");
    process.stdin.destroy();`;
  const args = () => ["--namespaces", namespace, "--leader-elect", "--leader-election-namespace", namespace];

  test("lets its runs end on SIGTERM, begins none, gives its lease back, and ends with 0", async () => {
    await secrets.create("first");
    const running = await processes.start(waiting, { kubeconfig: server.kubeconfig(), args: args() });
    await running.said("began first");
    const lease = async () =>
      (await server.api.get(`/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/process`)).body.spec;
    expect((await lease()).holderIdentity).not.toBe("");
    running.child.kill("SIGTERM");
    await secrets.create("second");
    // the lease is kept while the run goes on
    const { renewTime, holderIdentity } = await lease();
    expect(holderIdentity).not.toBe("");
    await eventually(async () => expect((await lease()).renewTime).not.toBe(renewTime));
    running.tell("go");
    expect(await running.ended).toBe(0);
    expect(running.lines).toEqual(["began first", "finished first", "ended"]);
    expect((await server.api.get(`/api/v1/namespaces/${namespace}/configmaps/first`)).status).toBe(200);
    expect((await lease()).holderIdentity).toBe("");
  });

  test("ends with 1 at once on a second signal", async () => {
    await secrets.create("first");
    const running = await processes.start(waiting, { kubeconfig: server.kubeconfig(), args: args() });
    await running.said("began first");
    running.child.kill("SIGTERM");
    // the first signal must have been taken: no run begins after it
    await secrets.create("second");
    running.child.kill("SIGINT");
    expect(await running.ended).toBe(1);
    expect(running.lines).toEqual(["began first"]);
  });

  test("that computes without an end answers no probe, and loses its lease to another", async () => {
    const spinning = `
      import { controller, operator } from "src/index.ts";
      import { Secret } from "src/k8s/core/v1.ts";
      import { loadConnection } from "src/runtime/client/load-connection.ts";
      import { scaledClock } from "../../helpers/scaled-clock.ts";
      const [, , namespace, healthAddress, mode] = process.argv;
      const secrets = controller(Secret).reconcile(({ request }) => {
        console.log("began " + request.name);
        while (mode === "spin");
      });
      await operator({ name: "process", controllers: [secrets] }).start({
        signal: new AbortController().signal,
        connection: await loadConnection(),
        clock: scaledClock(10),
        settings: { namespaces: [namespace], leaderElection: true, leaderElectionNamespace: namespace, healthAddress },
      });`;
    await secrets.create("first");
    const port = await freePort();
    const kubeconfig = server.kubeconfig();
    const stuck = await processes.start(spinning, {
      kubeconfig,
      args: [namespace, `127.0.0.1:${port}`, "spin"],
    });
    await stuck.said("began first");
    const probe = fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(1_000) });
    await expect(probe).rejects.toMatchObject({ name: "TimeoutError" });
    const other = await processes.start(spinning, { kubeconfig, args: [namespace, "0", "work"] });
    await other.said("began first");
    // as the kubelet would, after its probes failed
    stuck.child.kill("SIGKILL");
    expect(await stuck.ended).toBe("SIGKILL");
    other.child.kill("SIGKILL");
  });
});
