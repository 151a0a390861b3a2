import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BuiltInDescription } from "../../src/k8s/built-in.ts";
import { componentNamed } from "../../src/k8s/component-named.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import { describeComponents } from "./describe-components.ts";
import { describeDeclarations } from "./describe-declarations.ts";
import { readModel } from "./read-model.ts";

/** Modules that declare types of meta/v1 by hand, below the folder of the built package. */
const handWritten = ["kube/object", "kube/condition"];

/**
 * Adds the descriptions of the built-in types to the built package, from the declarations of @kubernetes/client-node: a data file for the tool
 * and the sandbox, comments in the declarations for editors, and a notice of where they come from.
 */
export function describeK8s({ dist, clientNode }: { dist: string; clientNode: string }): void {
  const k8s = join(dist, "k8s");
  const components = readJson<Record<string, JsonSchema>>(join(k8s, "openapi/components.json"));
  const models = join(clientNode, "dist/gen/models");
  const descriptions = describeComponents(components, (name) => {
    const file = join(models, `${name}.d.ts`);
    return existsSync(file) ? readModel(readFileSync(file, "utf8")) : undefined;
  });
  const { version } = readJson<{ version: string }>(join(clientNode, "package.json"));
  const { kubernetesVersion } = readJson<{ kubernetesVersion: string }>(join(k8s, "openapi/resources.json"));
  writeFileSync(join(k8s, "openapi/descriptions.json"), oneEntryALine(descriptions));
  writeFileSync(join(k8s, "NOTICE.md"), notice(kubernetesVersion, version));
  const names = Object.keys(components);
  for (const module of [...modulesBelow(k8s), ...handWritten]) {
    const file = join(module.startsWith("kube/") ? dist : k8s, `${module}.d.ts`);
    const home = module.startsWith("kube/") ? "meta/v1" : module;
    const find = (type: string) => descriptions[componentNamed(names, { module: home, name: type }) ?? ""];
    writeFileSync(file, describeDeclarations(readFileSync(file, "utf8"), find));
  }
}

/** For example `apps/v1`. */
function modulesBelow(k8s: string): string[] {
  return readdirSync(k8s, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\/v\w+\.d\.ts$/.test(path))
    .map((path) => path.replace(/\.d\.ts$/, ""));
}

function oneEntryALine(entries: Readonly<Record<string, BuiltInDescription>>): string {
  const lines = Object.entries(entries).map(
    ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

function notice(kubernetesVersion: string, version: string): string {
  return `# Notice

The types of this folder are those of Kubernetes ${kubernetesVersion}.

The comments in the declarations of this folder, and \`openapi/descriptions.json\`, are the API documentation of Kubernetes,
copyright The Kubernetes Authors, as @kubernetes/client-node ${version} ships it under the Apache License, Version 2.0
(http://www.apache.org/licenses/LICENSE-2.0). Changes: escapes undone, lines wrapped.
`;
}
