import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { ClusterObject } from "../../src/cluster/kubectl.ts";
import type { CustomResourceDefinition } from "../../src/kube/crd.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import { writeYaml } from "../../src/kube/yaml.ts";
import { crdOf } from "../helpers/definition.ts";
import { recordingKubectl } from "./recording-kubectl.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";

const size = (change: JsonSchema = {}): JsonSchema => ({
  type: "object",
  properties: { size: { type: "integer", ...change }, note: { type: "string" } },
});
const crd = (change?: JsonSchema): CustomResourceDefinition => crdOf(size(change));

function setUp(files: Record<string, string>) {
  const cwd = temporaryFolder();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  const kubectl = recordingKubectl();
  const asked: (string | undefined)[] = [];
  const drivers = {
    kubectl: async (target?: { context?: string }) => {
      asked.push(target?.context);
      return kubectl;
    },
  };
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd,
      stdio: "pipe",
    });
  const diff = (...argv: string[]) => runCli(["crd", "diff", ...argv], { cwd, drivers });
  return { cwd, write, kubectl, asked, git, diff };
}

/** A repository with one commit, tagged v1; then the files are changed. */
function repository(before: Record<string, string>, after: Record<string, string>) {
  const project = setUp(before);
  project.git("init", "-q", "-b", "main");
  project.git("add", "-A");
  project.git("commit", "-q", "-m", "first");
  project.git("tag", "v1");
  for (const [path, text] of Object.entries(after)) project.write(path, text);
  return project;
}

test("what is breaking is printed with its reason, and fails", async () => {
  const { diff } = setUp({ "old.yaml": writeYaml(crd()), "new.yaml": writeYaml(crdOf({ type: "object" })) });
  const { code, stdout, stderr } = await diff("old.yaml", "new.yaml");
  expect(code).toBe(1);
  expect(stdout).toContain(
    "widgets.example.com v1\n  breaking   spec.size property-removed: integer → none\n",
  );
  expect(stdout).toContain("stored values are pruned");
  expect(stdout).toContain("2 breaking\n");
  expect(stderr).toContain("2 changes are not allowed");
  expect(stderr).toContain("--allow spec.size=property-removed");
});

test("what is compatible or tightening passes; --fail-on moves the line", async () => {
  const { diff } = setUp({ "old.yaml": writeYaml(crd()), "new.yaml": writeYaml(crd({ minimum: 1 })) });
  expect(await diff("old.yaml", "new.yaml")).toMatchObject({ code: 0, stderr: "" });
  expect(await diff("old.yaml", "new.yaml", "--fail-on", "tightening")).toMatchObject({ code: 1 });
  expect(await diff("old.yaml", "old.yaml", "--fail-on", "tightening")).toMatchObject({
    code: 0,
    stdout: "no change\n",
  });
  const { diff: broken } = setUp({
    "old.yaml": writeYaml(crd()),
    "new.yaml": writeYaml(crd({ type: "string" })),
  });
  expect(await broken("old.yaml", "new.yaml", "--fail-on", "nothing")).toMatchObject({ code: 0 });
});

test.each([["spec.size"], ["spec"], ["type-changed"], ["spec.size=type-changed"]])(
  "--allow %s lets it pass, and it is still shown",
  async (words) => {
    const { diff } = setUp({ "old.yaml": writeYaml(crd()), "new.yaml": writeYaml(crd({ type: "string" })) });
    const { code, stdout, stderr } = await diff("old.yaml", "new.yaml", "--allow", words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`allowed by "${words}"; it is breaking`);
    expect(stdout).toContain("1 allowed");
  },
);

test("an annotation on the new definition allows too; a word that allows nothing is said", async () => {
  const annotated = crd({ type: "string" });
  annotated.metadata!.annotations = { "kubewright.dev/allow-changes": "spec.size, scope" };
  const { diff } = setUp({ "old.yaml": writeYaml(crd()), "new.yaml": writeYaml(annotated) });
  expect(await diff("old.yaml", "new.yaml")).toMatchObject({ code: 0 });
  const { stderr } = await diff("old.yaml", "new.yaml", "--allow", "spec.siz,spec.note=type-changed");
  expect(stderr).toContain('--allow "spec.siz" allows nothing');
  expect(stderr).toContain('--allow "spec.note=type-changed" allows nothing');
});

test("--output json has every change with its place, rule, class, reason and values", async () => {
  const now = crd({ type: "string", description: "how many" });
  const { diff } = setUp({ "old.yaml": writeYaml(crd()), "new.yaml": writeYaml(now) });
  const { code, stdout } = await diff("old.yaml", "new.yaml", "--output", "json");
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    summary: { breaking: 1, tightening: 0, compatible: 1, allowed: 0 },
    changes: [
      expect.objectContaining({ rule: "documentation-changed", class: "compatible" }),
      {
        crd: "widgets.example.com",
        version: "v1",
        path: "spec.size",
        rule: "type-changed",
        class: "breaking",
        reason: expect.any(String),
        before: "integer",
        after: "string",
      },
    ],
  });
});

test("folders are read whole, with lists and other kinds in them; what holds no definition is said", async () => {
  const list = { apiVersion: "v1", kind: "List", items: [crd()] };
  const { diff } = setUp({
    "old/crd.json": JSON.stringify(list),
    "old/chart.yaml": "{{ if }}\n",
    "new/deep/crd.yaml": `kind: Namespace\n---\n${writeYaml(crd())}`,
    "empty/note.yaml": "kind: Namespace\n",
  });
  expect(await diff("old", "new")).toMatchObject({ code: 0, stdout: "no change\n" });
  expect((await diff("empty", "new")).stderr).toContain('"empty" holds no CustomResourceDefinition');
  expect((await diff("nowhere", "new")).stderr).toContain('cannot read "nowhere": no such file or folder');
});

