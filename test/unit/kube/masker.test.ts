import { expect, test } from "vitest";
import { maskText, Masker } from "../../../src/kube/masker.ts";

const fields = {
  "a.com/v1/Db": [
    ["spec", "password"],
    ["spec", "users", "*", "token"],
    ["spec", "keys", "*"],
  ],
};
const base64 = (text: string) => Buffer.from(text).toString("base64");

test("values of a Secret go, its keys stay", () => {
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "s",
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": '{"data":1}', note: "n" },
    },
    type: "Opaque",
    data: { token: base64("hunter2") },
    stringData: { other: "x" },
  };
  const masked = new Masker().mask(secret);
  expect(masked).toEqual({
    ...secret,
    metadata: {
      name: "s",
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": maskText, note: "n" },
    },
    data: { token: maskText },
    stringData: { other: maskText },
  });
  expect(secret.stringData.other).toBe("x");
});

test("a Secret is found in lists, in templates, and where only its handle tells the kind", () => {
  const masker = new Masker();
  const secret = { apiVersion: "v1", kind: "Secret", data: { a: "xyz" } };
  const list = { apiVersion: "v1", kind: "List", items: [secret] };
  expect(masker.mask(list)).toMatchObject({ items: [{ data: { a: maskText } }] });
  expect(masker.mask({ spec: { template: secret } })).toMatchObject({
    spec: { template: { data: { a: maskText } } },
  });
  const bare = { metadata: { name: "a" }, data: { a: "xyz" } };
  expect(masker.mask(bare, { apiVersion: "v1", kind: "Secret" })).toMatchObject({ data: { a: maskText } });
  expect(masker.mask(bare, { apiVersion: "v1", kind: "ConfigMap" })).toEqual(bare);
});

test("fields of a kind by their paths, of this kind and version only", () => {
  const spec = { password: 5, users: [{ name: "u", token: "t" }], keys: { a: { b: 1 }, c: null }, size: 1 };
  const db = { apiVersion: "a.com/v1", kind: "Db", spec };
  expect(new Masker(fields).mask(db)).toEqual({
    ...db,
    spec: {
      password: maskText,
      users: [{ name: "u", token: maskText }],
      keys: { a: maskText, c: null },
      size: 1,
    },
  });
  const other = { ...db, apiVersion: "a.com/v2" };
  expect(new Masker(fields).mask(other)).toEqual(other);
});

test("what was masked is found in texts: as it is, and as base64 stands for it", () => {
  const masker = new Masker(fields);
  masker.learn({ apiVersion: "v1", kind: "Secret", data: { a: base64("p.ss(word\n") } });
  masker.learn({ apiVersion: "a.com/v1", kind: "Db", spec: { password: "swordfish" } });
  expect(masker.text("login p.ss(word failed, swordfish too; pXss(word not")).toBe(
    `login ${maskText} failed, ${maskText} too; pXss(word not`,
  );
  const copied = { apiVersion: "v1", kind: "ConfigMap", data: { url: "http://u:swordfish@db" } };
  expect(masker.mask(copied)).toMatchObject({ data: { url: `http://u:${maskText}@db` } });
});

test("short values are no reason to cut up other texts", () => {
  const masker = new Masker();
  masker.learn({ apiVersion: "v1", kind: "Secret", stringData: { a: "true" } });
  expect(masker.text("true story")).toBe("true story");
});
