import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  onTestFinished,
  test,
} from "vitest";
import { findControlPlane } from "../../../src/cluster/control-plane/find.ts";
import { startControlPlane, type ControlPlane } from "../../../src/cluster/control-plane/start.ts";
import { startFaultProxy, type FaultProxy } from "../../../src/testing/fault/fault-proxy.ts";
import type { ProxiedRequest } from "../../../src/testing/fault/fault.ts";
import { eventually } from "../../../src/testing/index.ts";
import { scaledClock } from "../../helpers/scaled-clock.ts";
import { createApi, type Api } from "../api.ts";
import { compact, killApiServer } from "./control-plane.ts";
import { connectionTo, secretsOf, startSubject, type Subject } from "./subject.ts";

const shared = inject("controlPlane");
const binaries = shared ? findControlPlane() : undefined;
const watches = ({ watch }: ProxiedRequest) => watch;
let counter = 0;

describe.skipIf(!binaries)("an API server that goes away [kube-apiserver]", () => {
  let server: ControlPlane;
  let api: Api;
  let namespace: string;
  let secrets: ReturnType<typeof secretsOf>;
  let proxy: FaultProxy | undefined;
  let subject: Subject;

  beforeAll(async () => {
    if (binaries) server = await startControlPlane({ binaries });
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    api = createApi({ url: server.url, ca: server.ca, token: server.adminToken });
    namespace = `restart-${counter++}`;
    await api.post("/api/v1/namespaces", { metadata: { name: namespace } });
    secrets = secretsOf(api, namespace);
    await secrets.create("kept");
    await secrets.create("doomed");
  });
  afterEach(async () => {
    proxy?.heal();
    await subject.stop();
    await proxy?.close();
    proxy = undefined;
    api.close();
  });

  const begin = async ({ throughProxy, factor = 25 }: { throughProxy: boolean; factor?: number }) => {
    proxy = throughProxy ? await startFaultProxy(server) : undefined;
    const clock = scaledClock(factor);
    const connection = connectionTo(proxy ?? server, { token: server.adminToken });
    subject = startSubject({ connection, namespace, clock });
    await subject.ready;
    await secrets.change("kept", "heard");
    await subject.settled(api);
    return clock;
  };
  const change = async () => {
    await secrets.change("kept", "2");
    await secrets.delete("doomed");
    await secrets.create("new");
  };

  test("in good order and comes back: what happened meanwhile is known", async () => {
    await begin({ throughProxy: false });
    await server.restartApiServer();
    await change();
    await subject.settled(api);
  });

  test("all at once and comes back: a deletion that no watch told of is not lost", async () => {
    await begin({ throughProxy: true });
    proxy?.freeze(watches);
    await change();
    await killApiServer(server);
    await server.restartApiServer();
    await subject.settled(api);
  });

  test("and has forgotten its history: the list tells the difference", async () => {
    await begin({ throughProxy: true });
    proxy?.freeze(watches);
    await change();
    for (let count = 0; count < 5; count++) await secrets.change("new", `${count}`);
    await compact(server);
    const before = proxy?.requests.length ?? 0;
    await killApiServer(server);
    await server.restartApiServer();
    await subject.settled(api);
    // it was first tried to go on; then came the list, at the version that was known
    await eventually(() => {
      const after = proxy?.requests.slice(before).filter(({ path }) => path === secrets.path) ?? [];
      expect(after[0]?.query.has("sendInitialEvents")).toBe(false);
      const relist = after.find(({ query }) => query.has("sendInitialEvents"));
      expect(Number(relist?.query.get("resourceVersion"))).toBeGreaterThan(0);
    });
    expect(subject.expired()).toBe(true);
  });

  test("and comes back from an older backup: its newest state is taken, whatever was known", async () => {
    if (!binaries) return;
    // another server stands for the one from the backup; versions of the first are beyond it
    const backup = await startControlPlane({ binaries });
    onTestFinished(() => backup.stop());
    const other = createApi({ url: backup.url, ca: backup.ca, token: backup.adminToken });
    const clock = await begin({ throughProxy: true, factor: 40 });
    await other.post("/api/v1/namespaces", { metadata: { name: namespace } });
    const restored = secretsOf(other, namespace);
    await restored.create("restored");
    const newest = async (of: Api) =>
      Number((await of.get("/api/v1/namespaces")).body.metadata.resourceVersion);
    const ahead = (await newest(other)) + 100;
    while ((await newest(api)) < ahead)
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          secrets.create(`s${index}`).then(() => secrets.delete(`s${index}`)),
        ),
      );
    await secrets.change("kept", "beyond");
    await subject.settled(api);
    // the server sends bookmarks once a minute, which is long for a test; this one comes from it, as far as the watch can tell
    const { resourceVersion } = (await api.get(secrets.path)).body.metadata;
    const object = { kind: "Secret", apiVersion: "v1", metadata: { resourceVersion } };
    proxy?.write(`${JSON.stringify({ type: "BOOKMARK", object })}\n`, watches);
    // a reset would throw away what is not read yet; after an end in order, the next watch shows that it was read
    const again = proxy?.next(watches);
    proxy?.finish(watches);
    await again;
    proxy?.retarget({ ...backup, headers: { authorization: `Bearer ${backup.adminToken}` } });
    // two watches are silent before a list is tried, which the server thinks about for some seconds
    await proxy?.next(({ path, query }) => path === secrets.path && query.has("sendInitialEvents"));
    clock.runAt(5);
    await subject.settled(other);
    expect([...(await subject.cached()).keys()]).toEqual(["restored"]);
    other.close();
  });
});