test("a definition that is none is refused with its file", async () => {
  const wrong = (change: object) => writeYaml({ ...crd(), ...change });
  const { diff } = setUp({
    "beta.yaml": wrong({ apiVersion: "apiextensions.k8s.io/v1beta1" }),
    "bare.yaml": wrong({ spec: { group: "example.com" } }),
    "new.yaml": writeYaml(crd()),
  });
  expect((await diff("beta.yaml", "new.yaml")).stderr).toContain(
    'cannot read the definition "widgets.example.com" of beta.yaml: expected apiVersion apiextensions.k8s.io/v1',
  );
  expect((await diff("bare.yaml", "new.yaml")).stderr).toContain("spec.names needs kind and plural");
});

test("revisions: REV:PATH, and --from with and without --to", async () => {
  const { diff, git } = repository(
    { "config/crd/bases/w.yaml": writeYaml(crd()) },
    { "config/crd/bases/w.yaml": writeYaml(crd({ type: "string" })) },
  );
  const broken = { code: 1, stdout: expect.stringContaining("type-changed") };
  expect(await diff("v1:config/crd/bases", "config/crd/bases")).toMatchObject(broken);
  expect(await diff("v1:./config/crd/bases/w.yaml", "config/crd/bases")).toMatchObject(broken);
  expect(await diff("--from", "v1")).toMatchObject(broken);
  expect(await diff("--from", "v1", "--to", "main")).toMatchObject({ code: 0, stdout: "no change\n" });
  git("commit", "-q", "-a", "-m", "second");
  expect(await diff("--from", "v1", "--to", "main", "config/crd/bases/w.yaml")).toMatchObject(broken);
  expect((await diff("v2:config", "config")).stderr).toContain("v2");
  expect((await diff("v1:nowhere", "config")).stderr).toContain('cannot read "v1:nowhere"');
  expect((await diff("--output=x", "a", "b")).code).toBe(2);
});

test("sources are a side too, on disk and in a revision, with what they import", async () => {
  const kind = `import { resource, type CustomResource } from "kubewright";
import type { Size } from "../size.ts";
interface WidgetSpec {
  size?: Size;
}
export const Widget = resource<CustomResource<WidgetSpec>>({ group: "example.com", version: "v1", kind: "Widget" });
`;
  const alias = (type: string) => `import type { Int32 } from "kubewright";\nexport type Size = ${type};\n`;
  const { diff } = repository(
    { "src/api/widget.ts": kind, "src/size.ts": alias("Int32") },
    { "src/size.ts": alias("string") },
  );
  const { code, stdout } = await diff("--from", "main", "src/api");
  expect(stdout).toContain("spec.size type-changed: integer → string");
  expect(code).toBe(1);
  expect(await diff("main:src/api", "main:src/api/widget.ts")).toMatchObject({ stdout: "no change\n" });
});

test("a cluster is a side: what it has of the other side's definitions", async () => {
  const { diff, kubectl, asked } = setUp({ "new.yaml": writeYaml(crd({ minimum: 1 })) });
  kubectl.objects.push(crd() as unknown as ClusterObject);
  expect((await diff("cluster", "new.yaml")).stdout).toContain("minimum-tightened");
  expect((await diff("new.yaml", "context:prod")).stdout).toContain("minimum-loosened");
  expect(asked).toEqual([undefined, "prod"]);
});

test("sources are read with the feature gates that are given, which one side may not have", async () => {
  const source = (field: string) => `import { resource, type CustomResource } from "kubewright";
interface Spec {
${field}
}
export const Widget = resource<CustomResource<Spec>>({ group: "example.com", version: "v1", kind: "Widget" });`;
  const { diff } = setUp({
    "old/widget.ts": source("size: string;"),
    "new/widget.ts": source("size: string;\n/** @featureGate Color */\ncolor?: string;"),
  });
  expect((await diff("old", "new")).stdout).toBe("no change\n");
  expect((await diff("old", "new", "--feature-gates", "Color")).stdout).toContain("spec.color");
});

test("numbers that JavaScript cannot tell apart are told of, on either side", async () => {
  const exact = (value: string) =>
    JSON.stringify(crd({ default: 7 })).replace('"default":7', `"default":${value}`);
  const { diff, kubectl } = setUp({ "new.json": exact("9223372036854775806") });
  kubectl.definitions = async () => exact("9223372036854775807");
  const { stdout, stderr } = await diff("cluster", "new.json");
  expect(stdout).toBe("no change\n");
  expect(stderr).toMatch(
    /warning: the cluster: "[^"]+": spec\.versions\[0\]\S+default: 9223372036854775807 would become/,
  );
  expect(stderr).toMatch(/warning: new\.json: .*9223372036854775806 would become/);
});

test.each([
  [["one.yaml"], "expected OLD and NEW, or --from"],
  [["a", "b", "--from", "x"], "with --from there is one path"],
  [["a", "b", "--to", "x"], "--to needs --from"],
  [["context:", "b"], "context: needs a name"],
])("%j is not understood", async (argv, message) => {
  const { diff } = setUp({});
  const { code, stderr } = await diff(...argv);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
