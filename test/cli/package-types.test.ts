import { execFile } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./run-cli.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = existsSync(`${root}/dist/.built`);
const compiler = `${root}/node_modules/typescript-native/bin/tsc`;

const program = `import { resource, type CustomResource } from "kubewright";
import { Deployment, type DeploymentSpec } from "kubewright/k8s/apps/v1";
import type { Condition, LabelSelector, ObjectMeta, Status } from "kubewright/k8s/meta/v1";
import { CustomResourceDefinition } from "kubewright/k8s/apiextensions.k8s.io/v1";
import { FlowSchema } from "kubewright/k8s/flowcontrol.apiserver.k8s.io/v1";
import { startEnvironment } from "kubewright/testing";
import { objectValidator } from "kubewright/schema";

interface Site extends CustomResource<{ template: DeploymentSpec["template"]; selector: LabelSelector }> {}
export const Site = resource<Site>({ group: "example.com", version: "v1", kind: "Site" });
export const handles = [Deployment, CustomResourceDefinition, FlowSchema, startEnvironment, objectValidator];
export const metadata: ObjectMeta = { name: "a" };
export const code = (status: Status): number | undefined => status.code;
// @ts-expect-error types are there, not just any
export const wrong: Condition = { type: 1 };
`;

/** What tsc says of a project that has the built package installed. */
function check(compilerOptions: object): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(`${folder}/node_modules`);
  symlinkSync(root, `${folder}/node_modules/kubewright`);
  writeFileSync(`${folder}/package.json`, '{ "type": "module" }');
  writeFileSync(`${folder}/main.ts`, program);
  const options = { target: "es2023", strict: true, noEmit: true, types: [], ...compilerOptions };
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions: options, files: ["main.ts"] }));
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, "-p", folder], (_error, stdout) => {
      resolve(stdout);
    });
  });
}

describe.skipIf(!built)("types of the built package (npm run build)", () => {
  test.each([
    { module: "node16", moduleResolution: "node16" },
    { module: "nodenext", moduleResolution: "nodenext", exactOptionalPropertyTypes: true },
    { module: "esnext", moduleResolution: "bundler" },
    { module: "preserve", moduleResolution: "bundler", verbatimModuleSyntax: true },
  ])("resolve under %o", async (options) => {
    expect(await check({ ...options, skipLibCheck: true })).toBe("");
  });
});
