import fc from "fast-check";
import { expect, test } from "vitest";
import { assertFreeKind, kindNames } from "../../../src/scaffold/kind-names.ts";

test.each([
  ["Memcached", "memcached", "memcached", "memcached"],
  ["SampleDB", "sample-db", "sampledb", "sampleDB"],
  ["HTTPRoute", "http-route", "httproute", "httpRoute"],
  ["CronJob", "cron-job", "cronjob", "cronJob"],
  ["X509Cert", "x509-cert", "x509cert", "x509Cert"],
  ["Db2Cluster", "db2-cluster", "db2cluster", "db2Cluster"],
  ["DB", "db", "db", "db"],
])("%s becomes %s in file names, %s in config, %s in code", (kind, kebab, lower, variable) => {
  expect(kindNames(kind)).toEqual({ kebab, lower, variable });
});

test("a kind that is a word of the language, or a name beside it, still has a constant", () => {
  for (const kind of ["Function", "New", "Package", "Controller", "Operator", "Test", "Object"]) {
    expect(kindNames(kind).variable).toBe(`${kind.toLowerCase()}Controller`);
  }
});

test("every kind has an identifier and a file name that say the kind again", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,30}$/), (kind) => {
      const { kebab, lower, variable } = kindNames(kind);
      expect(kebab.replaceAll("-", "")).toBe(lower);
      expect(kebab).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(() => new Function(`"use strict"; const ${variable} = 1;`)).not.toThrow();
    }),
  );
});

test("a kind that the scaffolded files could not use is refused", () => {
  for (const kind of ["Deployment", "Condition", "Int32", "Promise", "Index", "Null", "True", "No"]) {
    expect(() => assertFreeKind(kind)).toThrowError(expect.objectContaining({ code: "KIND_RESERVED" }));
  }
  expect(() => assertFreeKind("Memcached")).not.toThrow();
});
