import { join } from "node:path";
import { expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import type { ClusterObject, Kubectl } from "../../src/cluster/kubectl.ts";
import { quickClock } from "../helpers/quick-clock.ts";
import { clusterProject } from "./cluster-project.ts";
import { recordingKind } from "./recording-kind.ts";

const namespace = "cache-operator-system";
const deployment = "cache-operator-controller-manager";

interface Look {
  readonly deployment?: object;
  readonly pods?: readonly object[];
  readonly events?: readonly object[];
  readonly logs?: readonly string[];
}

/** Deploys onto a cluster that looks so at each second; the last look stays. */
async function deployOnto(looks: readonly Look[], ...argv: string[]) {
  let at = -1;
  const look = () => looks[Math.min(at, looks.length - 1)] ?? {};
  const asked: string[] = [];
  const overrides: Partial<Kubectl> = {
    async list(resource, { fields }) {
      if (resource.startsWith("deployments")) {
        at++;
        const { deployment: status } = look();
        return [{ kind: "Deployment", metadata: { name: deployment }, spec: {}, status }] as never;
      }
      if (resource === "events") {
        asked.push(`events ${fields}`);
        return (look().events ?? []) as ClusterObject[];
      }
      return (look().pods ?? []) as ClusterObject[];
    },
    async logs(pod, { container, previous }) {
      asked.push(`logs ${pod}/${container}${previous ? " of the one before" : ""}`);
      return [...(look().logs ?? [])];
    },
  };
  const { cli } = await clusterProject(overrides, { clock: quickClock() });
  const { code, stderr } = await cli("deploy", "--image", "cache:v1", ...argv);
  return { code, error: stderr.slice(stderr.indexOf("error:")), stderr, looks: at + 1, asked };
}

const available = { deployment: { updatedReplicas: 1, replicas: 1, availableReplicas: 1 } };
const coming = { updatedReplicas: 1, replicas: 1 };

function pod(status: object, metadata: object = {}) {
  return { kind: "Pod", metadata: { name: "manager-1", namespace, ...metadata }, status };
}

const waiting = (reason: string, message: string) =>
  pod({ containerStatuses: [{ name: "manager", ready: false, state: { waiting: { reason, message } } }] });

test("the deployment is ready when all its pods are new and available, and not before", async () => {
  const { code, looks } = await deployOnto([
    { deployment: {} },
    { deployment: coming },
    { deployment: { updatedReplicas: 1, replicas: 2, availableReplicas: 2 } },
    available,
  ]);
  expect({ code, looks }).toEqual({ code: 0, looks: 4 });
});

test("what only takes its time is waited for as long as --timeout says", async () => {
  const placing = pod({
    conditions: [
      {
        type: "PodScheduled",
        status: "False",
        reason: "Unschedulable",
        message: "0/1 nodes are available: 1 Insufficient cpu.",
      },
    ],
  });
  const { code, error, looks } = await deployOnto(
    [{ deployment: coming, pods: [placing] }],
    "--timeout",
    "40",
  );
  expect({ code, looks }).toEqual({ code: 1, looks: 40 });
  expect(error).toMatchInlineSnapshot(`
    "error: deployment "cache-operator-controller-manager" is not ready after 40 s [DEPLOYMENT_NOT_READY]:
      pod manager-1: not scheduled: Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.
      hint: See \`kubectl --namespace cache-operator-system describe pods\` and \`kubectl --namespace cache-operator-system logs deployment/cache-operator-controller-manager\`.
    "
  `);
});

test("an image that cannot be pulled is told of at once, and given up when it stays so", async () => {
  const pods = [waiting("ImagePullBackOff", 'Back-off pulling image "cache:v1"')];
  const { code, error, looks, stderr } = await deployOnto([{ deployment: coming, pods }]);
  expect({ code, looks }).toEqual({ code: 1, looks: 25 });
  expect(error).toContain(
    'is not ready after 25 s [DEPLOYMENT_NOT_READY]:\n  pod manager-1: container manager waits: ImagePullBackOff: Back-off pulling image "cache:v1"\n',
  );
  expect(stderr.indexOf("container manager waits")).toBeLessThan(stderr.indexOf("error:"));
});

test("an image that came after all is no failure", async () => {
  const pods = [waiting("ErrImagePull", "registry is busy")];
  const { code, looks } = await deployOnto([
    ...Array.from({ length: 20 }, () => ({ deployment: coming, pods })),
    available,
  ]);
  expect({ code, looks }).toEqual({ code: 0, looks: 21 });
});

test("a name that is no image's is not waited for", async () => {
  const pods = [waiting("InvalidImageName", "couldn't parse image name")];
  const { looks } = await deployOnto([{ deployment: coming, pods }]);
  expect(looks).toBe(1);
});

test("a crash shows the last lines of the container that ended, also while the next one runs", async () => {
  const ended = { terminated: { exitCode: 1, reason: "Error" } };
  const crashed = pod({
    containerStatuses: [
      {
        name: "manager",
        ready: false,
        state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 10s" } },
        lastState: ended,
      },
    ],
  });
  const again = pod({
    containerStatuses: [{ name: "manager", ready: false, state: { running: {} }, lastState: ended }],
  });
  const logs = ["starting", "Error: cannot find module"];
  const { error, asked, looks } = await deployOnto([
    { deployment: coming, pods: [again] },
    { deployment: coming, pods: [crashed], logs },
  ]);
  expect(looks).toBe(25);
  expect(asked).toEqual(["logs manager-1/manager of the one before"]);
  expect(error).toMatchInlineSnapshot(`
    "error: deployment "cache-operator-controller-manager" is not ready after 25 s [DEPLOYMENT_NOT_READY]:
      pod manager-1: container manager waits: CrashLoopBackOff: back-off 10s; before, it ended with exit code 1
        its last lines:
          starting
          Error: cannot find module
      hint: See \`kubectl --namespace cache-operator-system describe pods\` and \`kubectl --namespace cache-operator-system logs deployment/cache-operator-controller-manager\`.
    "
  `);
});

test("pods that admission refuses are told of in its words", async () => {
  const message = 'pods "manager-1" is forbidden: violates PodSecurity "restricted:latest"';
  const conditions = [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }];
  const { error, looks } = await deployOnto([{ deployment: { conditions } }]);
  expect(looks).toBe(25);
  expect(error).toContain(`  no pod can be made: ${message}\n`);
});

