import { generateKeyPairSync, randomBytes } from "node:crypto";
import { join } from "node:path";
import { mkdirSync, writeFileSync } from "node:fs";
import { createCertificateAuthority, issueCertificate } from "../../base/certificate.ts";

/** Secrets of one control plane, and the files that its programs read. */
export interface Credentials {
  /** PEM of the authority that signed the API server's certificate. */
  readonly ca: string;
  /** A bearer token in group system:masters. */
  readonly adminToken: string;
  readonly files: {
    readonly ca: string;
    readonly certificate: string;
    readonly key: string;
    readonly tokens: string;
    readonly serviceAccountKey: string;
  };
}

/** The first address of `--service-cluster-ip-range`, by which Pods would reach the server. */
const serviceAddress = "10.0.0.1";

/** Makes new secrets and writes them, readable by the owner alone, into `dir`. */
export function createCredentials(dir: string, now: Date): Credentials {
  const folder = join(dir, "credentials");
  mkdirSync(folder, { mode: 0o700 });
  const authority = createCertificateAuthority({ commonName: "kubewright-control-plane", now });
  const hosts = [
    "localhost",
    "127.0.0.1",
    serviceAddress,
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
  ];
  const serving = issueCertificate(authority, { commonName: "kube-apiserver", hosts, now });
  const adminToken = randomBytes(24).toString("hex");
  const write = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  return {
    ca: authority.certificate,
    adminToken,
    files: {
      ca: write("ca.crt", authority.certificate),
      certificate: write("apiserver.crt", serving.certificate),
      key: write("apiserver.key", serving.key),
      tokens: write("tokens.csv", `${adminToken},kubewright-admin,kubewright-admin,"system:masters"\n`),
      serviceAccountKey: write("service-account.key", signingKey()),
    },
  };
}

/** SEC 1 rather than PKCS 8: the API server reads public keys from that form too. */
function signingKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "sec1", format: "pem" }).toString();
}
