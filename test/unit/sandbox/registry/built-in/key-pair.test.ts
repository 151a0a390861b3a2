import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { createCertificateAuthority } from "../../../../../src/base/certificate.ts";
import { keyPairProblem } from "../../../../../src/sandbox/registry/built-in/key-pair.ts";

const now = new Date("2026-01-01T00:00:00Z");
const { certificate, key } = createCertificateAuthority({ commonName: "a", now });
const other = createCertificateAuthority({ commonName: "b", now });
const rsa = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

test("a certificate and its key have no problem", () => {
  expect(keyPairProblem(certificate, key)).toBeUndefined();
});

test.each([
  ["", key, "tls: failed to find any PEM data in certificate input"],
  [
    key,
    key,
    "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched",
  ],
  [certificate, "", "tls: failed to find any PEM data in key input"],
  [certificate, certificate, "tls: found a certificate rather than a key in the PEM for the private key"],
  [certificate, other.key, "tls: private key does not match public key"],
  [certificate, rsa.privateKey, "tls: private key type does not match public key type"],
  [
    certificate,
    "-----BEGIN PRIVATE KEY-----\neA==\n-----END PRIVATE KEY-----",
    "tls: failed to parse private key",
  ],
  [
    rsa.publicKey,
    key,
    'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [PUBLIC KEY]',
  ],
])("what does not fit is told as Go tells it", (first, second, problem) => {
  expect(keyPairProblem(first, second)).toBe(problem);
});
