import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { CustomResourceDefinition } from "../../src/kube/crd.ts";
import { parseYaml, writeYaml } from "../../src/kube/yaml.ts";
import { recordingKubectl } from "./recording-kubectl.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";

function crdOf(kind: string): CustomResourceDefinition {
  const plural = `${kind.toLowerCase()}s`;
  const spec = {
    type: "object" as const,
    required: ["size"],
    properties: { size: { type: "integer" as const, format: "int32", minimum: 1 } },
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.example.com`, annotations: { note: "kept" } },
    spec: {
      group: "example.com",
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      scope: "Namespaced",
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: {
                apiVersion: { type: "string" },
                kind: { type: "string" },
                metadata: { type: "object" },
                spec,
              },
            },
          },
        },
      ],
    },
  };
}

function setUp() {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, "crds/deep"), { recursive: true });
  writeFileSync(join(cwd, "crds/widget.yaml"), writeYaml(crdOf("Widget")));
  writeFileSync(join(cwd, "crds/deep/gadget.json"), JSON.stringify(crdOf("Gadget")));
  writeFileSync(join(cwd, "crds/README.md"), "no YAML: {{");
  return { cwd, importCrd: (...argv: string[]) => runCli(["import", "crd", ...argv], { cwd }) };
}

test("a definition goes into sources and comes out of them again", async () => {
  const { cwd, importCrd } = setUp();
  expect(await importCrd("crds/widget.yaml", "--out", "api")).toMatchObject({
    code: 0,
    stdout: "create api/v1/widget.ts\n",
  });
  const back = await runCli(["generate", "crd", "api"], { cwd });
  const [crd] = parseYaml(back.stdout) as CustomResourceDefinition[];
  expect(crd?.spec).toEqual(crdOf("Widget").spec);
  expect(crd?.metadata?.annotations).toMatchObject({ note: "kept" });
});

test("a folder is read with what is below it, and --name chooses", async () => {
  const { cwd, importCrd } = setUp();
  expect((await importCrd("crds", "--out", "api", "--dry-run")).stdout).toContain("+++ b/api/v1/gadget.ts\n");
  expect(existsSync(join(cwd, "api"))).toBe(false);
  expect((await importCrd("crds", "--out", "api", "--name", "gadgets.example.com")).stdout).toBe(
    "create api/v1/gadget.ts\n",
  );
  expect(
    (await importCrd("crds", "--out", "all", "--name", "gadgets.example.com,widgets.example.com")).stdout,
  ).toBe("create all/v1/gadget.ts\ncreate all/v1/widget.ts\n");
  expect(await importCrd("crds", "--out", "api", "--name", "gadget.example.com")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Did you mean "gadgets.example.com"?'),
  });
});

test("standard input is read, and what is no definition is said to be left alone", async () => {
  const cwd = temporaryFolder();
  const text = `---\n${writeYaml(crdOf("Widget"))}---\nkind: Service\nmetadata:\n  name: web\n`;
  const outcome = await runCli(["import", "crd", "-", "--out", "api"], { cwd, stdin: Readable.from([text]) });
  expect(outcome).toMatchObject({ code: 0, stdout: "create api/v1/widget.ts\n" });
  expect(outcome.stderr).toContain('left alone: Service "web"\n');
});

test("--cluster reads the definitions of the cluster, without what kubectl notes for itself", async () => {
  const cwd = temporaryFolder();
  const kubectl = recordingKubectl();
  const crd = crdOf("Widget");
  const annotations = { note: "kept", "kubectl.kubernetes.io/last-applied-configuration": "{}" };
  kubectl.objects.push({ ...crd, metadata: { name: "widgets.example.com", annotations } } as never);
  const outcome = await runCli(["import", "crd", "--cluster", "--out", "api"], {
    cwd,
    drivers: { kubectl: async () => kubectl },
  });
  expect(outcome).toMatchObject({ code: 0, stdout: "create api/v1/widget.ts\n" });
  const source = readFileSync(join(cwd, "api/v1/widget.ts"), "utf8");
  expect(source).toContain('annotations: { note: "kept" },');
});

test("a number of the cluster that JavaScript cannot hold is refused, not rounded", async () => {
  const cwd = temporaryFolder();
  const text = JSON.stringify({ kind: "List", items: [crdOf("Widget")] });
  const exact = text.replace('"type":"string"', '"type":"integer","default":9223372036854775807');
  expect(exact).not.toBe(text);
  const kubectl = recordingKubectl({ definitions: async () => exact });
  const outcome = await runCli(["import", "crd", "--cluster", "--out", "api"], {
    cwd,
    drivers: { kubectl: async () => kubectl },
  });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain("9223372036854775807 would become 9223372036854776000");
});

test("a cluster without definitions is told apart from a file without any", async () => {
  const cwd = temporaryFolder();
  const drivers = { kubectl: async () => recordingKubectl() };
  const cluster = await runCli(["import", "crd", "--cluster", "--out", "api"], { cwd, drivers });
  expect(cluster).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("there is no CustomResourceDefinition in the cluster [CRD_NOT_FOUND]"),
  });
  writeFileSync(join(cwd, "service.yaml"), "kind: Service\n");
  const file = await runCli(["import", "crd", "service.yaml", "--out", "api"], { cwd });
  expect(file).toMatchObject({ code: 1, stderr: expect.stringContaining("helm template . |") });
});

test("files with other content are replaced only by force", async () => {
  const { cwd, importCrd } = setUp();
  await importCrd("crds/widget.yaml", "--out", "api");
  expect((await importCrd("crds/widget.yaml", "--out", "api")).stdout).toBe("nothing to change\n");
  writeFileSync(join(cwd, "api/v1/widget.ts"), "mine\n");
  const refused = await importCrd("crds/widget.yaml", "--out", "api");
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("[FILE_CONFLICT]") });
  expect(refused.stderr).toContain("--force");
  expect(readFileSync(join(cwd, "api/v1/widget.ts"), "utf8")).toBe("mine\n");
  expect((await importCrd("crds/widget.yaml", "--out", "api", "--force")).stdout).toBe(
    "update api/v1/widget.ts\n",
  );
});

test("in a project the types go where create api puts them", async () => {
  const { cwd, importCrd } = setUp();
  writeFileSync(join(cwd, "PROJECT"), "");
  expect((await importCrd("crds/widget.yaml")).stdout).toBe("create src/api/v1/widget.ts\n");
  expect(readdirSync(join(cwd, "src/api/v1"))).toEqual(["widget.ts"]);
});

test("what cannot be understood is a usage error, what cannot be found a user error", async () => {
  const { importCrd } = setUp();
  expect(await importCrd("--out", "api")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--cluster"),
  });
  expect(await importCrd("crds", "--cluster", "--out", "api")).toMatchObject({ code: 2 });
  expect(await importCrd("crds/widget.yaml")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--out"),
  });
  expect(await importCrd("nowhere", "--out", "api")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("[SOURCE_NOT_FOUND]"),
  });
  expect(await importCrd("http://example.com/x", "--out", "api")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("[URL_REFUSED]"),
  });
  expect(await importCrd("crds/README.md", "--out", "api")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("[YAML_INVALID]"),
  });
});
