import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { useSandbox } from "../test-server.ts";

// certificates are looked at by Node's own clock
const start = Math.floor(Date.now() / 1000) * 1000;
const clock = new VirtualClock(start);
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString().replace(".000", "");
const server = useSandbox({ behaviours: false, clock });
const accounts = "/api/v1/namespaces/default/serviceaccounts";

async function account(name: string): Promise<void> {
  const { code } = await server.call("POST", accounts, { body: { metadata: { name } } });
  expect(code).toBe(201);
}

async function tokenOf(name: string, spec: object = {}): Promise<string> {
  const { code, body } = await server.call("POST", `${accounts}/${name}/token`, { body: { spec } });
  expect(code).toBe(201);
  return body.status.token;
}

const whoAmI = (token: string) =>
  server.call("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", { token, body: {} });

test("a token is a signed JWT with the server's claims, for an hour", async () => {
  await account("claims");
  const { body } = await server.call("POST", `${accounts}/claims/token`, { body: {} });
  expect(body).toMatchObject({
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name: "claims", namespace: "default", creationTimestamp: at(0) },
    spec: { audiences: ["https://kubernetes.default.svc"], expirationSeconds: 3600, boundObjectRef: null },
    status: { expirationTimestamp: at(3600) },
  });
  const [header, claims] = body.status.token
    .split(".")
    .map((part: string) => Buffer.from(part, "base64url").toString("utf8"));
  expect(JSON.parse(header)).toEqual({ alg: "ES256", kid: expect.stringMatching(/^[\w-]{43}$/) as unknown });
  const now = clock.now() / 1000;
  expect(JSON.parse(claims)).toEqual({
    aud: ["https://kubernetes.default.svc"],
    exp: now + 3600,
    iat: now,
    nbf: now,
    iss: "https://kubernetes.default.svc",
    jti: expect.any(String) as unknown,
    "kubernetes.io": { namespace: "default", serviceaccount: { name: "claims", uid: body.metadata.uid } },
    sub: "system:serviceaccount:default:claims",
  });
});

test("who has it is the ServiceAccount, in its groups", async () => {
  await account("me");
  const { body } = await whoAmI(await tokenOf("me"));
  expect(body.status.userInfo).toMatchObject({
    username: "system:serviceaccount:default:me",
    groups: ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"],
    extra: { "authentication.kubernetes.io/credential-id": [expect.stringMatching(/^JTI=/)] },
  });
});

test("a token ends with its time, give or take a minute", async () => {
  await account("short");
  const token = await tokenOf("short", { expirationSeconds: 600 });
  await clock.advance(660_000);
  expect((await whoAmI(token)).code).toBe(201);
  await clock.advance(2000);
  expect((await whoAmI(token)).code).toBe(401);
});

test("a token ends with its ServiceAccount, also when there is a new one of the name", async () => {
  await account("gone");
  const token = await tokenOf("gone");
  expect((await whoAmI(token)).code).toBe(201);
  await server.call("DELETE", `${accounts}/gone`);
  expect((await whoAmI(token)).code).toBe(401);
  await account("gone");
  expect((await whoAmI(token)).code).toBe(401);
});

test("a token ends with the Secret that it is bound to", async () => {
  await account("bound");
  const secrets = "/api/v1/namespaces/default/secrets";
  await server.call("POST", secrets, { body: { metadata: { name: "key" } } });
  const token = await tokenOf("bound", { boundObjectRef: { apiVersion: "v1", kind: "Secret", name: "key" } });
  expect((await whoAmI(token)).code).toBe(201);
  await server.call("DELETE", `${secrets}/key`);
  expect((await whoAmI(token)).code).toBe(401);
});

test("a token for others is none for the server", async () => {
  await account("other");
  const token = await tokenOf("other", { audiences: ["vault"] });
  expect((await whoAmI(token)).code).toBe(401);
});

test("nobody makes a token but the server: what is changed or signed by another is refused", async () => {
  await account("forged");
  const token = await tokenOf("forged");
  const [header = "", claims = "", signature = ""] = token.split(".");
  const other = Buffer.from(claims, "base64url").toString("utf8").replaceAll("forged", "me");
  const none = Buffer.from('{"alg":"none"}').toString("base64url");
  for (const forged of [
    `${header}.${Buffer.from(other).toString("base64url")}.${signature}`,
    `${header}.${claims}.${Buffer.from("x".repeat(64)).toString("base64url")}`,
    `${none}.${claims}.`,
    `${none}.${claims}.${signature}`,
    `${header}.${claims}`,
    `${header}.e30.${signature}`,
    `.${claims}.`,
  ])
    expect((await whoAmI(forged)).code).toBe(401);
  expect((await whoAmI(token)).code).toBe(201);
});

test("users of one's own have a token, groups and a kubeconfig", async () => {
  const jane = server.sandbox.addUser({
    name: "jane",
    uid: "7",
    groups: ["developers"],
    extra: { "a.b/c": ["d"] },
  });
  const { body } = await whoAmI(jane.token);
  expect(body.status.userInfo).toEqual({
    username: "jane",
    uid: "7",
    groups: ["developers", "system:authenticated"],
    extra: { "a.b/c": ["d"] },
  });
  expect(jane.kubeconfig()).toContain(jane.token);
  expect(jane.kubeconfig()).not.toContain(server.sandbox.token);
  const { code, body: refusal } = await server.call("GET", "/api/v1/pods", { token: jane.token });
  expect([code, refusal.message]).toEqual([
    403,
    'pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope',
  ]);
});

test("a user without a name or groups is refused", () => {
  for (const user of [{ name: "", groups: [] }, { name: "x" }, {}])
    expect(() => server.sandbox.addUser(user as never)).toThrow("cannot add user");
});
