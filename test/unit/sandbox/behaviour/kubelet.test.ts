import { expect, test } from "vitest";
import type { ApiObject } from "../../../../src/sandbox/api-object.ts";
import { conditionAt, objectsAt, textAt } from "../../../../src/sandbox/behaviour/read.ts";
import { createCluster, history, pod } from "./cluster.ts";

const prefix = "sandbox.kubewright.dev/";
const main = (object: ApiObject | undefined) => objectsAt(object, "status.containerStatuses")[0];
const stateOf = (object: ApiObject) => {
  const state = main(object)?.state as Record<string, { reason?: string }> | undefined;
  const [is = "none"] = Object.keys(state ?? {});
  return `${textAt(object, "status.phase")} ${state?.[is]?.reason ?? is} ${String(main(object)?.restartCount ?? "")}`;
};

test("a Pod is bound, its containers are created, run and are ready; the status is as a kubelet writes it", async () => {
  const cluster = createCluster();
  const states = history(cluster, "pods", stateOf);
  cluster.make("pods", pod("web"));
  await cluster.clock.advance(1000);
  expect(states).toEqual(["Pending none ", "Pending ContainerCreating 0", "Running running 0"]);
  const web = cluster.get("pods", "web");
  expect(web?.spec).toMatchObject({ nodeName: "sandbox" });
  expect(web?.status).toMatchObject({
    phase: "Running",
    qosClass: "BestEffort",
    observedGeneration: 1,
    hostIP: "172.18.0.2",
    podIP: "10.244.0.1",
    podIPs: [{ ip: "10.244.0.1" }],
    startTime: "2026-01-01T00:00:00Z",
  });
  const conditions = objectsAt(web, "status.conditions").map(({ type, status }) => [type, status]);
  expect(conditions).toEqual([
    ["PodReadyToStartContainers", "True"],
    ["Initialized", "True"],
    ["Ready", "True"],
    ["ContainersReady", "True"],
    ["PodScheduled", "True"],
  ]);
  expect(main(web)).toMatchObject({
    name: "main",
    ready: true,
    started: true,
    restartCount: 0,
    image: "a:1",
    imageID: expect.stringMatching(/^a@sha256:[0-9a-f]{64}$/),
    containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/),
    state: { running: { startedAt: "2026-01-01T00:00:00Z" } },
    lastState: {},
  });
  expect(cluster.events("web").map(({ reason }) => reason)).toEqual([
    "Scheduled",
    "Pulled",
    "Created",
    "Started",
  ]);
  cluster.stop();
});

test("while it starts, the conditions say which containers are not ready", async () => {
  const cluster = createCluster();
  cluster.make("pods", pod("web"));
  await cluster.clock.advance(50);
  expect(conditionAt(cluster.get("pods", "web"), "Ready")).toMatchObject({
    status: "False",
    reason: "ContainersNotReady",
    message: "containers with unready status: [main]",
  });
  cluster.stop();
});

test("init containers run one after the other, a sidecar stays, then the main container starts", async () => {
  const cluster = createCluster();
  const states = history(cluster, "pods", (object) =>
    [...objectsAt(object, "status.initContainerStatuses"), ...objectsAt(object, "status.containerStatuses")]
      .map(({ name, state }) => `${String(name)}:${Object.keys(state as object).join("")}`)
      .join(" "),
  );
  const spec = {
    initContainers: [
      { name: "one", image: "a" },
      { name: "side", image: "a", restartPolicy: "Always" },
      { name: "two", image: "a" },
    ],
  };
  cluster.make("pods", pod("web", { spec }));
  await cluster.clock.advance(2000);
  expect(states).toEqual([
    "",
    "one:waiting side:waiting two:waiting main:waiting",
    "one:running side:waiting two:waiting main:waiting",
    "one:terminated side:waiting two:waiting main:waiting",
    "one:terminated side:running two:waiting main:waiting",
    "one:terminated side:running two:running main:waiting",
    "one:terminated side:running two:terminated main:waiting",
    "one:terminated side:running two:terminated main:running",
  ]);
  expect(textAt(cluster.get("pods", "web"), "status.phase")).toBe("Running");
  cluster.stop();
});

