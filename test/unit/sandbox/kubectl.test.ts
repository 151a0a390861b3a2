import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.ts";
import { memcached, memcachedDefinition } from "./memcached.ts";

const available = (() => {
  try {
    execFileSync("kubectl", ["version", "--client"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!available)("the real kubectl (skipped without one on the PATH)", () => {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-kubectl-"));
  const environment = { ...process.env, KUBECONFIG: join(folder, "kubeconfig"), HOME: folder };
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
    writeFileSync(environment.KUBECONFIG, sandbox.kubeconfig(), { mode: 0o600 });
    writeFileSync(join(folder, "crd.json"), JSON.stringify(memcachedDefinition));
    writeFileSync(join(folder, "one.json"), JSON.stringify(memcached("one", { image: "abc" })));
    writeFileSync(join(folder, "web.yaml"), web);
  });
  afterAll(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  });

  const kubectl = (args: string, env: Record<string, string> = {}): Promise<string> =>
    new Promise((resolve) => {
      execFile(
        "kubectl",
        args.split(" "),
        { cwd: folder, env: { ...environment, ...env } },
        (_, stdout, stderr) => resolve(stdout + stderr),
      );
    });

  test("api-resources lists built-in and custom resources", async () => {
    expect(await kubectl("apply -f crd.json")).toContain(
      "customresourcedefinition.apiextensions.k8s.io/memcacheds.cache.example.com created",
    );
    expect(await kubectl("wait --for=condition=Established crd/memcacheds.cache.example.com")).toContain(
      "condition met",
    );
    const listed = await kubectl("api-resources");
    expect(listed).toMatch(/^deployments\s+deploy\s+apps\/v1\s+true\s+Deployment$/m);
    expect(listed).toMatch(/^memcacheds\s+mc\s+cache.example.com\/v1alpha1\s+true\s+Memcached$/m);
  });

  test("apply, twice, client-side and server-side", async () => {
    expect(await kubectl("apply -f one.json")).toContain("memcached.cache.example.com/one created");
    expect(await kubectl("apply -f one.json")).toContain("memcached.cache.example.com/one unchanged");
    writeFileSync(
      join(folder, "one.json"),
      JSON.stringify(memcached("one", { image: "abc", ports: [{ name: "a" }] })),
    );
    expect(await kubectl("apply -f one.json")).toContain("memcached.cache.example.com/one configured");
    expect(await kubectl("apply --server-side --force-conflicts -f one.json")).toContain(
      "memcached.cache.example.com/one serverside-applied",
    );
  });

  test("get prints the definition's columns", async () => {
    expect(await kubectl("get mc")).toMatch(/^NAME +SIZE +READY +AGE *\none +3 +\d+s/);
    expect(await kubectl("get mc one -o jsonpath={.spec.ports[0].port}")).toBe("80");
  });

  test("patch, label, annotate, edit, describe", async () => {
    expect(await kubectl('patch mc one --type merge -p {"spec":{"size":99}}')).toContain(
      "spec.size in body should be less than or equal to 10",
    );
    expect(
      await kubectl(
        'patch mc one --type merge --subresource status -p {"status":{"conditions":[{"type":"Ready","status":"True"}]}}',
      ),
    ).toContain("patched");
    expect(await kubectl("wait --for=condition=Ready mc/one --timeout=5s")).toContain("condition met");
    expect(await kubectl("label mc one a=b")).toContain("labeled");
    expect(await kubectl("annotate mc one c=d")).toContain("annotated");
    expect(await kubectl("edit mc one", { KUBE_EDITOR: "sed -i s/image:.abc/image:\\ abcd/" })).toContain(
      "edited",
    );
    expect(await kubectl("describe mc one")).toMatch(/Image: +abcd\n/);
  });

  test("explain knows custom and built-in fields", async () => {
    expect(await kubectl("explain mc.spec.ports")).toMatch(/name\s<string> -required-/);
    expect(await kubectl("explain deployment.spec.strategy")).toContain(
      "rollingUpdate\t<RollingUpdateDeployment>",
    );
  });

  test("a strict mistake is refused with its place", async () => {
    writeFileSync(join(folder, "typo.json"), JSON.stringify(memcached("typo", { image: "a", sizes: 3 })));
    expect(await kubectl("apply -f typo.json")).toContain('unknown field "spec.sizes"');
  });

  test("a Deployment is applied, rolled out, scaled and deleted", async () => {
    expect(await kubectl("apply -f web.yaml")).toContain("deployment.apps/web created");
    expect(await kubectl("rollout status deployment web --timeout=10s")).toContain("successfully rolled out");
    expect(await kubectl("get deployment web")).toMatch(/web +2\/2 +2 +2/);
    expect(await kubectl("get pods")).toMatch(/(web-\w+-\w+ +1\/1 +Running +0 +\d+s\n){2}/);
    expect(await kubectl("scale deployment web --replicas 1")).toContain("scaled");
    expect(await kubectl("set image deployment/web main=a:2")).toContain("image updated");
    expect(await kubectl("rollout status deployment web --timeout=10s")).toContain("successfully rolled out");
    expect(await kubectl("describe deployment web")).toMatch(/Image: +a:2\n/);
    expect(await kubectl("delete deployment web --cascade=foreground --timeout=10s")).toContain("deleted");
    expect(await kubectl("get deployments,replicasets,pods")).toContain("No resources found");
  });

  test("create with a kind sends protobuf, and so do run and auth", async () => {
    const made = [
      ["namespace made", "namespace/made"],
      ["configmap cm -n made --from-literal=a=b", "configmap/cm"],
      ["secret generic s -n made --from-literal=a=b", "secret/s"],
      ["serviceaccount sa -n made", "serviceaccount/sa"],
      ["deployment web -n made --image=a:1 --replicas=2 --port=80", "deployment.apps/web"],
      ["service clusterip web -n made --tcp=80:8080", "service/web"],
      ["job j -n made --image=a:1 -- sleep 1", "job.batch/j"],
      ["role r -n made --verb=get --resource=pods", "role.rbac.authorization.k8s.io/r"],
      ["rolebinding r -n made --role=r --serviceaccount=made:sa", "rolebinding.rbac.authorization.k8s.io/r"],
      ["ingress i -n made --rule=host/path=web:80", "ingress.networking.k8s.io/i"],
      ["pdb p -n made --selector=app=web --min-available=50%", "poddisruptionbudget.policy/p"],
    ] as const;
    for (const [args, name] of made) expect(await kubectl(`create ${args}`)).toBe(`${name} created\n`);
    expect(await kubectl("run one -n made --image=a:1")).toBe("pod/one created\n");
    expect(await kubectl("get secret s -n made -o jsonpath={.data.a}")).toBe("Yg==");
    expect(await kubectl("get pdb p -n made -o jsonpath={.spec.minAvailable}")).toBe("50%");
    expect(await kubectl("rollout status deployment web -n made --timeout=10s")).toContain("rolled out");
    expect(await kubectl("auth can-i create pods")).toBe("yes\n");
    expect(await kubectl("auth whoami -o jsonpath={.status.userInfo.username}")).toBe("kubernetes-admin");
    expect(await kubectl("delete namespace made --timeout=10s")).toContain("deleted");
  });

  test("get -w follows changes", async () => {
    const child = spawn("kubectl", ["get", "mc", "-w", "--output-watch-events"], { env: environment });
    // kubectl writes a line in pieces
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const seen = (pattern: RegExp) =>
      new Promise<void>((resolve) => {
        const check = () => pattern.test(text) && resolve();
        child.stdout.on("data", check);
        check();
      });
    await seen(/^ADDED +one/m);
    await kubectl("delete mc one");
    await seen(/^DELETED +one/m);
    child.kill();
  });

  test("deleting the definition takes the resource away", async () => {
    expect(await kubectl("delete crd memcacheds.cache.example.com --timeout=10s")).toContain("deleted");
    expect(await kubectl("get memcacheds.cache.example.com")).toMatch(
      /the server (could not find the requested resource|doesn't have a resource type)/,
    );
  });
});

const web = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: main, image: "a:1", ports: [{ containerPort: 80 }] }] }
`;
