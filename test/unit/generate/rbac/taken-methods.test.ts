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
  ["kept", "export const f = async (k: Client) => { const fn = k.delete; await fn(Pod, {}); };"],
  ["called by call", "export const f = (k: Client) => k.delete.call(k, Pod, {});"],
  ["called by apply", "export const f = (k: Client) => k.delete.apply(k, [Pod, {}]);"],
  ["bound with its kind", "export const f = (k: Client) => k.delete.bind(k, Pod)({});"],
  ["taken in the file itself", "const { delete: remove } = client; export const f = () => remove(Pod, {});"],
  ["handed on", "const each = (m) => m(Pod, {}); export const f = (client: Client) => each(client.delete);"],
  [
    "put into an object",
    "const of = ({ delete: remove }: Client) => ({ remove }); export const f = (k: Client) => of(k).remove(Pod, {});",
  ],
  [
    "of the rest",
    "const of = ({ get, ...rest }: Client) => rest; export const f = (k: Client) => of(k).delete(Pod, {});",
  ],
  ["taken by an assignment", "let m; export const f = (k: Client) => { ({ delete: m } = k); m(Pod, {}); };"],
])("a method is followed to where it is called: %s", (_, text) => {
  expect(read(text)).toEqual({ rules: ["pods: delete"], problems: [] });
});

test.each([
  ["handed to code that cannot be read", "export const f = (client: Client) => each(client.get);"],
  ["taken and handed on", "export const f = (client: Client) => { const { get } = client; each(get); };"],
  ["taken and called with what is not known", "export const f = ({ get }: Client, kind) => get(kind, {});"],
  ["by a name that is made", "export const f = (client: Client, name) => client[name](Pod, {});"],
  [
    "taken by a name that is made",
    "export const f = (client: Client, name) => { const { [name]: m } = client; m(Pod); };",
  ],
])("a method that cannot be followed is a problem: %s", (_, text) => {
  expect(read(text)).toEqual({ rules: [], problems: ["RBAC_UNKNOWN 4"] });
});

test("an @rbac tag says what a method is called with", () => {
  const text = `/** @rbac groups="",resources=pods,verbs=delete */
export const f = (k: Client, kind) => k.delete(kind, {});`;
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
