import { beforeAll, expect, test } from "vitest";
import { onBothServers } from "./servers.ts";

/* Eviction, binding and logs of Pods. On neither server does a container run. */

onBothServers("a Pod's subresource", (server) => {
  let n: string;
  let pods: string;
  beforeAll(async () => {
    n = await server.namespace();
    pods = `/api/v1/namespaces/${n}/pods`;
  });

  const spec = {
    containers: [{ name: "main", image: "example.com/main" }],
    terminationGracePeriodSeconds: 0,
  };
  const pod = async (name: string, more: { labels?: object; spec?: object; annotations?: object } = {}) => {
    const { labels = {}, annotations = {} } = more;
    const { status, body } = await server.api.post(pods, {
      metadata: { name, labels, annotations },
      spec: { ...spec, nodeName: "somewhere", ...more.spec },
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  };
  /** A Pod that runs, and is ready or not: on the real server nobody but the test says so, in the sandbox its kubelet does. */
  const ready = async (name: string, labels: object, condition = "True") => {
    const late = condition === "True" ? {} : { "sandbox.kubewright.dev/ready-delay": "1h" };
    await pod(name, { labels, annotations: late });
    const conditions = [{ type: "Ready", status: condition }];
    const status = { phase: "Running", conditions };
    if (server.name === "kube-apiserver")
      await server.api.patch(`${pods}/${name}/status`, "merge", { status });
    const read = async () => (await server.api.get(`${pods}/${name}`)).body.status;
    await expect.poll(read, { timeout: 10_000 }).toMatchObject({
      phase: "Running",
      conditions: expect.arrayContaining(
        conditions.map((item) => expect.objectContaining(item) as unknown),
      ) as unknown,
    });
  };
  const budget = async (name: string, spec: object, wanted: object) => {
    const path = `/apis/policy/v1/namespaces/${n}/poddisruptionbudgets`;
    const { status, body } = await server.api.post(path, { metadata: { name }, spec });
    if (status !== 201) throw new Error(JSON.stringify(body));
    await expect
      .poll(async () => (await server.api.get(`${path}/${name}`)).body.status, { timeout: 10_000 })
      .toMatchObject(wanted);
  };
  const evict = async (name: string, more: object = {}, query = "") => {
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name }, ...more };
    const { status, body, headers } = await server.api.post(`${pods}/${name}/eviction${query}`, eviction);
    return { status, body, retry: headers["retry-after"] };
  };
  const isThere = async (name: string) => {
    const { status, body } = await server.api.get(`${pods}/${name}`);
    return status === 200 && body.metadata.deletionTimestamp === undefined;
  };

  test("eviction deletes a Pod without a budget", async () => {
    await ready("free", { app: "free" });
    expect(await evict("free")).toMatchObject({
      status: 201,
      body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 },
    });
    expect(await isThere("free")).toBe(false);
  });

  test("eviction takes the old version, and no version at all", async () => {
    for (const apiVersion of ["policy/v1beta1", ""]) {
      const name = `old-${apiVersion.length}`;
      await ready(name, { app: "old" });
      expect((await evict(name, { apiVersion })).status).toBe(201);
      expect(await isThere(name)).toBe(false);
    }
  });

  test("eviction of a dry run leaves everything as it is", async () => {
    await ready("dry", { app: "dry" });
    expect((await evict("dry", {}, "?dryRun=All")).status).toBe(201);
    expect((await evict("dry", { deleteOptions: { dryRun: ["All"] } })).status).toBe(201);
    expect(await isThere("dry")).toBe(true);
  });

  test("eviction of what is not there, of another name, with wrong preconditions", async () => {
    expect((await evict("missing")).body).toMatchObject({ code: 404, message: 'pods "missing" not found' });
    await ready("named", { app: "named" });
    const other = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "other" } };
    expect((await server.api.post(`${pods}/named/eviction`, other)).body).toMatchObject({
      code: 400,
      message: "name in URL does not match name in Eviction object",
    });
    const { body } = await evict("named", { deleteOptions: { preconditions: { uid: "x" } } });
    expect(body).toMatchObject({ code: 409, reason: "Conflict" });
    expect(body.message).toContain("the UID in the precondition (x) does not match the UID in record");
    expect(await isThere("named")).toBe(true);
  });

  test("eviction asks the budget: one may go, the next may not", async () => {
    if (!server.controllers) return;
    const labels = { app: "guarded" };
    await ready("guarded-a", labels);
    await ready("guarded-b", labels);
    const wanted = { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 };
    await budget("guarded", { minAvailable: 1, selector: { matchLabels: labels } }, wanted);
    expect((await evict("guarded-a")).status).toBe(201);
    const { status, body } = await evict("guarded-b");
    expect(status).toBe(429);
    expect(body).toMatchObject({
      reason: "TooManyRequests",
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: { causes: [{ reason: "DisruptionBudget" }] },
    });
    expect(await isThere("guarded-b")).toBe(true);
  });

  test("eviction is told what the budget needs", async () => {
    if (!server.controllers) return;
    const labels = { app: "strict" };
    await ready("strict", labels);
    const selector = { matchLabels: labels };
    await budget(
      "strict",
      { minAvailable: 1, selector },
      { disruptionsAllowed: 0, currentHealthy: 1, observedGeneration: 1 },
    );
    expect((await evict("strict")).body).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      reason: "TooManyRequests",
      details: {
        causes: [
          {
            reason: "DisruptionBudget",
            message: "The disruption budget strict needs 1 healthy pods and has 1 currently",
          },
        ],
      },
      code: 429,
    });
  });

  test("eviction of a Pod with two budgets is more than the server can do", async () => {
    if (!server.controllers) return;
    const labels = { app: "double" };
    await ready("double", labels);
    const selector = { matchLabels: labels };
    for (const name of ["double-a", "double-b"])
      await budget(name, { minAvailable: 0, selector }, { observedGeneration: 1 });
    const { status, body } = await evict("double");
    expect({ status, body }).toMatchObject({
      status: 500,
      body: {
        status: "Failure",
        code: 500,
        message:
          "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
      },
    });
  });

  test("eviction of a Pod that is not ready needs enough others", async () => {
    if (!server.controllers) return;
    const labels = { app: "sick" };
    const selector = { matchLabels: labels };
    await ready("sick-a", labels);
    await ready("sick-b", labels, "False");
    await budget(
      "sick",
      { minAvailable: 1, selector },
      { currentHealthy: 1, desiredHealthy: 1, disruptionsAllowed: 0 },
    );
    expect((await evict("sick-b")).status).toBe(201);
    expect((await evict("sick-a")).status).toBe(429);
  });

  test("eviction of a sick Pod may be allowed always", async () => {
    if (!server.controllers) return;
    const labels = { app: "always" };
    await ready("always", labels, "False");
    const spec = {
      minAvailable: 1,
      selector: { matchLabels: labels },
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    };
    await budget("always", spec, { currentHealthy: 0, observedGeneration: 1 });
    expect((await evict("always")).status).toBe(201);
  });

  const binding = (name: string, more: object = {}) => ({
    apiVersion: "v1",
    kind: "Binding",
    metadata: { name, annotations: { bound: "yes" } },
    target: { kind: "Node", name: "chosen" },
    ...more,
  });
  /** A Pod that no scheduler of either server takes. */
  const unbound = (name: string) => pod(name, { spec: { nodeName: "", schedulerName: "mine" } });

  test("binding puts a Pod on a node, once", async () => {
    await unbound("bound");
    const { status, body } = await server.api.post(`${pods}/bound/binding`, binding("bound"));
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { kind: "Status", status: "Success", code: 201 },
    });
    const { body: found } = await server.api.get(`${pods}/bound`);
    expect(found.spec.nodeName).toBe("chosen");
    expect(found.metadata.annotations).toEqual({ bound: "yes" });
    const scheduled = found.status.conditions.find((item: { type: string }) => item.type === "PodScheduled");
    expect(scheduled).toMatchObject({ status: "True" });
    const again = await server.api.post(`/api/v1/namespaces/${n}/bindings`, binding("bound"));
    expect(again.body).toMatchObject({
      code: 409,
      reason: "Conflict",
      message:
        'Operation cannot be fulfilled on pods/binding "bound": pod bound is already assigned to node "chosen"',
      details: { name: "bound", kind: "pods/binding" },
    });
  });

  test("binding by the resource of its own", async () => {
    await unbound("by-resource");
    const path = `/api/v1/namespaces/${n}/bindings`;
    expect((await server.api.post(path, binding("by-resource"))).status).toBe(201);
    expect((await server.api.get(`${pods}/by-resource`)).body.spec.nodeName).toBe("chosen");
  });

  test.each([
    ["missing", {}, 404, 'pods "missing" not found'],
    [
      "unbindable",
      { target: { kind: "Moon", name: "" } },
      500,
      '[target.kind: Unsupported value: "Moon": supported values: "Node", "<empty>", target.name: Required value]',
    ],
    ["unbindable", { metadata: { name: "other" } }, 400, "name in URL does not match name in Binding object"],
  ])("binding is refused: %s %o", async (name, more, code, message) => {
    if (name === "unbindable" && !(await isThere(name))) await unbound(name);
    const { body } = await server.api.post(`${pods}/${name}/binding`, binding(name, more));
    expect(body).toMatchObject({ code, message });
  });

  test("a log of a Pod that is on no node is nothing", async () => {
    await unbound("silent");
    expect(await server.api.get(`${pods}/silent/log`)).toMatchObject({ status: 204, body: "" });
  });

  test("a log of one of several containers must say which", async () => {
    const containers = ["a", "b"].map((name) => ({ name, image: "example.com/x" }));
    await pod("several", {
      spec: {
        nodeName: "",
        schedulerName: "mine",
        containers,
        initContainers: [{ name: "first", image: "x" }],
      },
    });
    expect((await server.api.get(`${pods}/several/log`)).body).toMatchObject({
      code: 400,
      reason: "BadRequest",
      message: "a container name must be specified for pod several, choose one of: [first a b]",
    });
    expect((await server.api.get(`${pods}/several/log?container=c`)).body.message).toBe(
      "container c is not valid for pod several",
    );
    expect((await server.api.get(`${pods}/several/log?container=b`)).status).toBe(204);
    expect((await server.api.get(`${pods}/none/log`)).body.message).toBe('pods "none" not found');
  });

  test.each([
    ["tailLines=-1", "tailLines: Invalid value: -1: must be greater than or equal to 0"],
    ["limitBytes=0", "limitBytes: Invalid value: 0: must be greater than 0"],
    ["sinceSeconds=0", "sinceSeconds: Invalid value: 0: must be greater than 0"],
    [
      "sinceSeconds=5&sinceTime=2026-01-01T00:00:00Z",
      "[]: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified",
    ],
    ["stream=Stdout", "stream: Forbidden: may not be specified"],
  ])("a log with %s is refused", async (query, problem) => {
    const { body } = await server.api.get(`${pods}/nobody/log?${query}`);
    expect(body).toMatchObject({ code: 422, message: `PodLogOptions "nobody" is invalid: ${problem}` });
  });
});
