import { expect, test } from "vitest";
import { impersonationHeaders } from "../../../../src/runtime/client/impersonation.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { startScriptedServer } from "../../../helpers/scripted-server.ts";

const headers = (user: object) =>
  impersonationHeaders({
    name: "dev",
    namespace: undefined,
    source: "config",
    cluster: {},
    user: { ...user },
  });

// the cases of client-go's TestImpersonationRoundTripper
test("a user alone, and with all that a user may have", () => {
  expect(headers({})).toEqual({});
  expect(headers({ as: "ann" })).toEqual({ "impersonate-user": "ann" });
  const user = {
    as: "ann",
    "as-uid": "u-1",
    "as-groups": ["dev", "ops"],
    "as-user-extra": {
      scopes: ["a", "b"],
      "test.example.com/thing thing": ["c"],
      "100%": ["d"],
      ünder: ["e"],
    },
  };
  expect(headers(user)).toEqual({
    "impersonate-user": "ann",
    "impersonate-uid": "u-1",
    "impersonate-group": ["dev", "ops"],
    "impersonate-extra-scopes": ["a", "b"],
    "impersonate-extra-test.example.com%2Fthing%20thing": ["c"],
    "impersonate-extra-100%25": ["d"],
    "impersonate-extra-%C3%BCnder": ["e"],
  });
});

test.each(["as-groups", "as-uid", "as-user-extra"])("%s without a user is refused, as by kubectl", (key) => {
  const value = { "as-groups": ["x"], "as-uid": "u", "as-user-extra": { x: ["y"] } }[key];
  expect(() => headers({ [key]: value })).toThrow('but not "as"');
});

test("several groups are sent as several headers", async () => {
  const server = await startScriptedServer();
  const transport = new Transport(
    server.connection({ headers: headers({ as: "ann", "as-groups": ["a", "b"] }) }),
  );
  let raw: string[] = [];
  server.script(({ json, response }) => {
    raw = response.req.rawHeaders;
    json(200, {});
  });
  await transport.request({ method: "GET", path: "/" });
  const groups = raw.filter((_, index) => raw[index - 1]?.toLowerCase() === "impersonate-group");
  expect(groups).toEqual(["a", "b"]);
  transport.close();
  await server.close();
});
