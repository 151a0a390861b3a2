import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import {
  duplicateField,
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../admission/field-problem.ts";
import { dnsSubdomain, pathSegment } from "../../admission/name-format.ts";
import type { ApiObject } from "../../api-object.ts";
import { forbidden, notImplemented, type InvalidField } from "../../status-error.ts";
import { conditionsOf, validateConditions } from "./certificate-conditions.ts";
import { objectAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";

const what = { group: "certificates.k8s.io", resource: "certificatesigningrequests" };
const clientSigner = "kubernetes.io/kube-apiserver-client";
const usages = [
  "any",
  "cert sign",
  "client auth",
  "code signing",
  "content commitment",
  "crl sign",
  "data encipherment",
  "decipher only",
  "digital signature",
  "email protection",
  "encipher only",
  "ipsec end system",
  "ipsec tunnel",
  "ipsec user",
  "key agreement",
  "key encipherment",
  "microsoft sgc",
  "netscape sgc",
  "ocsp signing",
  "s/mime",
  "server auth",
  "signing",
  "timestamping",
];

/** Follows k8s.io/kubernetes/pkg/registry/certificates/certificates and pkg/apis/certificates/validation. */
export const certificateSigningRequestRules: KindRules = {
  name: pathSegment,
  plainFinalizers: true,
  resetFields(subresource) {
    if (subresource === undefined) return { "f:spec": {}, "f:status": {} };
    return {
      "f:spec": {},
      "f:status": subresource === "status" ? { "f:conditions": {} } : { "f:certificate": {} },
    };
  },
  stamp(object, { old, subresource, user, now }) {
    if (old && subresource !== undefined) return setTimes(object, old, now);
    if (old) return;
    const { username: _, uid: __, groups: ___, extra: ____, ...asked } = objectAt(object, "spec") ?? {};
    const { username, uid, groups = [], extra = {} } = user;
    object.spec = {
      ...asked,
      username,
      ...(uid ? { uid } : {}),
      ...(groups.length ? { groups } : {}),
      ...(Object.keys(extra).length ? { extra } : {}),
    };
    restrictSubject(object);
  },
  prepareForUpdate(object, old, subresource) {
    object.spec = old.spec;
    if (subresource === undefined) object.status = old.status;
    else if (subresource === "approval") {
      object.status = withConditions(objectAt(old, "status"), conditionsOf(object));
    } else object.status = withConditions(objectAt(object, "status"), preserved(object, old));
  },
  validate(object) {
    const spec = objectAt(object, "spec") ?? {};
    return [
      ...validateRequest(spec.request),
      ...validateUsages(spec.usages),
      ...validateSignerName(String(spec.signerName ?? "")),
      ...(typeof spec.expirationSeconds === "number" && spec.expirationSeconds < 600
        ? [
            invalidField(
              "spec.expirationSeconds",
              spec.expirationSeconds,
              "may not specify a duration less than 600 seconds (10 minutes)",
            ),
          ]
        : []),
    ];
  },
  validateStatus: (object, old) => [
    ...validateConditions(object, { old, approval: false }),
    ...validateCertificate(object, old),
  ],
  validateSubresource: (object, old) => validateConditions(object, { old, approval: true }),
};

function withConditions(status: JsonObject | undefined, conditions: JsonObject[]): JsonObject {
  const { conditions: _, ...rest } = status ?? {};
  return conditions.length ? { ...rest, conditions } : rest;
}

/** Who may write the status does not change whether a request is approved: such conditions stay as they were. */
function preserved(object: ApiObject, old: ApiObject): JsonObject[] {
  let conditions = conditionsOf(object);
  for (const type of ["Approved", "Denied"]) {
    const known = conditionsOf(old).filter((condition) => condition.type === type);
    const sent = conditions.filter((condition) => condition.type === type);
    if (known.length !== sent.length) continue;
    conditions = conditions.map((condition) => known[sent.indexOf(condition)] ?? condition);
  }
  return conditions;
}

/** Conditions get the times that nobody sent. */
function setTimes(object: ApiObject, old: ApiObject, now: string): void {
  const conditions = conditionsOf(object).map((condition) => {
    const same = conditionsOf(old).find(
      ({ type, status, lastTransitionTime }) =>
        type === condition.type && status === condition.status && Boolean(lastTransitionTime),
    );
    return {
      ...condition,
      lastUpdateTime: condition.lastUpdateTime ?? now,
      lastTransitionTime: condition.lastTransitionTime ?? same?.lastTransitionTime ?? now,
    };
  });
  object.status = withConditions(objectAt(object, "status"), conditions);
}

function validateRequest(request: unknown): InvalidField[] {
  const pem = Buffer.from(String(request ?? ""), "base64").toString("utf8");
  const [, type, content = ""] = /-----BEGIN ([^-]+)-----\s([\s\S]*?)-----END/.exec(pem) ?? [];
  if (type !== "CERTIFICATE REQUEST")
    return [invalidField("spec.request", request, "PEM block type must be CERTIFICATE REQUEST")];
  // what exactly is wrong inside is more than is looked at here
  if (Buffer.from(content, "base64")[0] !== 0x30)
    throw notImplemented("certificate requests that cannot be read");
  return [];
}

function validateUsages(value: unknown): InvalidField[] {
  const wanted = Array.isArray(value) ? value.map(String) : [];
  if (wanted.length === 0) return [requiredField("spec.usages")];
  return [
    ...wanted.flatMap((usage, index) =>
      usages.includes(usage) ? [] : [unsupportedField(`spec.usages[${index}]`, usage, usages)],
    ),
    ...wanted.flatMap((usage, index) =>
      wanted.indexOf(usage) < index ? [duplicateField(`spec.usages[${index}]`, usage)] : [],
    ),
  ];
}

/** Follows ValidateSignerName of k8s.io/kubernetes/pkg/apis/core/validation. */
function validateSignerName(name: string): InvalidField[] {
  const at = "spec.signerName";
  if (!name) return [requiredField(at)];
  if (name === "kubernetes.io/legacy-unknown")
    return [invalidField(at, name, "the legacy signerName is not allowed via this API version")];
  const [domain = "", path = "", ...more] = name.split("/");
  if (!path || more.length) {
    const detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [invalidField(at, name, detail)];
  }
  return [
    ...dnsSubdomain(domain).map((problem) => invalidField(at, domain, problem)),
    ...(domain.includes(".")
      ? []
      : [invalidField(at, domain, "should be a domain with at least two segments separated by dots")]),
    ...dnsSubdomain(path).map((problem) => invalidField(at, path, problem)),
  ];
}

function validateCertificate(object: ApiObject, old: ApiObject): InvalidField[] {
  const [next, before] = [objectAt(object, "status")?.certificate, objectAt(old, "status")?.certificate];
  if (next === before) return [];
  const at = "status.certificate";
  const isPem = /-----BEGIN CERTIFICATE-----/.test(
    Buffer.from(String(next ?? ""), "base64").toString("utf8"),
  );
  return [
    ...(next && !isPem
      ? [invalidField(at, "<certificate data>", "must contain at least one CERTIFICATE PEM block")]
      : []),
    ...(before ? [forbiddenField(at, "updates may not modify existing certificate content")] : []),
  ];
}

/** Follows the CertificateSubjectRestriction admission plugin: nobody becomes an administrator by a certificate. */
function restrictSubject(object: ApiObject): void {
  const spec = isJsonObject(object.spec) ? object.spec : {};
  if (spec.signerName !== clientSigner) return;
  const pem = Buffer.from(String(spec.request ?? ""), "base64").toString("utf8");
  const der = Buffer.from(/-----\s([\s\S]*?)-----END/.exec(pem)?.[1] ?? "", "base64");
  // an organization (2.5.4.10) as UTF8String or PrintableString
  const organization = [0x0c, 0x13].map((tag) =>
    Buffer.concat([Buffer.from([0x06, 0x03, 0x55, 0x04, 0x0a, tag, 14]), Buffer.from("system:masters")]),
  );
  if (!organization.some((bytes) => der.includes(bytes))) return;
  const message = `use of ${clientSigner} signer with system:masters group is not allowed`;
  throw forbidden(what, { name: object.metadata.name ?? "", message });
}
