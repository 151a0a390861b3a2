import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtInSchema } from "../../src/generate/built-in-schema.ts";
import { readBuiltInSchemas } from "../../src/k8s/built-in.ts";
import { componentNamed } from "../../src/k8s/component-named.ts";
import type { CustomResourceDefinition } from "../../src/kube/crd.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import { parseYaml } from "../../src/kube/yaml.ts";
import { everyBuiltInType, type BuiltInType } from "../helpers/every-built-in-type.ts";

const program = process.env.KUBEWRIGHT_CONTROLLER_GEN;
const title = "built-in types in a CRD, beside controller-gen's of the same Go types";
const schemas = readBuiltInSchemas();

/** Differences that are meant to be, by what differs; docs/reference/built-in-types.md says why. */
const meant: Readonly<Record<string, RegExp>> = {
  "enums are those that the server publishes": /: only here enum = /,
  "Azure disks have the server's defaults":
    /(\.azureDisk|AzureDiskVolumeSource)\.(kind|cachingMode): only here default = /,
  "struct types do not reach through Go's embedding":
    /((ConfigMap|Secret)(EnvSource|Projection|VolumeSource)|\.(configMap|secret)(Ref)?): only there x-kubernetes-map-type = "atomic"$/,
  "bounds of Go markers are not in the OpenAPI":
    /(PortStatus|\.ports\[\]|\.image|ImageVolumeStatus)(\.error|\.imageRef)?: (only there (pattern|maxLength) = |required = )/,
  "a list whose key may be absent is refused by the server":
    /(\.secrets|\.conditions|\.devices): only there x-kubernetes-list-(type|map-keys) = /,
  "controller-gen has an error for JSONSchemaProps": /(JSONSchemaProps\w*|openAPIV3Schema)\b/,
  "what JSON may be anything is kept":
    /(FieldsV1|\.fieldsV1|Patch): only here x-kubernetes-preserve-unknown-fields = true$/,
};

describe.skipIf(!program)(
  program ? title : `${title} (skipped: KUBEWRIGHT_CONTROLLER_GEN is not set)`,
  () => {
    const types = everyBuiltInType().filter(({ name }) => !name.endsWith("List"));
    const folder = mkdtempSync(join(tmpdir(), "kubewright-controller-gen-"));
    beforeAll(() => {
      writeModule(folder, types);
      execFileSync("go", ["mod", "tidy"], { cwd: folder, stdio: "ignore" });
      const options = "maxDescLen=0,allowDangerousTypes=true,generateEmbeddedObjectMeta=true";
      // it ends with 1 for the types that it has an error for, and writes the others
      try {
        const args = [`crd:${options}`, "paths=./v1", "output:crd:dir=out"];
        execFileSync(program ?? "", args, { cwd: folder, stdio: "ignore" });
      } catch (error) {
        if ((error as { status?: unknown }).status !== 1) throw error;
      }
    }, 300_000);
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });

    test("differ only in what they are meant to, and in all of that", () => {
      const differences = types.flatMap((type, index) => {
        const theirs = readSchema(join(folder, "out", `example.com_kind${index}s.yaml`));
        const ours = builtInSchema(schemas, { module: `kubewright/k8s/${type.module}`, name: type.name });
        return compare(ours ?? {}, theirs, `${type.module} ${type.name}`);
      });
      expect(readdirSync(join(folder, "out"))).toHaveLength(types.length);
      const rules = Object.values(meant);
      expect(differences.filter((line) => !rules.some((rule) => rule.test(line)))).toEqual([]);
      const unused = Object.entries(meant).filter(([, rule]) => !differences.some((line) => rule.test(line)));
      expect(unused.map(([what]) => what)).toEqual([]);
    });
  },
);

/** A Go module with a kind for each type, `Kind<index>`, that embeds it as its field `value`. */
function writeModule(folder: string, types: readonly BuiltInType[]): void {
  const version = schemas.kubernetesVersion.replace(/^v1\./, "v0.");
  const modules = ["api", "apimachinery", "apiextensions-apiserver", "kube-aggregator"];
  const requires = modules.map((module) => `require k8s.io/${module} ${version}\n`);
  writeFileSync(join(folder, "go.mod"), `module example.com/types\n\ngo 1.26\n\n${requires.join("")}`);
  const imports = new Map([["k8s.io/apimachinery/pkg/apis/meta/v1", "metav1"]]);
  const kinds = types.map((type, index) => {
    const component = componentNamed(schemas.components, type) ?? "";
    const path = `k8s.io/${component.split(".").slice(2, -1).join("/")}`;
    const alias = imports.get(path) ?? `p${imports.size}`;
    imports.set(path, alias);
    return `type Kind${index} struct {
	metav1.TypeMeta   \`json:",inline"\`
	metav1.ObjectMeta \`json:"metadata,omitempty"\`
	Value ${alias}.${type.name} \`json:"value"\`
}
`;
  });
  const importLines = [...imports].map(([path, alias]) => `import ${alias} "${path}"\n`);
  const head = "// +groupName=example.com\n// +versionName=v1\npackage v1\n\n";
  mkdirSync(join(folder, "v1"));
  writeFileSync(join(folder, "v1", "types.go"), head + importLines.join("") + kinds.join("\n"));
}

function readSchema(file: string): JsonSchema {
  const [crd] = parseYaml(readFileSync(file, "utf8"), file) as CustomResourceDefinition[];
  return crd?.spec.versions[0]?.schema?.openAPIV3Schema?.properties?.["value"] ?? {};
}

/** A line for each keyword that is not the same, with the place of its schema. */
function compare(ours: JsonSchema, theirs: JsonSchema, place: string): string[] {
  const { properties: a = {}, items: ourItems, additionalProperties: ourValues, ...here } = ours;
  const { properties: b = {}, items: theirItems, additionalProperties: theirValues, ...there } = theirs;
  return [
    ...compareKeywords(here, there, place),
    ...[...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) =>
      compare(a[name] ?? {}, b[name] ?? {}, `${place}.${name}`),
    ),
    ...(ourItems || theirItems ? compare(ourItems ?? {}, theirItems ?? {}, `${place}[]`) : []),
    ...(ourValues || theirValues
      ? compare(ourValues as JsonSchema, theirValues as JsonSchema, `${place}{}`)
      : []),
  ];
}

function compareKeywords(here: object, there: object, place: string): string[] {
  const ours = new Map(Object.entries(here));
  const theirs = new Map(Object.entries(there));
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((key) => {
    const [a, b] = [JSON.stringify(ours.get(key)), JSON.stringify(theirs.get(key))];
    if (a === b) return [];
    if (b === undefined) return `${place}: only here ${key} = ${a}`;
    return a === undefined ? `${place}: only there ${key} = ${b}` : `${place}: ${key} = ${a}, there ${b}`;
  });
}