test("an image that cannot be pulled is asked for again and again, ever later", async () => {
  const cluster = createCluster();
  const states = history(cluster, "pods", stateOf);
  cluster.make("pods", pod("web", { annotations: { [`${prefix}image-pull-error`]: "manifest unknown" } }));
  await cluster.clock.advance(25_000);
  expect(states).toEqual([
    "Pending none ",
    "Pending ContainerCreating 0",
    "Pending ErrImagePull 0",
    "Pending ImagePullBackOff 0",
    "Pending ErrImagePull 0",
    "Pending ImagePullBackOff 0",
  ]);
  expect(main(cluster.get("pods", "web"))?.state).toEqual({
    waiting: {
      reason: "ImagePullBackOff",
      message:
        'Back-off pulling image "a:1": ErrImagePull: failed to pull and unpack image "a:1": manifest unknown',
    },
  });
  expect(cluster.events("web")).toContainEqual({
    reason: "Failed",
    message: "Error: ErrImagePull",
    type: "Warning",
    count: 2,
  });
  cluster.stop();
});

test("a crash loop counts restarts and backs off; after the number given it stays up", async () => {
  const cluster = createCluster();
  const states = history(cluster, "pods", stateOf);
  const annotations = { [`${prefix}crash-loop`]: "2", [`${prefix}exit-code`]: "3" };
  cluster.make("pods", pod("web", { annotations }));
  await cluster.clock.advance(60_000);
  expect(states).toEqual([
    "Pending none ",
    "Pending ContainerCreating 0",
    "Running running 0",
    "Running Error 0",
    "Running running 1",
    "Running Error 1",
    "Running CrashLoopBackOff 1",
    "Running running 2",
  ]);
  expect(main(cluster.get("pods", "web"))?.lastState).toMatchObject({
    terminated: { exitCode: 3, reason: "Error" },
  });
  expect(cluster.clock.waiting).toBe(0);
  cluster.stop();
});

test("the back-off of a crash loop doubles", async () => {
  const cluster = createCluster();
  const messages = history(cluster, "pods", (object) => textAt(main(object)?.state, "waiting.message"));
  cluster.make("pods", pod("web", { annotations: { [`${prefix}crash-loop`]: "true" } }));
  await cluster.clock.advance(200_000);
  const { uid = "" } = cluster.get("pods", "web")?.metadata ?? {};
  const told = messages.filter(Boolean);
  const waits = told.map((message) => /back-off (\S+)/.exec(message)?.[1]);
  expect(waits).toEqual(["10s", "20s", "40s", "1m20s", "2m40s"]);
  expect(told[0]).toBe(`back-off 10s restarting failed container=main pod=web_default(${uid})`);
  cluster.stop();
});

test("slow readiness: it runs, and is ready later", async () => {
  const cluster = createCluster();
  cluster.make("pods", pod("web", { annotations: { [`${prefix}ready-delay`]: "5s" } }));
  await cluster.clock.advance(4000);
  expect(cluster.get("pods", "web")?.status).toMatchObject({ phase: "Running" });
  expect(conditionAt(cluster.get("pods", "web"), "Ready")?.status).toBe("False");
  await cluster.clock.advance(2000);
  expect(conditionAt(cluster.get("pods", "web"), "Ready")?.status).toBe("True");
  cluster.stop();
});

test.each([
  ["0", "Succeeded", "PodCompleted", "Completed"],
  ["7", "Failed", "PodFailed", "Error"],
])("a Pod that runs once ends with its exit code and message: %s", async (code, phase, reason, ended) => {
  const cluster = createCluster();
  const annotations = { [`${prefix}exit-code`]: code, [`${prefix}termination-message`]: "that was it" };
  cluster.make("pods", pod("once", { annotations, spec: { restartPolicy: "Never" } }));
  await cluster.clock.advance(1000);
  const once = cluster.get("pods", "once");
  expect(once?.status).toMatchObject({ phase });
  expect(conditionAt(once, "Ready")).toMatchObject({ status: "False", reason });
  expect(main(once)?.state).toMatchObject({
    terminated: { exitCode: Number(code), reason: ended, message: "that was it" },
  });
  cluster.stop();
});

