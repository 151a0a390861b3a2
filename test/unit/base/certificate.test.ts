import { X509Certificate } from "node:crypto";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { expect, test } from "vitest";
import { createCertificateAuthority, issueCertificate } from "../../../src/base/certificate.ts";

const now = new Date();
const authority = createCertificateAuthority({ commonName: "test-ca", now });
const issued = issueCertificate(authority, {
  commonName: "server",
  hosts: ["localhost", "127.0.0.1", "::1"],
  now,
});

test("a certificate says whom it is for, who issued it and until when", () => {
  const certificate = new X509Certificate(issued.certificate);
  expect(certificate.subject).toBe("CN=server");
  expect(certificate.issuer).toBe("CN=test-ca");
  expect(certificate.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
  expect(certificate.ca).toBe(false);
  expect(Date.parse(certificate.validFrom)).toBeLessThan(now.getTime());
  expect(Date.parse(certificate.validTo)).toBeGreaterThan(now.getTime() + 364 * 24 * 3600 * 1000);
  expect(certificate.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
  expect(new X509Certificate(authority.certificate).ca).toBe(true);
});

test("validity beyond 2049 is written as GeneralizedTime", () => {
  const late = createCertificateAuthority({ commonName: "late", now, days: 365 * 40 });
  expect(new Date(new X509Certificate(late.certificate).validTo).getUTCFullYear()).toBeGreaterThanOrEqual(
    2050,
  );
});

test("every serial number is new", () => {
  const other = issueCertificate(authority, { commonName: "server", hosts: ["localhost"], now });
  expect(new X509Certificate(other.certificate).serialNumber).not.toBe(
    new X509Certificate(issued.certificate).serialNumber,
  );
});

test.each([
  ["the issuing authority", authority.certificate, "127.0.0.1", true],
  [
    "another authority",
    createCertificateAuthority({ commonName: "test-ca", now }).certificate,
    "127.0.0.1",
    false,
  ],
  ["a name that the certificate lacks", authority.certificate, "example.com", false],
])("node:tls trusts it by %s: %s", async (_, ca, servername, trusted) => {
  const server = createServer({ key: issued.key, cert: issued.certificate }, (socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const outcome = await new Promise<boolean>((resolve) => {
    const socket = connect({
      port,
      host: servername === "example.com" ? "127.0.0.1" : servername,
      ca,
      ...(servername === "example.com" ? { servername } : {}),
    });
    socket.once("secureConnect", () => resolve(socket.authorized));
    socket.once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
    socket.resume();
  });
  await new Promise((resolve) => server.close(resolve));
  expect(outcome).toBe(trusted);
});
