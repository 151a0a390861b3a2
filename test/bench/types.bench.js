// What the built-in types, with their documentation, cost a type check: a project that makes a Deployment against the same without it.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { comparePairs } from "./pairs.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "kubewright-types-"));
const plain = `import { resource, type CustomResource } from "kubewright";
interface Site extends CustomResource<{ replicas: number }> {}
export const Site = resource<Site>({ group: "example.com", version: "v1", kind: "Site" });
`;
const withTypes = `${plain}import { Deployment } from "kubewright/k8s/apps/v1";
import type { Container, Pod } from "kubewright/k8s/core/v1";
const container: Container = { name: "web", image: "nginx" };
export const pod: Pod = { spec: { containers: [container] } };
export const web: Deployment = { spec: { selector: {}, template: pod } };
export const kind = Deployment.kind;
`;

try {
  for (const compiler of ["typescript", "typescript-native"]) {
    const tsc = join(root, "node_modules", compiler, "bin", "tsc");
    const check = (name, source) => [process.execPath, tsc, "-p", project(`${compiler}-${name}`, source)];
    const options = { runs: 5 };
    const { a, b, ratio } = comparePairs(check("built-in", withTypes), check("plain", plain), options);
    console.log(
      `type check with built-in types, ${compiler}: ${ratio.toFixed(2)} × without (${a.toFixed(0)} and ${b.toFixed(0)} ms)`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

function project(name, source) {
  const path = join(folder, name);
  mkdirSync(join(path, "node_modules"), { recursive: true });
  symlinkSync(root, join(path, "node_modules", "kubewright"));
  writeFileSync(join(path, "main.ts"), source);
  const compilerOptions = {
    module: "nodenext",
    target: "es2023",
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  writeFileSync(join(path, "package.json"), '{ "type": "module" }');
  writeFileSync(join(path, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["main.ts"] }));
  return path;
}