test("a plan of the test stands for an annotation", async () => {
  const cluster = createCluster({
    plan: ({ metadata }) => (metadata.labels?.app === "db" ? { crashes: true } : undefined),
  });
  cluster.make("pods", pod("db", { labels: { app: "db" } }));
  cluster.make("pods", pod("web"));
  await cluster.clock.advance(2000);
  expect(main(cluster.get("pods", "db"))).toMatchObject({
    state: { waiting: { reason: "CrashLoopBackOff" } },
  });
  expect(main(cluster.get("pods", "web"))).toMatchObject({ ready: true });
  cluster.stop();
});

test("an annotation that makes no sense is told, not guessed at", async () => {
  const cluster = createCluster();
  cluster.make(
    "pods",
    pod("web", { annotations: { [`${prefix}exit-code`]: "many", [`${prefix}exitcode`]: "1" } }),
  );
  await cluster.clock.advance(1000);
  const told = cluster.events("web").filter(({ reason }) => reason === "InvalidAnnotation");
  expect(told.map(({ message }) => message)).toEqual([
    `the annotation ${prefix}exit-code has the value "many", which it cannot have`,
    expect.stringContaining(`the annotation ${prefix}exitcode is not one of unschedulable, start-delay`),
  ]);
  cluster.stop();
});

test("a deleted Pod stops its containers, says so, then goes; a forced one goes at once", async () => {
  const cluster = createCluster();
  cluster.make("pods", pod("web"));
  cluster.make("pods", pod("other"));
  await cluster.clock.advance(1000);
  const states = history(cluster, "pods", stateOf);
  cluster.remove("pods", "web");
  await cluster.clock.advance(20);
  expect(cluster.get("pods", "web")?.metadata.deletionTimestamp).toBeDefined();
  await cluster.clock.advance(100);
  expect(cluster.get("pods", "web")).toBeUndefined();
  expect(states).toEqual(["Running running 0", "Succeeded Completed 0"]);
  expect(cluster.events("web").at(-1)).toMatchObject({
    reason: "Killing",
    message: "Stopping container main",
  });
  cluster.remove("pods", "other", { gracePeriodSeconds: 0 });
  expect(cluster.get("pods", "other")).toBeUndefined();
  cluster.stop();
});

test("a Pod is not active longer than its deadline", async () => {
  const cluster = createCluster();
  cluster.make("pods", pod("web", { spec: { activeDeadlineSeconds: 10 } }));
  await cluster.clock.advance(9000);
  expect(cluster.get("pods", "web")?.status).toMatchObject({ phase: "Running" });
  await cluster.clock.advance(2000);
  expect(cluster.get("pods", "web")?.status).toMatchObject({ phase: "Failed", reason: "DeadlineExceeded" });
  cluster.stop();
});

test("readiness gates keep a Pod from being ready until their condition is true", async () => {
  const cluster = createCluster();
  cluster.make("pods", pod("web", { spec: { readinessGates: [{ conditionType: "example.com/lb" }] } }));
  await cluster.clock.advance(1000);
  expect(conditionAt(cluster.get("pods", "web"), "Ready")).toMatchObject({
    status: "False",
    reason: "ReadinessGatesNotReady",
    message: 'corresponding condition of pod readiness gate "example.com/lb" does not exist.',
  });
  const pods = cluster.registry.resource("", "v1", "pods");
  cluster.registry.edit(
    pods,
    { namespace: "default", name: "web", subresource: "status", manager: "test" },
    (object) => {
      const conditions = [
        ...objectsAt(object, "status.conditions"),
        { type: "example.com/lb", status: "True" },
      ];
      object.status = { ...(object.status as object), conditions };
    },
  );
  await cluster.clock.advance(1000);
  expect(conditionAt(cluster.get("pods", "web"), "Ready")).toMatchObject({ status: "True" });
  cluster.stop();
});

test("addresses are not shared, and free again when a Pod has gone", async () => {
  const cluster = createCluster();
  for (const name of ["a", "b"]) cluster.make("pods", pod(name));
  await cluster.clock.advance(1000);
  const address = (name: string) => textAt(cluster.get("pods", name), "status.podIP");
  expect(new Set([address("a"), address("b")]).size).toBe(2);
  cluster.make("pods", pod("host", { spec: { hostNetwork: true } }));
  await cluster.clock.advance(1000);
  expect(address("host")).toBe("172.18.0.2");
  cluster.stop();
});
