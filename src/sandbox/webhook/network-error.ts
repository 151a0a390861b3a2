import { isIP } from "node:net";
import type { PeerCertificate } from "node:tls";

/** Where a call went, for messages. */
export interface Endpoint {
  /** The name that the certificate must have. */
  readonly host: string;
  /** `address:port` that was dialed. */
  readonly dialed: string;
}

const unverified = "tls: failed to verify certificate: x509: ";

const unknownAuthority = [
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_SIGNATURE_FAILURE",
];

/** A failure of the network or of TLS in the words of Go's net and crypto packages, which are the API server's. */
export function networkErrorText(error: Error, options: { endpoint: Endpoint; now: Date }): string {
  const { endpoint, now } = options;
  const { code = "" } = error as NodeJS.ErrnoException;
  if (unknownAuthority.includes(code)) return `${unverified}certificate signed by unknown authority`;
  switch (code) {
    case "ECONNREFUSED":
      return `dial tcp ${endpoint.dialed}: connect: connection refused`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `dial tcp: lookup ${endpoint.host}: no such host`;
    case "EHOSTUNREACH":
      return `dial tcp ${endpoint.dialed}: connect: no route to host`;
    case "ENETUNREACH":
      return `dial tcp ${endpoint.dialed}: connect: network is unreachable`;
    case "ETIMEDOUT":
      return `dial tcp ${endpoint.dialed}: connect: connection timed out`;
    case "ECONNRESET":
    case "EPIPE":
      return "EOF";
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `${unverified}${wrongName(endpoint.host, certificateOf(error))}`;
    case "CERT_HAS_EXPIRED":
    case "CERT_NOT_YET_VALID":
      return `${unverified}certificate has expired or is not yet valid: current time ${goTime(now)}`;
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
    case "EPROTO":
      return "http: server gave HTTP response to HTTPS client";
    default:
      return error.message;
  }
}

function certificateOf(error: Error): Partial<PeerCertificate> {
  return "cert" in error ? (error.cert as Partial<PeerCertificate>) : {};
}

function wrongName(host: string, { subjectaltname = "" }: Partial<PeerCertificate>): string {
  const names = subjectaltname.split(", ").filter(Boolean);
  const of = (kind: string) =>
    names.filter((name) => name.startsWith(`${kind}:`)).map((name) => name.slice(kind.length + 1));
  const valid = isIP(host) ? of("IP Address") : of("DNS");
  if (valid.length > 0) return `certificate is valid for ${valid.join(", ")}, not ${host}`;
  if (isIP(host)) return `cannot validate certificate for ${host} because it doesn't contain any IP SANs`;
  return names.length > 0
    ? `certificate is not valid for any names, but wanted to match ${host}`
    : "certificate relies on legacy Common Name field, use SANs instead";
}

function goTime(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
