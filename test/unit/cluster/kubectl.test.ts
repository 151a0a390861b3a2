import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { type KubectlTarget, createKubectl } from "../../../src/cluster/kubectl.ts";
import { type Reply, stubProgram } from "./stub-program.ts";

const version = (gitVersion: string): Reply => ({
  when: "version --client",
  stdout: JSON.stringify({ clientVersion: { gitVersion } }),
});
const current = version("v1.32.4");

function setUp(replies: Reply[], target: KubectlTarget = {}) {
  const { program, calls } = stubProgram(replies);
  const signal = new AbortController().signal;
  const kubectl = createKubectl({ program, cwd: tmpdir(), signal, ...target });
  return { kubectl, calls: () => calls().filter(({ args }) => !args.startsWith("version")), all: calls };
}

const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "a" } };

test("applies server-side under our name, by standard input, and returns a line for each object", async () => {
  const { kubectl, calls } = setUp([
    current,
    { when: "apply", stdout: "widget/a serverside-applied\nwidget/b serverside-applied\n" },
  ]);
  expect(await kubectl.apply("kind: Widget\n")).toEqual([
    "widget/a serverside-applied",
    "widget/b serverside-applied",
  ]);
  expect(calls()).toEqual([
    { args: "apply --server-side --field-manager kubewright --filename -", input: "kind: Widget\n" },
  ]);
});

test("takes over other managers' fields only when told to", async () => {
  const { kubectl, calls } = setUp([current, { when: "apply" }]);
  await kubectl.apply("", { force: true });
  expect(calls()[0]?.args).toContain("--force-conflicts");
});

test("a preview asks the server and writes nothing", async () => {
  const { kubectl, calls } = setUp([current, { when: "apply", stdout: JSON.stringify(widget) }]);
  expect(await kubectl.preview("x")).toEqual([widget]);
  expect(calls()[0]?.args).toBe(
    "apply --server-side --field-manager kubewright --filename - --dry-run=server --output json",
  );
});

test.each([
  ["", []],
  [JSON.stringify(widget), [widget]],
  [JSON.stringify({ kind: "List", items: [widget, widget] }), [widget, widget]],
])("reads none, one and several objects", async (stdout, objects) => {
  const { kubectl } = setUp([current, { when: "get", stdout }]);
  expect(await kubectl.live("x")).toEqual(objects);
});

test("kubeconfig and context go with every call", async () => {
  const { kubectl, calls } = setUp([current, { when: "" }], { kubeconfig: "/etc/kube", context: "staging" });
  await kubectl.delete("x", { timeoutSeconds: 60 });
  await kubectl.wait("established", { objects: ["crd/a", "crd/b"], timeoutSeconds: 30 });
  await kubectl.list("pods,events", { namespace: "system", selector: "app=a" });
  await kubectl.list("pods", { namespace: "system", fields: "metadata.name=a" });
  expect(calls().map(({ args }) => args)).toEqual([
    "--kubeconfig /etc/kube --context staging delete --ignore-not-found --timeout=60s --filename -",
    "--kubeconfig /etc/kube --context staging wait --for=condition=established --timeout=30s crd/a crd/b",
    "--kubeconfig /etc/kube --context staging get pods,events --namespace system --selector app=a --output json",
    "--kubeconfig /etc/kube --context staging get pods --namespace system --field-selector metadata.name=a --output json",
  ]);
});

test("objects are read by name alone, with their finalizers", async () => {
  const stdout = '["default","a","example.com/hold","other"]\n["","b"]\n';
  const { kubectl, calls } = setUp([current, { when: "get", stdout }]);
  expect(await kubectl.names("widgets.example.com")).toEqual([
    { namespace: "default", name: "a", finalizers: ["example.com/hold", "other"] },
    { name: "b", finalizers: [] },
  ]);
  expect(calls()[0]?.args).toMatch(/^get widgets\.example\.com --all-namespaces --output jsonpath=/);
});

test("a kind that the server does not know has no objects; any other failure is one", async () => {
  const unknown: Reply = {
    when: "get gadgets",
    stderr: `error: the server doesn't have a resource type "gadgets"\n`,
    exitCode: 1,
  };
  const { kubectl } = setUp([current, unknown, { when: "get", stderr: "Forbidden\n", exitCode: 1 }]);
  expect(await kubectl.names("gadgets.example.com")).toEqual([]);
  await expect(kubectl.names("widgets.example.com")).rejects.toThrow("Forbidden");
});

test("logs are a container's last lines; none where there are none to have", async () => {
  const { kubectl, calls } = setUp([
    current,
    { when: "--previous", stderr: "previous terminated container not found\n", exitCode: 1 },
    { when: "logs", stdout: "one\ntwo\n" },
  ]);
  const options = { namespace: "system", container: "manager", lines: 10 };
  expect(await kubectl.logs("a", { ...options, previous: false })).toEqual(["one", "two"]);
  expect(await kubectl.logs("a", { ...options, previous: true })).toEqual([]);
  expect(calls().map(({ args }) => args)).toEqual([
    "logs a --namespace system --container manager --tail=10",
    "logs a --namespace system --container manager --tail=10 --previous",
  ]);
});

test("waiting for nothing calls nothing: kubectl would take it for a mistake", async () => {
  const { kubectl, all } = setUp([]);
  await kubectl.wait("established", { objects: [], timeoutSeconds: 30 });
  expect(all()).toEqual([]);
});

test("the current context is none where the kubeconfig names none", async () => {
  const reply: Reply = { when: "config view", stdout: "" };
  expect(await setUp([current, reply]).kubectl.context()).toBeUndefined();
  expect(await setUp([current, { ...reply, stdout: "kind-kind" }]).kubectl.context()).toBe("kind-kind");
  expect(await setUp([], { context: "named" }).kubectl.context()).toBe("named");
});

test("the version is looked at once", async () => {
  const { kubectl, all } = setUp([current, { when: "kustomize", stdout: "kind: A" }]);
  await kubectl.kustomize("a");
  await kubectl.kustomize("b");
  expect(all().map(({ args }) => args)).toEqual([
    "version --client --output json",
    "kustomize a",
    "kustomize b",
  ]);
});

test.each(["v1.21.14", "v0.9.0", ""])(
  "kubectl %s is refused: its server-side apply is not to be trusted",
  async (gitVersion) => {
    const { kubectl, calls } = setUp([version(gitVersion)]);
    await expect(kubectl.apply("x")).rejects.toMatchObject({ code: "KUBECTL_TOO_OLD" });
    expect(calls()).toEqual([]);
  },
);

test.each(["v1.22.0", "v1.36.3", "v2.0.0-alpha.1"])("kubectl %s will do", async (gitVersion) => {
  await setUp([version(gitVersion), { when: "apply" }]).kubectl.apply("x");
});

test("a failure tells the command, the exit code and what it wrote last", async () => {
  const { kubectl } = setUp([current, { when: "apply", stderr: "error: connection refused\n", exitCode: 1 }]);
  const failure = kubectl.apply("x");
  await expect(failure).rejects.toMatchObject({ code: "COMMAND_FAILED" });
  await expect(failure).rejects.toThrow(
    /apply --server-side .*" ended with exit code 1:\nerror: connection refused$/,
  );
});

test("a program that is not there says how to get it", async () => {
  const kubectl = createKubectl({
    program: "/nowhere/kubectl",
    cwd: tmpdir(),
    signal: new AbortController().signal,
  });
  await expect(kubectl.kustomize("a")).rejects.toMatchObject({
    code: "COMMAND_NOT_FOUND",
    hint: expect.stringContaining("kubernetes.io") as string,
  });
});
