import { expect, test } from "vitest";
import type { Files } from "../from-text.ts";
import { rulesOf } from "../from-text.ts";

const kinds = `import { ConfigMap, Pod, Secret } from "kubewright/k8s/core/v1";
import { Deployment } from "kubewright/k8s/apps/v1";
`;
/** Rules as text, and problems without their hints. */
function read(text: string, more: Files = {}) {
  const { rules, errors } = rulesOf(kinds + text, more);
  return {
    rules: rules.map(
      ({ resources = [], resourceNames, verbs }) =>
        `${resources.join(" ")}${resourceNames ? ` (${resourceNames.join(" ")})` : ""}: ${verbs.join(" ")}`,
    ),
    problems: errors.map((error) => error.split("\n")[0]),
  };
}

test.each<[string, string, Files, string[]]>([
  [
    "a callback that a package calls with items of a list",
    'import pMap from "p-map"; export const f = (client: Client) => pMap([Pod, Secret], (kind) => client.list(kind));',
    {},
    ["pods secrets: list"],
  ],
  [
    "a callback that a package calls",
    'import pRetry from "p-retry"; export const f = (c: Client) => pRetry(async () => c.list(Pod), { retries: 3 });',
    {},
    ["pods: list"],
  ],
  [
    "what an emitter is told to call",
    'import { EventEmitter } from "node:events"; new EventEmitter().on("x", (c: Client) => c.list(Pod));',
    {},
    ["pods: list"],
  ],
  [
    "a default export by another name",
    'import look from "./look.ts"; export const f = (c: Client) => look(c, Pod);',
    {
      "look.ts":
        'import type { Client } from "kubewright"; export default async (c: Client, kind) => c.list(kind);',
    },
    ["pods: list"],
  ],
  [
    "a module that is imported when it is needed",
    'export const f = async (c: Client) => (await import("./look.ts")).look(c);',
    {
      "look.ts":
        'import { Node } from "kubewright/k8s/core/v1"; export const look = (c) => c.list(Node, {});',
    },
    ["nodes: list"],
  ],
  [
    "what a parameter's type says",
    "export const f = (c: Client, kind: typeof Pod) => c.list(kind);",
    {},
    ["pods: list"],
  ],
  [
    "what the argument of a parameter's type says",
    'import type { Resource } from "kubewright"; export const f = (c: Client, k: Resource<Deployment>) => c.list(k);',
    {},
    ["deployments: list"],
  ],
  [
    "a class that nobody makes",
    "export class Look { constructor(private readonly api: Client) {} all() { return this.api.list(Pod); } }",
    {},
    ["pods: list"],
  ],
  [
    "names of an enum, where all are known",
    'enum Names { A = "a", B = "b" } export const f = (c: Client, x: boolean) => c.get(Secret, { name: x ? Names.A : Names.B });',
    {},
    ["secrets (a b): get"],
  ],
  [
    "a name that may be another",
    'export const f = (c: Client, n: string) => c.get(Secret, { name: n || "a" });',
    {},
    ["secrets: get"],
  ],
  [
    "names where the whole kind is allowed, too",
    'export const f = async (c: Client, key) => { await c.get(Secret, { name: "a" }); await c.get(Secret, key); };',
    {},
    ["secrets: get"],
  ],
  [
    "a function that calls itself with ever other objects",
    "const walk = (c: Client, at) => { c.list(Pod); walk(c, { at }); }; export const f = (c: Client) => walk(c, {});",
    {},
    ["pods: list"],
  ],
])("is followed: %s", (_, text, more, rules) => {
  expect(read(text, more)).toEqual({ rules, problems: [] });
});

test.each([
  [
    "a client that goes to a package",
    'import { sync } from "some-package";\nexport const f = (client: Client) => sync({ client });',
    'input.ts:6:43: error: cannot tell what "sync" does with "{ client }", as its code is not part of this project: the role would lack it',
  ],
  [
    "a handler of a package",
    'import { handler } from "some-package";\ncontroller(Thing).reconcile(handler);',
    'input.ts:6:1: error: cannot tell what the handler "handler" of "some-package" calls, as its code is not part of this project: the role would lack it',
  ],
  [
    "a kind by a text",
    "const all = JSON.parse(text);\nexport const f = (client: Client) => client.list(all.kind);",
    'input.ts:6:50: error: cannot tell which resource "all.kind" is: the role would lack it',
  ],
  [
    "a path that is not known",
    'export const f = (client: Client, path: string) =>\n  client.request({ method: "GET", path });',
    "input.ts:6:3: error: cannot tell what this request needs: the role would lack it",
  ],
])("is an error at its place: %s", (_, text, problem) => {
  expect(read(text).problems).toEqual([problem]);
});

test("a tag before a function that leads to the call says what it needs", () => {
  const text = `const get = (c: Client, kind) => c.get(kind, {});
/** @rbac groups="",resources=pods,verbs=get */
export const f = (c: Client, kinds) => get(c, kinds.pod);`;
  expect(read(text)).toEqual({ rules: ["pods: get"], problems: [] });
});
