import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { inClusterConnection } from "../../../src/runtime/client/in-cluster.ts";
import { startFaultProxy, type FaultProxy } from "../../../src/testing/fault/fault-proxy.ts";
import { eventually } from "../../../src/testing/index.ts";
import { scaledClock } from "../../helpers/scaled-clock.ts";
import { createApi, type Api } from "../api.ts";
import { freePort } from "./free-port.ts";
import { secretsOf, startSubject, type Subject } from "./subject.ts";

const server = inject("controlPlane");
let counter = 0;

describe.skipIf(!server)("rights and tokens of an operator in a Pod [kube-apiserver]", () => {
  let api: Api;
  let proxy: FaultProxy;
  let folder: string;
  let namespace: string;
  let secrets: ReturnType<typeof secretsOf>;
  let subject: Subject | undefined;

  beforeEach(async () => {
    if (!server) return;
    api = createApi(server);
    namespace = `rights-${process.pid}-${threadId}-${counter++}`;
    await api.post("/api/v1/namespaces", { metadata: { name: namespace } });
    secrets = secretsOf(api, namespace);
    await secrets.create("kept");
    await secrets.create("doomed");
    proxy = await startFaultProxy(server);
    folder = mkdtempSync(join(tmpdir(), "kubewright-test-"));
    writeFileSync(join(folder, "ca.crt"), proxy.ca);
    writeFileSync(join(folder, "namespace"), namespace);
  });
  afterEach(async () => {
    await subject?.stop();
    subject = undefined;
    await proxy.close();
    api.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const rbac = () => `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  const serviceAccounts = () => `/api/v1/namespaces/${namespace}/serviceaccounts`;

  async function allow(account: string) {
    const apiGroup = "rbac.authorization.k8s.io";
    const rules = [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list", "watch"] }];
    await api.post(`${rbac()}/roles`, { metadata: { name: account }, rules });
    await api.post(`${rbac()}/rolebindings`, {
      metadata: { name: account },
      roleRef: { apiGroup, kind: "Role", name: account },
      subjects: [{ kind: "ServiceAccount", namespace, name: account }],
    });
  }

  /** A token of a new ServiceAccount that may read Secrets. */
  async function tokenOf(account: string): Promise<string> {
    await api.post(serviceAccounts(), { metadata: { name: account } });
    await allow(account);
    const { body } = await api.post(`${serviceAccounts()}/${account}/token`, {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: {},
    });
    return body.status.token;
  }

  async function start(token: string, healthAddress = "0") {
    writeFileSync(join(folder, "token"), token);
    const clock = scaledClock(20);
    const { hostname, port } = new URL(proxy.url);
    const env = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
    const connection = await inClusterConnection({ env, clock, folder });
    if (!connection) throw new Error("the folder is not that of a ServiceAccount");
    subject = startSubject({ connection, namespace, clock, settings: { healthAddress } });
    await eventually(() => subject?.settled(api));
    return subject;
  }

  const refusedWith = async (status: number, token: string) => {
    const as = createApi({ url: server?.url ?? "", ca: server?.ca ?? "", token });
    await eventually(async () => expect((await as.get(secrets.path)).status).toBe(status), {
      timeout: 20_000,
    });
    as.close();
  };

  async function changeUnseen() {
    await secrets.change("kept", "2");
    await secrets.delete("doomed");
    await secrets.create("new");
  }

  test("a token that is no longer good is read again: the watch goes on with the new one", async () => {
    const [first, second] = [await tokenOf("first"), await tokenOf("second")];
    const running = await start(first);
    await api.delete(`${serviceAccounts()}/first`);
    await refusedWith(401, first);
    proxy.finish(({ watch }) => watch);
    await eventually(() =>
      expect(running.texts().join()).toMatch(/warn: cannot list or watch|info: watch ended/),
    );
    await changeUnseen();
    writeFileSync(join(folder, "token"), second);
    await running.settled(api);
    const last = proxy.requests.at(-1);
    expect(last?.headers.authorization).toBe(`Bearer ${second}`);
  });

  test("a role that is taken away is named by readiness; given back, the watch goes on", async () => {
    const port = await freePort();
    const token = await tokenOf("operator");
    const running = await start(token, `127.0.0.1:${port}`);
    const readyz = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).text();
    expect(await readyz()).toBe("ok");
    await api.delete(`${rbac()}/rolebindings/operator`);
    await refusedWith(403, token);
    proxy.finish(({ watch }) => watch);
    await eventually(async () =>
      expect(await readyz()).toMatch(
        /cache-sync failed: cannot watch Secret: secrets is forbidden: .* cannot (watch|list) resource "secrets"/,
      ),
    );
    await changeUnseen();
    await allow("operator");
    await running.settled(api);
    await eventually(async () => expect(await readyz()).toBe("ok"));
  });
});
