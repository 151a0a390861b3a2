import { createPublicKey, verify, type JsonWebKey } from "node:crypto";
import { expect, test } from "vitest";
import { onBothServers } from "./servers.ts";

onBothServers("tokens of ServiceAccounts", (server) => {
  test("can be checked by others, with the published keys", async () => {
    const n = await server.namespace();
    const accounts = `/api/v1/namespaces/${n}/serviceaccounts`;
    expect((await server.api.post(accounts, { metadata: { name: "robot" } })).status).toBe(201);
    const { body } = await server.api.post(`${accounts}/robot/token`, { spec: { audiences: ["vault"] } });
    const [header = "", claims = "", signature = ""] = String(body.status.token).split(".");
    const decode = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));

    const configuration = await server.api.get("/.well-known/openid-configuration");
    expect(configuration.headers["content-type"]).toBe("application/json");
    expect(configuration.body).toMatchObject({
      issuer: decode(claims).iss,
      response_types_supported: ["id_token"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: [decode(header).alg],
    });
    const path = new URL(configuration.body.jwks_uri).pathname;
    const { body: keySet, headers } = await server.api.get(path, { accept: "*/*" });
    expect(headers["content-type"]).toBe("application/jwk-set+json");
    const key = keySet.keys.find(({ kid }: { kid: string }) => kid === decode(header).kid) as JsonWebKey;
    expect(Object.keys(key)).toEqual(["use", "kty", "kid", "crv", "alg", "x", "y"]);
    const publicKey = createPublicKey({ key, format: "jwk" });
    const signed = Buffer.from(`${header}.${claims}`);
    const options = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
    expect(verify("sha256", signed, options, Buffer.from(signature, "base64url"))).toBe(true);
    expect((await server.api.get(path, { accept: "application/json" })).body).toMatchObject({
      code: 406,
      message: "406: Not Acceptable\n\nAvailable representations: application/jwk-set+json",
    });
  });

  test.each<[string, object, number, string]>([
    [
      "robot",
      { spec: { expirationSeconds: 5 } },
      422,
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
    ],
    [
      "robot",
      { spec: { expirationSeconds: 2 ** 33 } },
      422,
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 8589934592: may not specify a duration larger than 2^32 seconds',
    ],
    [
      "robot",
      { metadata: { name: "other" } },
      422,
      'TokenRequest.authentication.k8s.io "robot" is invalid: metadata.name: Invalid value: "other": must match the service account name if specified',
    ],
    [
      "robot",
      { metadata: { namespace: "other" } },
      400,
      "the namespace of the provided object does not match the namespace sent on the request",
    ],
    [
      "robot",
      { metadata: { uid: "x" } },
      409,
      'Operation cannot be fulfilled on TokenRequest.authentication.k8s.io "robot": the UID in the token request (x) does not match the UID of the service account (U)',
    ],
    ["missing", {}, 404, 'serviceaccounts "missing" not found'],
    [
      "robot",
      { spec: { boundObjectRef: { apiVersion: "v1", kind: "Pod", name: "no" } } },
      404,
      'pods "no" not found',
    ],
    [
      "robot",
      { spec: { boundObjectRef: { apiVersion: "apps/v1", kind: "Deployment", name: "no" } } },
      400,
      "cannot bind token to object of type apps/v1, Kind=Deployment",
    ],
    [
      "robot",
      { spec: { boundObjectRef: { apiVersion: "v1", kind: "Secret", name: "key", uid: "x" } } },
      409,
      'Operation cannot be fulfilled on Secret "key": the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated',
    ],
  ])("are not issued to %s with %o", async (name, body, code, message) => {
    const n = await server.namespace();
    const accounts = `/api/v1/namespaces/${n}/serviceaccounts`;
    await server.api.post(accounts, { metadata: { name: "robot" } });
    await server.api.post(`/api/v1/namespaces/${n}/secrets`, { metadata: { name: "key" } });
    const { body: answer } = await server.api.post(`${accounts}/${name}/token`, body);
    const said = String(answer.message).replace(/service account \([^)]+\)/, "service account (U)");
    expect([answer.code, said]).toEqual([code, message]);
  });
});
