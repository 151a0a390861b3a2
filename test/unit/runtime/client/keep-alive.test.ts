import { Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { createCertificateAuthority, issueCertificate } from "../../../../src/base/certificate.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { startScriptedServer } from "../../../helpers/scripted-server.ts";

afterEach(() => vi.restoreAllMocks());

test.each([true, false])(
  "each connection (TLS: %s) is probed by TCP after 30 silent seconds, so that a dead peer shows within 45",
  async (secure) => {
    const probed = vi.spyOn(Socket.prototype, "setKeepAlive");
    const now = new Date();
    const authority = createCertificateAuthority({ commonName: "ca", now });
    const { certificate: cert, key } = issueCertificate(authority, {
      commonName: "server",
      hosts: ["127.0.0.1"],
      now,
    });
    const server = await startScriptedServer(secure ? { cert, key } : undefined);
    server.script(
      ({ begin }) => begin(""),
      ({ json }) => json(200, {}),
      ({ json }) => json(200, {}),
    );
    const transport = new Transport(server.connection(secure ? { tls: { ca: authority.certificate } } : {}));
    const watch = await transport.stream({ method: "GET", path: "/", channel: "watch" });
    for (let call = 0; call < 2; call++) await transport.request({ method: "GET", path: "/" });
    // one for the watch, one for the connection that both calls used; Node's agents make calls of their own, with other times
    expect(probed.mock.calls.filter(([on, after]) => on === true && after === 30_000)).toHaveLength(2);
    watch.destroy();
    transport.close();
    await server.close();
  },
);
