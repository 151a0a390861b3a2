import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readPlainCredentials } from "../../../../src/runtime/client/plain-credentials.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "credentials-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const read = (parts: { cluster?: object; user?: object }) =>
  readPlainCredentials({
    name: "x",
    namespace: undefined,
    source: "config",
    cluster: { ...parts.cluster },
    user: { ...parts.user },
  });
const base64 = (text: string) => Buffer.from(text).toString("base64");
const file = (name: string, text: string) => {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
};

test("a token file wins over a token, and is read each time", async () => {
  const tokenFile = file("token", "one\n");
  const user = { token: "other", tokenFile };
  expect((await read({ user })).headers).toEqual({ authorization: "Bearer one" });
  file("token", "two");
  expect((await read({ user })).headers).toEqual({ authorization: "Bearer two" });
});

test("an empty token file is an error, not an anonymous user", async () => {
  await expect(read({ user: { tokenFile: file("token", "\n") } })).rejects.toThrow("holds no token");
});

test("a token wins over a password", async () => {
  const user = { username: "ann", password: "p" };
  expect((await read({ user })).headers.authorization).toBe(`Basic ${base64("ann:p")}`);
  expect((await read({ user: { ...user, token: "t" } })).headers.authorization).toBe("Bearer t");
});

test("certificates in the kubeconfig win over the files that it names", async () => {
  const { tls } = await read({
    cluster: {
      "certificate-authority": "/none",
      "certificate-authority-data": base64("CA"),
      "tls-server-name": "api",
    },
    user: { "client-certificate-data": base64("CERT"), "client-key": file("key", "KEY") },
  });
  expect(tls).toEqual({
    ca: Buffer.from("CA"),
    cert: Buffer.from("CERT"),
    key: Buffer.from("KEY"),
    servername: "api",
  });
});

test("a file that is named and not there is an error", async () => {
  await expect(read({ cluster: { "certificate-authority": join(dir, "none") } })).rejects.toThrow("ENOENT");
});

test("a server's certificate goes unchecked only by true", async () => {
  const tls = async (value: unknown) => (await read({ cluster: { "insecure-skip-tls-verify": value } })).tls;
  expect([await tls(true), await tls(false), await tls("true")]).toEqual([
    { rejectUnauthorized: false },
    {},
    {},
  ]);
});

test("a user of nothing is anonymous", async () => {
  expect(await read({})).toEqual({ headers: {}, tls: {} });
});
