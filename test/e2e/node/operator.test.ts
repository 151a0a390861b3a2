import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { inside } from "./inside.ts";
import { createProject, images, type Project, writeImages } from "./project.ts";

const execute = promisify(execFile);
const shared = inject("node");
const system = "memcached-operator-system";
const manager = "memcached-operator-controller-manager";

// one operator's life, each test from where the one before has left it
describe.skipIf(!shared)("an operator on a real node", () => {
  const { kubectl: program, kubeconfig, init } = shared ?? { kubectl: "", kubeconfig: "", init: 0 };
  const node = inside(init);
  let project: Project;

  beforeAll(async () => {
    project = await createProject({ KUBECONFIG: kubeconfig, KUBECTL: program });
    // a kubelet asks less often than these tests can wait
    project.edit(
      "config/manager/manager.yaml",
      "initialDelaySeconds: 5\n            periodSeconds: 10",
      "periodSeconds: 1",
    );
    const folder = mkdtempSync(join(tmpdir(), "kubewright-images-"));
    for (const archive of await writeImages(folder, project)) await node.loadImage(archive);
    rmSync(folder, { recursive: true });
  });
  afterAll(() => project.remove());

  const kubectl = async (...args: string[]) =>
    (await execute(program, ["--kubeconfig", kubeconfig, ...args])).stdout;
  const apply = (object: object) =>
    new Promise<void>((resolve, reject) => {
      const child = execFile(program, ["--kubeconfig", kubeconfig, "apply", "--filename=-"], (error) =>
        error ? reject(error) : resolve(),
      );
      child.stdin?.end(JSON.stringify(object));
    });
  const wait = (...args: string[]) => kubectl("wait", "--timeout=60s", ...args);
  const deploy = (image: string, ...args: string[]) =>
    project.kubewright("deploy", "--image", image, ...args);
  const deployEdited = async (from: string | RegExp, to: string) => {
    const undo = project.edit("config/manager/manager.yaml", from, to);
    const ended = await deploy(images.operator, "--timeout=5");
    undo();
    return ended;
  };
  const operatorPods = async () => {
    const pods = await kubectl(
      ...["get", "pods", "--namespace", system, "--output", "json", "--selector"],
      "control-plane=controller-manager",
    );
    return (JSON.parse(pods) as { items: OperatorPod[] }).items;
  };
  const leader = async () => {
    const lease = ["get", "leases", "--namespace", system, "--output"];
    return (await kubectl(...lease, "jsonpath={.items[*].spec.holderIdentity}")).split("_")[0] ?? "";
  };

  test("deploy brings it up under restricted Pod security", async () => {
    const { code, stdout, stderr } = await deploy(images.operator);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`deployment ${manager} is ready\n`);
    const label = "jsonpath={.metadata.labels.pod-security\\.kubernetes\\.io/enforce}";
    expect(await kubectl("get", "namespace", system, "--output", label)).toBe("restricted");
    expect(await operatorPods()).toMatchObject([{ status: { phase: "Running" } }]);
  });

  test("a custom resource becomes Ready through real Pods, and its Service answers", async () => {
    await apply(restricted);
    await apply(memcached(2));
    await wait("--for=condition=Ready", "memcached/sample", "--namespace=team");
    const ready = "jsonpath={.status.readyReplicas}";
    expect(await kubectl("get", "memcached/sample", "--namespace=team", "--output", ready)).toBe("2");
    await apply(service);
    const address = await kubectl(
      "get",
      "service/sample",
      "--namespace=team",
      "--output=jsonpath={.spec.clusterIP}",
    );
    await expect.poll(() => answer(address), { timeout: 10_000 }).toMatch(/^served by sample-/);
  });

  test("its log says what it did", async () => {
    const logs = await kubectl("logs", `deployment/${manager}`, "--namespace", system);
    expect(logs).toMatch(/"msg":"reconciled".*"name":"sample"|"name":"sample".*"msg":"reconciled"/);
  });

  test("a killed operator is started again and goes on", async () => {
    const [before] = await operatorPods();
    const container = before?.status.containerStatuses?.[0]?.containerID.replace("containerd://", "") ?? "";
    await node.ctr("tasks", "kill", "--signal", "SIGKILL", container);
    await expect
      .poll(async () => (await operatorPods())[0]?.status.containerStatuses?.[0], { timeout: 30_000 })
      .toMatchObject({ restartCount: 1, state: { running: {} } });
    await apply(memcached(3));
    await wait("--for=jsonpath={.status.readyReplicas}=3", "memcached/sample", "--namespace=team");
  });

  test("of two replicas the second takes over when the leader's Pod goes", async () => {
    project.edit("config/manager/manager.yaml", "replicas: 1", "replicas: 2");
    expect((await deploy(images.operator)).code).toBe(0);
    const first = await leader();
    const names = (await operatorPods()).map(({ metadata }) => metadata.name);
    expect(names).toContain(first);
    await kubectl("delete", `pod/${first}`, "--namespace", system);
    await expect.poll(leader, { timeout: 30_000 }).not.toBe(first);
    await apply(memcached(1));
    await wait("--for=jsonpath={.status.readyReplicas}=1", "memcached/sample", "--namespace=team");
  });

  test("while it is run on the context, the deployed copy stands still, and goes on afterwards", async () => {
    const running = project.start("run", "--no-watch", "--cluster", "context");
    await running.line(/this run holds/);
    expect((await operatorPods()).map(({ metadata }) => metadata.name)).not.toContain(await leader());
    await apply(memcached(2));
    await running.line(/reconciled/);
    await wait("--for=jsonpath={.status.readyReplicas}=2", "memcached/sample", "--namespace=team");
    await running.interrupt();
    await expect.poll(leader, { timeout: 60_000 }).toMatch(new RegExp(`^${manager}-`));
    await apply(memcached(1));
    await wait("--for=jsonpath={.status.readyReplicas}=1", "memcached/sample", "--namespace=team");
  });

  test("a deploy that cannot come up says why, in the cluster's own words; the running one stays", async () => {
    const missing = await deploy("localhost/memcached-operator:missing", "--timeout=8");
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/container manager waits: (ErrImagePull|ImagePullBackOff): .*missing/);
    const crashing = await deploy(images.broken, "--timeout=8");
    expect(crashing.stderr).toMatch(/its last lines:\n[^]*Error: no such database/);
    const placed = await deployEdited(/cpu: (10m|500m)/g, "cpu: 400");
    expect(placed.stderr).toMatch(
      /not scheduled: Unschedulable: 0\/1 nodes are available: 1 Insufficient cpu/,
    );
    const refused = await deployEdited("allowPrivilegeEscalation: false", "privileged: true");
    expect(refused.stderr).toMatch(
      /no pod can be made: .*violates PodSecurity "restricted:latest": privileged/,
    );
    const { length } = (await operatorPods()).filter(isReady);
    expect(length).toBeGreaterThan(0);
    expect((await deploy(images.operator)).code).toBe(0);
  });

  test("undeploy takes it away and leaves the application as it is: same Pods, still serving", async () => {
    const application = ["get", "memcached,deployment,replicaset,pod", "--namespace=team"];
    const before = await kubectl(...application, "--output", untouched);
    expect(before).toContain("Pod sample-");
    const { code, stderr } = await project.kubewright("undeploy");
    expect(code, stderr).toBe(0);
    expect(await kubectl("get", "namespace", system, "--ignore-not-found")).toBe("");
    expect(await kubectl(...application, "--output", untouched)).toBe(before);
    const address = await kubectl(
      "get",
      "service/sample",
      "--namespace=team",
      "--output=jsonpath={.spec.clusterIP}",
    );
    expect(await answer(address)).toMatch(/^served by sample-/);
  });

  test("install.yaml, applied by kubectl alone, brings the operator back to its objects", async () => {
    await project.succeed("build-installer", "--image", images.operator);
    await kubectl("apply", "--filename", join(project.root, "dist/install.yaml"));
    await wait("--for=condition=Available", `deployment/${manager}`, "--namespace", system);
    await apply(memcached(2));
    await wait("--for=jsonpath={.status.readyReplicas}=2", "memcached/sample", "--namespace=team");
  });

  test("undeploy --crds takes kinds and objects away, too, once somebody has said so", async () => {
    const refused = await project.kubewright("undeploy", "--crds");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("1 custom resource, and what the operator made for it");
    expect(refused.stderr).toContain("memcacheds.cache.example.com: team/sample");
    await project.succeed("undeploy", "--crds", "--yes");
    expect(await kubectl("get", "crd", "memcacheds.cache.example.com", "--ignore-not-found")).toBe("");
    await wait("--for=delete", "deployment/sample", "--namespace=team");
    await kubectl("delete", "namespace", "team");
  });

  /** What a Service says, asked from the node. */
  async function answer(address: string): Promise<string> {
    const ask = `fetch("http://${address}:80").then((answer) => answer.text()).then(console.log, (error) => console.log(String(error)));`;
    return node.run(process.execPath, "-e", ask);
  }
});

interface OperatorPod {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly phase: string;
    readonly containerStatuses?: readonly {
      readonly containerID: string;
      readonly restartCount: number;
      readonly ready: boolean;
    }[];
  };
}

function isReady({ status }: OperatorPod): boolean {
  return status.containerStatuses?.some(({ ready }) => ready) ?? false;
}

/** Who is there and of which version: nothing that is the same was written. */
const untouched =
  'jsonpath={range .items[*]}{.kind} {.metadata.name} {.metadata.uid} {.metadata.resourceVersion}{"\\n"}{end}';

const restricted = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "team", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
};

function memcached(size: number): object {
  return {
    apiVersion: "cache.example.com/v1alpha1",
    kind: "Memcached",
    metadata: { name: "sample", namespace: "team" },
    spec: { image: images.application, size },
  };
}

const service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "sample", namespace: "team" },
  spec: { selector: { "app.kubernetes.io/instance": "sample" }, ports: [{ port: 80, targetPort: 8080 }] },
};
