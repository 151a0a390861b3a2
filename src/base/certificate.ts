import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { isIP } from "node:net";
import {
  der,
  derBits,
  derBoolean,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  derSet,
  derText,
  derTime,
} from "./der.ts";

/** A certificate and its private key, both PEM, as node:tls takes them. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority that can issue; give its `certificate` to clients. */
export interface CertificateAuthority extends KeyedCertificate {
  readonly commonName: string;
}

const oid = {
  commonName: "2.5.4.3",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  subjectKeyIdentifier: "2.5.29.14",
  basicConstraints: "2.5.29.19",
  keyUsage: "2.5.29.15",
  extendedKeyUsage: "2.5.29.37",
  subjectAltName: "2.5.29.17",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
} as const;

const day = 24 * 60 * 60 * 1000;
/** Clocks differ: certificates are valid from an hour before they were made, as client-go's cert package has it. */
const backdate = 60 * 60 * 1000;

/** A self-signed authority on a new ECDSA P-256 key, valid for `days` (default ten years). */
export function createCertificateAuthority(options: {
  commonName: string;
  now: Date;
  days?: number;
}): CertificateAuthority {
  const { commonName, now, days = 3650 } = options;
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const extensions = [
    extension(oid.basicConstraints, { critical: true, value: derSequence(derBoolean(true)) }),
    // digitalSignature, keyEncipherment, keyCertSign
    extension(oid.keyUsage, { critical: true, value: derBits(Buffer.from([0b10100100]), 2) }),
    extension(oid.subjectKeyIdentifier, { value: derOctets(keyIdentifier(keys.publicKey)) }),
  ];
  const certificate = signed({
    subject: commonName,
    issuer: commonName,
    publicKey: keys.publicKey,
    signer: keys.privateKey,
    now,
    days,
    extensions,
  });
  return { commonName, certificate, key: pemOf(keys.privateKey) };
}

/**
 * A server certificate for the hosts (DNS names and IP addresses), valid for `days` (default one year). One for a client has no hosts: its name is whom
 * an API server takes it for.
 */
export function issueCertificate(
  authority: CertificateAuthority,
  options: { commonName: string; hosts: readonly string[]; now: Date; days?: number },
): KeyedCertificate {
  const { commonName, hosts, now, days = 365 } = options;
  const isServer = hosts.length > 0;
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const names = hosts.map((host) =>
    isIP(host) ? der(0x87, addressBytes(host)) : der(0x82, Buffer.from(host, "ascii")),
  );
  const extensions = [
    extension(oid.basicConstraints, { critical: true, value: derSequence() }),
    // digitalSignature, keyEncipherment
    extension(oid.keyUsage, { critical: true, value: derBits(Buffer.from([0b10100000]), 5) }),
    extension(oid.extendedKeyUsage, {
      value: derSequence(derOid(isServer ? oid.serverAuth : oid.clientAuth)),
    }),
    ...(isServer ? [extension(oid.subjectAltName, { value: derSequence(...names) })] : []),
  ];
  const certificate = signed({
    subject: commonName,
    issuer: authority.commonName,
    publicKey: keys.publicKey,
    signer: authority.key,
    now,
    days,
    extensions,
  });
  return { certificate, key: pemOf(keys.privateKey) };
}

interface Signing {
  subject: string;
  issuer: string;
  publicKey: KeyObject;
  signer: KeyObject | string;
  now: Date;
  days: number;
  extensions: Buffer[];
}

function signed(options: Signing): string {
  const { subject, issuer, publicKey, signer, now, days, extensions } = options;
  const algorithm = derSequence(derOid(oid.ecdsaWithSha256));
  const body = derSequence(
    der(0xa0, derInteger(2)), // version 3
    derInteger(serialNumber()),
    algorithm,
    distinguishedName(issuer),
    derSequence(derTime(new Date(now.getTime() - backdate)), derTime(new Date(now.getTime() + days * day))),
    distinguishedName(subject),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, derSequence(...extensions)),
  );
  const whole = derSequence(body, algorithm, derBits(sign("sha256", body, signer)));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function extension(id: string, options: { critical?: boolean; value: Buffer }): Buffer {
  return derSequence(derOid(id), ...(options.critical ? [derBoolean(true)] : []), derOctets(options.value));
}

function distinguishedName(commonName: string): Buffer {
  return derSequence(derSet(derSequence(derOid(oid.commonName), derText(commonName))));
}

function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40; // positive and never short
  return bytes;
}

/** RFC 7093 method 1 in spirit: the first 160 bits of SHA-256 of the key. */
function keyIdentifier(publicKey: KeyObject): Buffer {
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest()
    .subarray(0, 20);
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail = ""] = address.split("::");
  const groups = (text: string) => (text ? text.split(":").map((group) => parseInt(group, 16)) : []);
  const [left, right] = [groups(head), groups(tail)];
  const middle = address.includes("::") ? Array<number>(8 - left.length - right.length).fill(0) : [];
  return Buffer.from([...left, ...middle, ...right].flatMap((group) => [group >> 8, group & 0xff]));
}

function pemOf(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}
