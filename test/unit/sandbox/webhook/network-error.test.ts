import { expect, test } from "vitest";
import { networkErrorText } from "../../../../src/sandbox/webhook/network-error.ts";

const now = new Date("2026-01-02T03:04:05.678Z");
const endpoint = { host: "hook.default.svc", dialed: "10.0.0.1:443" };
const verify = "tls: failed to verify certificate: x509: ";

test.each([
  [{ code: "ECONNREFUSED" }, "dial tcp 10.0.0.1:443: connect: connection refused"],
  [{ code: "EHOSTUNREACH" }, "dial tcp 10.0.0.1:443: connect: no route to host"],
  [{ code: "ENOTFOUND" }, "dial tcp: lookup hook.default.svc: no such host"],
  [{ code: "ECONNRESET" }, "EOF"],
  [{ code: "DEPTH_ZERO_SELF_SIGNED_CERT" }, `${verify}certificate signed by unknown authority`],
  [
    { code: "CERT_HAS_EXPIRED" },
    `${verify}certificate has expired or is not yet valid: current time 2026-01-02T03:04:05Z`,
  ],
  [
    { code: "ERR_TLS_CERT_ALTNAME_INVALID", cert: { subjectaltname: "DNS:a, DNS:b, IP Address:1.2.3.4" } },
    `${verify}certificate is valid for a, b, not hook.default.svc`,
  ],
  [
    { code: "ERR_TLS_CERT_ALTNAME_INVALID", cert: { subjectaltname: "IP Address:1.2.3.4" } },
    `${verify}certificate is not valid for any names, but wanted to match hook.default.svc`,
  ],
  [
    { code: "ERR_TLS_CERT_ALTNAME_INVALID", cert: {} },
    `${verify}certificate relies on legacy Common Name field, use SANs instead`,
  ],
  [{ code: "EPROTO" }, "http: server gave HTTP response to HTTPS client"],
  [{ message: "something else" }, "something else"],
])("%j in Go's words", (fields, text) => {
  expect(networkErrorText(Object.assign(new Error("x"), fields), { endpoint, now })).toBe(text);
});

test("an address is looked for among the addresses of a certificate", () => {
  const error = (subjectaltname: string) =>
    Object.assign(new Error("x"), { code: "ERR_TLS_CERT_ALTNAME_INVALID", cert: { subjectaltname } });
  const at = { endpoint: { host: "127.0.0.1", dialed: "127.0.0.1:1" }, now };
  expect(networkErrorText(error("DNS:a"), at)).toBe(
    `${verify}cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs`,
  );
  expect(networkErrorText(error("IP Address:1.2.3.4"), at)).toBe(
    `${verify}certificate is valid for 1.2.3.4, not 127.0.0.1`,
  );
});
