import { expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { type Name, assertName, checkName } from "../../../src/project/names.ts";

test.each<[Name, string[]]>([
  ["domain", ["example.com", "a", "my-domain.io", "1.2.com", "x".repeat(63) + ".com"]],
  ["projectName", ["memcached-operator", "a", "a1", "truest"]],
  ["group", ["cache", "cache.team", "a-b"]],
  ["version", ["v1", "v2", "v1alpha1", "v1beta2", "v10", "v0alpha1"]],
  ["kind", ["Memcached", "HTTPRoute", "X", "A1", "DBv2"]],
  ["plural", ["memcacheds", "a-b", "x1"]],
])("a %s that the API server takes is taken: %j", (what, names) => {
  for (const name of names) expect(checkName(what, name)).toBeUndefined();
});

test.each<[Name, string[]]>([
  [
    "domain",
    ["", "Example.com", "example..com", "-a.com", "a.com.", "https://a.com", "a_b.com", "x".repeat(254)],
  ],
  ["projectName", ["", "My-Operator", "a.b", "1a", "a-", "x".repeat(29), "true", "null", "no", "y"]],
  ["group", ["", "Cache", "a/b", ".a"]],
  ["version", ["", "1", "v1.0", "V1", "v1alpha", "v1gamma1", "v01", "latest"]],
  ["kind", ["", "memcached", "Mem-cached", "Mem_cached", "1Kind", "Kürzel", "K".repeat(64)]],
  ["plural", ["", "Memcacheds", "1s", "a.b", "a_b", "yes"]],
])("a %s that it would refuse later is refused now: %j", (what, names) => {
  for (const name of names) expect(checkName(what, name)?.message, name).toContain(JSON.stringify(name));
});

test("an error says what was found and expected, and has a code of its own", () => {
  const error = caught(() => assertName("kind", "my-cache"));
  expect(error.code).toBe("KIND_INVALID");
  expect(error.message).toBe(
    'kind "my-cache" is not valid: expected PascalCase, letters and digits only, such as "Memcached"',
  );
  expect(error.hint).toBe('Did you mean "MyCache"?');
});

test.each<[Name, string, string | undefined]>([
  ["domain", "https://Example.com/path", "example.com"],
  ["projectName", "My Operator", "my-operator"],
  ["group", "Cache", "cache"],
  ["version", "1", "v1"],
  ["version", "V1Alpha", "v1alpha1"],
  ["version", "latest", undefined],
  ["kind", "memcached", "Memcached"],
  ["kind", "---", undefined],
  ["plural", "Mem_cacheds", "mem-cacheds"],
])("a hint is itself a right name: %s %j → %j", (what, name, suggestion) => {
  expect(checkName(what, name)?.hint).toBe(
    suggestion === undefined ? undefined : `Did you mean "${suggestion}"?`,
  );
});

function caught(action: () => unknown): UserError {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error("expected a UserError");
}
