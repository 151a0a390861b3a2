import { expect, test } from "vitest";
import { generateRole } from "../../../../src/generate/generate-role.ts";

const before = `import { controller, clientWith, type Client } from "kubewright";
import { ConfigMap, DaemonSet } from "./kinds.ts";
import { Pod } from "kubewright/k8s/core/v1";
`;
const read = (text: string) => {
  const { role, diagnostics } = generateRole({
    files: ["/input.ts"],
    readFile: (path) => (path === "/input.ts" ? before + text : undefined),
    name: "manager-role",
  });
  const rules = role.rules.map(
    ({ resources = [], verbs = [] }) => `${resources.join(" ")}: ${verbs.join(" ")}`,
  );
  return { rules, problems: diagnostics.map(({ code, line }) => `${code} ${line}`) };
};

test.each([
  ["a constant", "async (client: Client) => { const { get } = client; await get(Pod, { name: 'a' }); };"],
  ["under another name", "async (client: Client) => { const { get: read } = client; await read(Pod, {}); };"],
  ["a quoted name", "async (client: Client) => { const { 'get': read } = client; await read(Pod, {}); };"],
  [
    "of a handler's parameter",
    "export const handler = async ({ client: { get } }) => { await get(Pod, {}); };",
  ],
  [
    "of the context",
    "export const handler = async (context) => { const { client: { get } } = context; await get(Pod, {}); };",
  ],
  ["of a parameter with a type", "export const f = ({ get }: Client) => get(Pod, {});"],
  [
    "of a client made of another",
    "export const f = (k: Client) => { const { get } = clientWith(k, {}); return get(Pod, {}); };",
  ],
  ["by a text", "export const f = (k: Client) => k['get'](Pod, {});"],
  ["of a client that may not be there", "export const f = (client?: Client) => client?.get(Pod, {});"],
])("a method that was taken from a client and is called: %s", (_, text) => {
  expect(read(text)).toEqual({ rules: ["pods: get"], problems: [] });
});

test("methods of subresources that were taken", () => {
  const text = `export const f = async (k: Client) => {
  const { subresource, patchStatus } = k;
  await subresource(Pod, "eviction").create({}, {});
  await patchStatus(Pod, {}, {});
};`;
  expect(read(text)).toEqual({ rules: ["pods/eviction: create", "pods/status: patch"], problems: [] });
});

test.each([
  ["bound", "export const f = async (k: Client) => { const fn = k.delete.bind(k); await fn(Pod, {}); };"],
  ["kept", "export const f = async (k: Client) => { const fn = k.get; await fn(Pod, {}); };"],
  ["called by call", "export const f = (k: Client) => k.get.call(k, Pod, {});"],
  ["handed on", "export const f = (client: Client) => each(client.get);"],
  ["taken and handed on", "export const f = (client: Client) => { const { get } = client; each(get); };"],
  [
    "taken and put into an object",
    "export const f = (client: Client) => { const { get } = client; return { get }; };",
  ],
  ["taken and called with what is not known", "export const f = ({ get }: Client, kind) => get(kind, {});"],
  [
    "the rest of a client",
    "export const f = (client: Client) => { const { get, ...rest } = client; return rest; };",
  ],
  ["by a name that is made", "export const f = (client: Client, name) => client[name](Pod, {});"],
  [
    "taken by a name that is made",
    "export const f = (client: Client, name) => { const { [name]: m } = client; m(Pod); };",
  ],
  ["taken by an assignment", "let get; export const f = (client: Client) => { ({ get } = client); };"],
  ["taken in the file itself", "const { get } = client; export const f = () => get(Pod, {});"],
])("a method that is read without being called is a problem: %s", (_, text) => {
  expect(read(text)).toEqual({ rules: [], problems: ["RBAC_UNKNOWN 4"] });
});

test("an @rbac tag says what a method is called with", () => {
  const text = `/** @rbac groups="",resources=pods,verbs=delete */
export const f = (k: Client) => k.delete.bind(k);`;
  expect(read(text)).toEqual({ rules: ["pods: delete"], problems: [] });
});

test.each([
  [
    "a map",
    "export const f = (map: Map<string, string>) => { const { get } = map; return [get, map.delete]; };",
  ],
  [
    "an object of the same names",
    "export const f = (client: Client) => { const get = 1; return { get, list: client }; };",
  ],
  ["something else of a client's", "export const f = ({ client: { close } }) => close;"],
])("what is no method of a client is let be: %s", (_, text) => {
  expect(read(text)).toEqual({ rules: [], problems: [] });
});
