import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { createCertificateAuthority, issueCertificate } from "../../../../src/base/certificate.ts";
import { loadConnection } from "../../../../src/runtime/client/load-connection.ts";
import { oidcCredentials } from "../../../../src/runtime/client/oidc-credential.ts";
import { startScriptedServer, type ScriptedServer, type Step } from "../../../helpers/scripted-server.ts";

const authority = createCertificateAuthority({ commonName: "authority", now: new Date() });
const { key, certificate: cert } = issueCertificate(authority, {
  commonName: "issuer",
  hosts: ["127.0.0.1"],
  now: new Date(),
});

let issuer: ScriptedServer;
let clock: VirtualClock;
beforeEach(async () => {
  issuer = await startScriptedServer({ key, cert });
  clock = new VirtualClock();
});
afterEach(() => issuer.close());

/** A token that ends so many milliseconds from now. */
const token = (ms: number, name = "x") =>
  ["{}", JSON.stringify({ exp: Math.floor((clock.now() + ms) / 1_000), name }), "signature"]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");
const discovery: Step = ({ json }) => json(200, { token_endpoint: `${issuer.url}/token` });
const answers =
  (body: object, code = 200): Step =>
  ({ json }) =>
    json(code, body);

function load(config: object) {
  return oidcCredentials(
    {
      name: "dev",
      namespace: undefined,
      source: "config",
      cluster: {},
      user: {
        "auth-provider": {
          name: "oidc",
          config: {
            "idp-issuer-url": issuer.url,
            "client-id": "kubernetes",
            "idp-certificate-authority-data": Buffer.from(authority.certificate).toString("base64"),
            ...config,
          },
        },
      },
    },
    clock,
  );
}
const sentForm = (index: number) => Object.fromEntries(new URLSearchParams(issuer.requests[index]?.body));

describe("an id-token", () => {
  test("is used while it is good, and nobody is asked", async () => {
    const id = token(60_000);
    expect((await load({ "id-token": id })()).headers).toEqual({ authorization: `Bearer ${id}` });
    expect(issuer.requests).toEqual([]);
  });

  test("that ends within ten seconds is renewed by the refresh-token, once", async () => {
    const fresh = token(3_600_000, "fresh");
    issuer.script(discovery, answers({ id_token: fresh }));
    const credentials = load({ "id-token": token(9_000), "refresh-token": "r1" });
    expect((await credentials()).headers).toEqual({ authorization: `Bearer ${fresh}` });
    await credentials();
    expect(issuer.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /.well-known/openid-configuration",
      "POST /token",
    ]);
    expect(sentForm(1)).toEqual({
      grant_type: "refresh_token",
      refresh_token: "r1",
      client_id: "kubernetes",
    });
    expect(clock.waiting).toBe(0);
  });

  test("is renewed by the newest refresh-token", async () => {
    issuer.script(discovery, answers({ id_token: token(60_000), refresh_token: "r2" }));
    const credentials = load({ "refresh-token": "r1" });
    await credentials();
    await clock.advance(60_000);
    issuer.script(discovery, answers({ id_token: token(60_000) }));
    await credentials();
    expect(sentForm(3)).toMatchObject({ refresh_token: "r2" });
  });
});

describe("a client's secret", () => {
  test("is shown in the header", async () => {
    issuer.script(discovery, answers({ id_token: token(60_000) }));
    await load({ "refresh-token": "r", "client-secret": "s/1" })();
    const basic = Buffer.from("kubernetes:s%2F1").toString("base64");
    expect(issuer.requests[1]?.headers.authorization).toBe(`Basic ${basic}`);
    expect(sentForm(1)).toEqual({ grant_type: "refresh_token", refresh_token: "r" });
  });

  test("is shown in the body to an issuer that does not read the header", async () => {
    issuer.script(discovery, answers({ error: "invalid_client" }, 401), answers({ id_token: token(60_000) }));
    await load({ "refresh-token": "r", "client-secret": "s" })();
    expect(sentForm(2)).toMatchObject({ client_id: "kubernetes", client_secret: "s" });
  });
});

describe("what goes wrong", () => {
  test.each<[string, object, Step[], string]>([
    ["no refresh-token", {}, [], "there is no refresh-token: log in again"],
    ["a token that is none", { "id-token": "nonsense" }, [], "log in again"],
    ["no client", { "refresh-token": "r", "client-id": "" }, [], "no client-id"],
    [
      "an issuer without endpoint",
      { "refresh-token": "r" },
      [answers({})],
      "does not say where its token_endpoint is",
    ],
    ["a page", { "refresh-token": "r" }, [({ response }) => response.end("<html>")], "token_endpoint"],
    [
      "a refusal",
      { "refresh-token": "r" },
      [discovery, answers({ error: "invalid_grant" }, 400)],
      "(400 invalid_grant): log in again",
    ],
    ["no id_token", { "refresh-token": "r" }, [discovery, answers({ access_token: "x" })], "scope openid"],
  ])("%s is told", async (_, config, steps, message) => {
    issuer.script(...steps);
    await expect(load(config)()).rejects.toThrow(message);
  });

  test("an issuer of another authority is not talked to", async () => {
    await expect(
      load({ "refresh-token": "r", "idp-certificate-authority-data": "" })(),
    ).rejects.toMatchObject({
      name: "ConnectionError",
    });
    expect(issuer.requests).toEqual([]);
  });
});

test("a kubeconfig with it gives its token, and loads no library", async () => {
  const id = token(60_000);
  const connection = await loadConnection({
    clock,
    kubeconfigText: JSON.stringify({
      "current-context": "a",
      clusters: [{ name: "a", cluster: { server: "https://api.example.com" } }],
      contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
      users: [{ name: "a", user: { "auth-provider": { name: "oidc", config: { "id-token": id } } } }],
    }),
  });
  expect((await connection.credentials()).headers.authorization).toBe(`Bearer ${id}`);
});