test("a container that runs but is not ready shows its newest warning and its log", async () => {
  const running = pod({ containerStatuses: [{ name: "manager", ready: false, state: { running: {} } }] });
  const events = [
    { reason: "Unhealthy", message: "Liveness probe failed", lastTimestamp: "2026-01-01T00:00:01Z" },
    { reason: "Unhealthy", message: "Readiness probe failed", lastTimestamp: "2026-01-01T00:00:02Z" },
  ];
  const { error, asked } = await deployOnto(
    [{ deployment: coming, pods: [running], events, logs: ["waiting for the cache"] }],
    "--timeout=5",
  );
  expect(asked).toEqual([
    "events involvedObject.kind=Pod,involvedObject.name=manager-1,type=Warning",
    "logs manager-1/manager",
  ]);
  expect(error).toMatchInlineSnapshot(`
    "error: deployment "cache-operator-controller-manager" is not ready after 5 s [DEPLOYMENT_NOT_READY]:
      pod manager-1: container manager runs but is not ready
        Unhealthy: Readiness probe failed
        its last lines:
          waiting for the cache
      hint: See \`kubectl --namespace cache-operator-system describe pods\` and \`kubectl --namespace cache-operator-system logs deployment/cache-operator-controller-manager\`.
    "
  `);
});

test("pods of older templates, and those that are ending, are not the trouble", async () => {
  const set = (name: string, revision: string) => ({
    kind: "ReplicaSet",
    metadata: { name, annotations: { "deployment.kubernetes.io/revision": revision } },
  });
  const broken = {
    containerStatuses: [{ name: "manager", state: { waiting: { reason: "InvalidImageName" } } }],
  };
  const pods = [
    set("old", "9"),
    set("new", "10"),
    pod(broken, { ownerReferences: [{ name: "old" }] }),
    pod(broken, { ownerReferences: [{ name: "new" }], deletionTimestamp: "2026-01-01T00:00:00Z" }),
  ];
  const { error } = await deployOnto([{ deployment: coming, pods }], "--timeout=3");
  expect(error).toContain("is not ready after 3 s [DEPLOYMENT_NOT_READY]:\n  0 of 1 pods are available\n");
});

test("onto a kind cluster the image is loaded, from the container engine or from an archive", async () => {
  const kind = recordingKind();
  kind.names.push("test");
  const { cli, root } = await clusterProject({}, { drivers: { kind: async () => kind } });
  expect((await cli("deploy", "--image", "cache:v1")).stdout).toContain(
    "loaded cache:v1 into kind cluster test\n",
  );
  await cli("deploy", "--image", "cache:v1", "--archive", "cache.tar");
  expect(kind.calls).toEqual(["load cache:v1 into test", `load file ${join(root, "cache.tar")} into test`]);
  await cli("deploy", "--image", "cache:v1", "--dry-run");
  expect(kind.calls).toHaveLength(2);
});

test("an image that the container engine does not have is left to the cluster to pull", async () => {
  const missing = new UserError("COMMAND_FAILED", `ERROR: image: "cache:v1" not present locally`);
  const kind = recordingKind({ loadImage: () => Promise.reject(missing) });
  kind.names.push("test");
  const { cli } = await clusterProject({}, { drivers: { kind: async () => kind } });
  const { code, stderr } = await cli("deploy", "--image", "cache:v1");
  expect(code).toBe(0);
  expect(stderr).toContain("no container engine of this machine has cache:v1: the cluster has to pull it\n");
});

test("without kind, or on another machine's cluster, nothing is loaded; an archive is refused there", async () => {
  const absent = new UserError("COMMAND_NOT_FOUND", 'cannot run "kind"');
  const kind = recordingKind({ clusters: () => Promise.reject(absent) });
  const { cli } = await clusterProject({}, { drivers: { kind: async () => kind } });
  expect((await cli("deploy", "--image", "cache:v1")).stderr).toContain("kind is not installed");
  const other = recordingKind();
  const elsewhere = await clusterProject({}, { drivers: { kind: async () => other } });
  expect((await elsewhere.cli("deploy", "--image", "cache:v1")).code).toBe(0);
  expect(other.calls).toEqual([]);
  const { code, stderr } = await elsewhere.cli("deploy", "--image", "cache:v1", "--archive", "cache.tar");
  expect(code).toBe(1);
  expect(stderr).toContain("[ARCHIVE_WITHOUT_KIND]");
  expect(elsewhere.kubectl.calls.filter((call) => call.startsWith("apply"))).toHaveLength(3);
});
