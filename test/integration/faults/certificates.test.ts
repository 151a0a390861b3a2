import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectTls } from "node:tls";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  createCertificateAuthority,
  issueCertificate,
  type CertificateAuthority,
} from "../../../src/base/certificate.ts";
import { findControlPlane } from "../../../src/cluster/control-plane/find.ts";
import { startControlPlane, type ControlPlane } from "../../../src/cluster/control-plane/start.ts";
import { loadConnection } from "../../../src/runtime/client/load-connection.ts";
import { eventually } from "../../../src/testing/index.ts";
import { scaledClock } from "../../helpers/scaled-clock.ts";
import { createApi, type Api } from "../api.ts";
import { secretsOf, startSubject, type Subject } from "./subject.ts";

const binaries = inject("controlPlane") ? findControlPlane() : undefined;
const now = new Date();

describe.skipIf(!binaries)("certificates that rotate [kube-apiserver]", () => {
  const namespace = "default";
  let folder: string;
  let clients: CertificateAuthority;
  let server: ControlPlane;
  let api: Api;
  let wire: Awaited<ReturnType<typeof startWire>>;
  let secrets: ReturnType<typeof secretsOf>;
  let subject: Subject;

  beforeAll(async () => {
    if (!binaries) return;
    folder = mkdtempSync(join(tmpdir(), "kubewright-test-"));
    clients = createCertificateAuthority({ commonName: "clients", now });
    const file = write("clients.crt", clients.certificate);
    server = await startControlPlane({ binaries, apiServerFlags: [`--client-ca-file=${file}`] });
    wire = await startWire(server.port);
    api = createApi({ url: server.url, ca: server.ca, token: server.adminToken });
    secrets = secretsOf(api, namespace);
    const rules = [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list", "watch"] }];
    await api.post(`${rbac}/clusterroles`, { metadata: { name: "reader" }, rules });
    for (const user of ["first", "second"]) await allow(user);
    await secrets.create("kept");
    write("ca.crt", server.ca);
    useCertificateOf("first");
    const kubeconfig = write("kubeconfig", kubeconfigOf(wire.port));
    const clock = scaledClock(20);
    subject = startSubject({ connection: await loadConnection({ kubeconfig, clock }), namespace, clock });
    await subject.ready;
    await eventually(() => subject.settled(api));
  });
  afterAll(async () => {
    await subject.stop();
    await wire.close();
    api.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const rbac = "/apis/rbac.authorization.k8s.io/v1";
  const apiGroup = "rbac.authorization.k8s.io";
  const allow = (name: string) =>
    api.post(`${rbac}/clusterrolebindings`, {
      metadata: { name },
      roleRef: { apiGroup, kind: "ClusterRole", name: "reader" },
      subjects: [{ apiGroup, kind: "User", name }],
    });

  function write(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  function useCertificateOf(user: string) {
    const { certificate, key } = issueCertificate(clients, { commonName: user, hosts: [], now });
    write("client.crt", certificate);
    write("client.key", key);
  }

  test("a client's: connections to come use the new one, a watch that is open goes on", async () => {
    const open = wire.connections();
    useCertificateOf("second");
    await secrets.create("while-the-old-watch-is-open");
    await subject.settled(api);
    // the first user's rights end; what is open is not asked again
    await api.delete(`${rbac}/clusterrolebindings/first`);
    expect(wire.connections()).toBe(open);
    wire.cut();
    await secrets.create("by-the-second");
    await subject.settled(api);
  });

  test("the server's, of another authority: it is trusted as soon as the file says so, and not before", async () => {
    const authority = createCertificateAuthority({ commonName: "another", now });
    const { certificate, key } = issueCertificate(authority, {
      commonName: "kube-apiserver",
      hosts: ["127.0.0.1"],
      now,
    });
    writeFileSync(join(server.dir, "credentials", "apiserver.key"), key);
    writeFileSync(join(server.dir, "credentials", "apiserver.crt"), certificate);
    await eventually(async () => expect(await isTrusted(server.port, authority.certificate)).toBe(true), {
      timeout: 20_000,
    });
    wire.cut();
    await eventually(() => expect(subject.texts()).toContain("warn: cannot list or watch"));
    write("ca.crt", authority.certificate);
    const trusting = createApi({
      url: server.url,
      ca: authority.certificate,
      token: server.adminToken,
    });
    await secretsOf(trusting, namespace).create("of-the-new-authority");
    await subject.settled(trusting);
    trusting.close();
  });
});

/** A wire to a port that can be cut. */
async function startWire(target: number) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ host: "127.0.0.1", port: target });
    sockets.add(near);
    for (const socket of [near, far])
      socket
        .on("error", () => {})
        .on("close", () => {
          near.destroy();
          far.destroy();
          sockets.delete(near);
        });
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets.size,
    cut,
    close: () => {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      return closed;
    },
  };
}

function isTrusted(port: number, ca: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTls({ host: "127.0.0.1", port, ca }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

function kubeconfigOf(port: number): string {
  return [
    "apiVersion: v1",
    "kind: Config",
    "current-context: c",
    "clusters:",
    `  - { name: c, cluster: { server: "https://127.0.0.1:${port}", certificate-authority: ca.crt } }`,
    "users:",
    "  - { name: c, user: { client-certificate: client.crt, client-key: client.key } }",
    "contexts:",
    "  - { name: c, context: { cluster: c, user: c } }",
    "",
  ].join("\n");
}
