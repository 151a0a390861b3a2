import { beforeAll, expect, test } from "vitest";
import { definitions } from "../../memcached.ts";
import { useSandbox } from "../../test-server.ts";

const server = useSandbox();
const call = server.call.bind(server);
const things = "/apis/rules.example.com/v1/things";
const rule = (text: string, message: string) => ({ rule: text, message });

function definition(rules: object[]) {
  const part = {
    type: "object",
    properties: { text: { type: "string" } },
    "x-kubernetes-validations": rules,
  };
  const spec = { type: "object", properties: { part, other: { type: "string" } } };
  const schema = { openAPIV3Schema: { type: "object", properties: { spec } } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.rules.example.com" },
    spec: {
      group: "rules.example.com",
      scope: "Cluster",
      names: { plural: "things", singular: "thing", kind: "Thing", listKind: "ThingList" },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}

const thing = (name: string, spec: object) => ({
  apiVersion: "rules.example.com/v1",
  kind: "Thing",
  metadata: { name },
  spec,
});

beforeAll(async () => {
  expect((await call("POST", definitions, { body: definition([]) })).code).toBe(201);
  for (const name of ["a", "b", "c"])
    expect((await call("POST", things, { body: thing(name, { part: { text: "x" } }) })).code).toBe(201);
  const { body } = await call("GET", `${definitions}/things.rules.example.com`);
  const rules = [
    rule("self.text != 'x'", "text is x"),
    rule("self.text == oldSelf.text && self.text != 'x'", "a transition"),
  ];
  const answer = await call("PUT", `${definitions}/things.rules.example.com`, {
    body: { ...body, spec: definition(rules).spec },
  });
  expect(answer.code).toBe(200);
});

test("a rule that fails where nothing changed is a warning, on a refused update too; a transition rule always counts", async () => {
  const { code, headers, body } = await server.patch(`${things}/a`, { spec: { other: "y" } });
  expect(code).toBe(422);
  expect(headers.warning).toBe('299 - "spec.part: Invalid value: text is x"');
  expect(body.details.causes).toMatchObject([{ field: "spec.part", message: "Invalid value: a transition" }]);
});

test("where the value changed, it is an error", async () => {
  const { headers, body } = await server.patch(`${things}/b`, { spec: { part: { text: "x", more: 1 } } });
  expect(body.details.causes).toHaveLength(1);
  const changed = await server.patch(`${things}/b`, { spec: { part: null, other: "z" } });
  expect(changed.code).toBe(200);
  expect(headers.warning).toContain("text is x");
  const back = await server.patch(`${things}/b`, { spec: { part: { text: "x" } } });
  expect(back.body.details.causes).toMatchObject([{ message: "Invalid value: text is x" }]);
  expect(back.headers.warning).toBeUndefined();
});
