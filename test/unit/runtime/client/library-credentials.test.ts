import { expect, test } from "vitest";
import { libraryCredentials } from "../../../../src/runtime/client/library-credentials.ts";

const headersOf = async (provider: object) => {
  const user = { "auth-provider": provider };
  const load = libraryCredentials({ name: "a", namespace: undefined, cluster: {}, user, source: "config" });
  return (await load()).headers;
};

test.each([
  ["gcp", { "access-token": "t", expiry: "2999-01-01T00:00:00Z" }],
  ["azure", { "access-token": "t", "expires-on": "32472144000" }],
])("%s gives the token that it has while it is good", async (name, config) => {
  expect(await headersOf({ name, config })).toEqual({ authorization: "Bearer t" });
});

test("a provider that has nothing to say of a token asks its program, and tells what is missing", async () => {
  await expect(headersOf({ name: "gcp", config: {} })).rejects.toThrow("Token is expired");
});

test("a provider that is not known gives nothing", async () => {
  expect(await headersOf({ name: "other", config: {} })).toEqual({});
});
