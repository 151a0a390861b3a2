// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Base64, Int32, Time } from "../../kube/scalar.ts";
import type { ListMeta } from "../meta/v1.ts";

export interface CertificateSigningRequest extends KubernetesObject {
  spec: CertificateSigningRequestSpec;
  status?: CertificateSigningRequestStatus;
}

export const CertificateSigningRequest: Resource<CertificateSigningRequest> = /* @__PURE__ */ Object.freeze({
  group: "certificates.k8s.io",
  version: "v1",
  kind: "CertificateSigningRequest",
  plural: "certificatesigningrequests",
  scope: "Cluster",
  apiVersion: "certificates.k8s.io/v1",
});

export interface CertificateSigningRequestCondition {
  lastTransitionTime?: Time;
  lastUpdateTime?: Time;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

export interface CertificateSigningRequestList {
  apiVersion?: string;
  items: CertificateSigningRequest[];
  kind?: string;
  metadata?: ListMeta;
}

export interface CertificateSigningRequestSpec {
  expirationSeconds?: Int32;
  extra?: Record<string, string[]>;
  groups?: string[];
  request: Base64;
  signerName: string;
  uid?: string;
  usages?: ("any" | "cert sign" | "client auth" | "code signing" | "content commitment" | "crl sign" | "data encipherment" | "decipher only" | "digital signature" | "email protection" | "encipher only" | "ipsec end system" | "ipsec tunnel" | "ipsec user" | "key agreement" | "key encipherment" | "microsoft sgc" | "netscape sgc" | "ocsp signing" | "s/mime" | "server auth" | "signing" | "timestamping")[];
  username?: string;
}

export interface CertificateSigningRequestStatus {
  certificate?: Base64;
  conditions?: CertificateSigningRequestCondition[];
}
