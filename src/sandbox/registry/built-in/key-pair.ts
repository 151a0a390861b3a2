import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";

/** What Go's tls.X509KeyPair says of a certificate and a key that do not fit each other; undefined when they do. */
export function keyPairProblem(certificate: string, key: string): string | undefined {
  const certificates = pemBlocks(certificate);
  const found = certificates.find(({ type }) => type === "CERTIFICATE");
  if (!found) return noCertificate(certificates.map(({ type }) => type));
  const keys = pemBlocks(key);
  const secret = keys.find(({ type }) => type === "PRIVATE KEY" || type.endsWith(" PRIVATE KEY"));
  if (!secret) return noKey(keys.map(({ type }) => type));
  return mismatch(found.text, secret.text);
}

function noCertificate(skipped: readonly string[]): string {
  const input = "PEM data in certificate input";
  if (skipped.length === 0) return `tls: failed to find any ${input}`;
  if (skipped.length === 1 && skipped[0]?.endsWith("PRIVATE KEY"))
    return `tls: failed to find certificate ${input}, but did find a private key; PEM inputs may have been switched`;
  return `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${skipped.join(" ")}]`;
}

function noKey(skipped: readonly string[]): string {
  if (skipped.length === 0) return "tls: failed to find any PEM data in key input";
  if (skipped.length === 1 && skipped[0] === "CERTIFICATE")
    return "tls: found a certificate rather than a key in the PEM for the private key";
  return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${skipped.join(" ")}]`;
}

function mismatch(certificate: string, key: string): string | undefined {
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(certificate);
  } catch {
    return "x509: malformed certificate";
  }
  try {
    const secret = createPrivateKey(key);
    if (parsed.checkPrivateKey(secret)) return undefined;
    const same = parsed.publicKey.asymmetricKeyType === createPublicKey(secret).asymmetricKeyType;
    return same
      ? "tls: private key does not match public key"
      : "tls: private key type does not match public key type";
  } catch {
    return "tls: failed to parse private key";
  }
}

function pemBlocks(text: string): { type: string; text: string }[] {
  const blocks = text.matchAll(/^-----BEGIN ([^\n]+)-----\r?\n[^-]*^-----END \1-----/gm);
  return [...blocks].map(([block, type = ""]) => ({ type, text: block }));
}
