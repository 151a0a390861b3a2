import { expect, test } from "vitest";
import { generateRole } from "../../../../src/generate/generate-role.ts";

const before = `import { controller, createOrPatch, resource } from "kubewright";
import { Deployment } from "kubewright/k8s/apps/v1";
import { ConfigMap, Pod, Secret } from "kubewright/k8s/core/v1";
const Web = resource({ group: "example.com", version: "v1", kind: "Web" });
`;
/** The resources beside `webs` itself that the role speaks of, without what is owned. */
const resources = (text: string, others: Readonly<Record<string, string>> = {}) => {
  const files: Readonly<Record<string, string>> = { "/input.ts": before + text, ...others };
  const { role, diagnostics } = generateRole({
    files: Object.keys(files),
    readFile: (path) => files[path],
    name: "manager-role",
  });
  expect(diagnostics).toEqual([]);
  return role.rules.flatMap((rule) => rule.resources ?? []).filter((name) => /\/|^events$/.test(name));
};

test.each([
  ["a handler that only reads", "controller(Web).reconcile(({ log }) => log.info('x'));", []],
  ["a handler without a context", "controller(Web).reconcile(() => {});", []],
  ["status is taken", "controller(Web).reconcile(({ status }) => {});", ["webs/status"]],
  [
    "status is taken under another name",
    "controller(Web).reconcile(({ status: s }) => {});",
    ["webs/status"],
  ],
  [
    "the rest of the context is taken and used",
    "controller(Web).reconcile(({ log, ...rest }) => { rest.events.normal('A', 'b'); });",
    ["events"],
  ],
  ["the context's status", "controller(Web).reconcile((run) => run.status.set({}));", ["webs/status"]],
  ["the context's log alone", "controller(Web).reconcile((run) => run.log.info(''));", []],
  ["the context is handed on", "controller(Web).reconcile((run) => go(run));", ["events", "webs/status"]],
  ["a handler of elsewhere", "controller(Web).reconcile(handler);", ["events", "webs/status"]],
  ["status of the object", "controller(Web).reconcile(({ object }) => object.status);", []],
  ["an end", "controller(Web).finalize(() => {});", ["webs/finalizers"]],
  [
    "an end that says so",
    "controller(Web).finalize(({ status }) => {});",
    ["webs/finalizers", "webs/status"],
  ],
  ["children", "controller(Web).owns(Pod).reconcile(() => {});", ["webs/finalizers"]],
  ["dependents", "controller(Web).dependent('a', Pod, { desired });", ["webs/finalizers", "webs/status"]],
  ["something outside", "controller(Web).external('a', { read });", ["webs/status"]],
  [
    "what gets its handler elsewhere",
    "export const base = controller(Web);",
    ["events", "webs/finalizers", "webs/status"],
  ],
  [
    "what goes on in a constant",
    "const base = controller(Web); base.owns(Pod).reconcile(() => {});",
    ["webs/finalizers"],
  ],
  [
    "what goes on twice",
    "const a = controller(Web); const b = a.owns(Pod); b.reconcile(({ status }) => {});",
    ["webs/finalizers", "webs/status"],
  ],
])("status, finalizers and events are allowed where they are used: %s", (_, text, expected) => {
  expect(resources(text)).toEqual(expected);
});

test("what goes on in a constant holds its objects by a finalizer, which is a patch", () => {
  const text = `${before}const a = controller(Web); a.finalize(() => {});`;
  const { role } = generateRole({ files: ["/input.ts"], readFile: () => text, name: "manager-role" });
  expect(role.rules).toContainEqual({
    apiGroups: ["example.com"],
    resources: ["webs"],
    verbs: ["get", "list", "patch", "watch"],
  });
});

test.each([
  ["ConfigMap", []],
  ["Pod", ["pods/status"]],
  ["Deployment", ["deployments/status"]],
])("a built-in kind has the rule about its status when it has one: %s", (kind, expected) => {
  expect(resources(`controller(${kind}).reconcile(({ status }) => {});`)).toEqual(expected);
});

test("createOrPatch of a kind without status", () => {
  const text = "export const f = async (client) => { await createOrPatch(client, Secret, {}, () => {}); };";
  expect(resources(text)).toEqual([]);
  expect(resources(text.replace("Secret", "Pod"))).toEqual(["pods/status"]);
});

test.each([
  'import { setControllerReference } from "kubewright"; export const f = (owner, pod) => setControllerReference(owner, pod);',
  'import { ownerReference } from "kubewright"; export const f = (o) => ownerReference(o, { blockOwnerDeletion: true });',
  "export const a = (uid) => ({ uid, blockOwnerDeletion: true });",
])("owner references that another file makes need the right about finalizers: %s", (text) => {
  const handler = "controller(Web).reconcile(() => {});";
  expect(resources(handler, { "/other.ts": text })).toEqual(["webs/finalizers"]);
  expect(resources(handler, { "/other.ts": "export {};" })).toEqual([]);
});

test("a kind that is not known is told once", () => {
  const text = `${before}export const f = (kind) => controller(kind).reconcile(({ status }) => {});`;
  const { diagnostics } = generateRole({ files: ["/input.ts"], readFile: () => text, name: "manager-role" });
  expect(diagnostics.map(({ code }) => code)).toEqual(["RBAC_UNKNOWN"]);
});

test.each([
  ["a daemon that holds its object", "daemon('d', () => {}, { finalize: true })", true],
  ["one whose options are not seen", "daemon('d', () => {}, options)", true],
  ["one with other options", "daemon('d', () => {}, { restartOn: () => 1 })", false],
  ["one without options", "daemon('d', () => {})", false],
])("holding an object by a finalizer is a patch: %s", (_, call, patched) => {
  const files: Readonly<Record<string, string>> = { "/input.ts": `${before}controller(Web).${call};` };
  const { role } = generateRole({
    files: Object.keys(files),
    readFile: (path) => files[path],
    name: "manager-role",
  });
  const own = role.rules.find(({ resources: names }) => names?.includes("webs"));
  expect(own?.verbs.includes("patch")).toBe(patched);
});
