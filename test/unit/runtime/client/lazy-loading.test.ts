import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("../../../../src", import.meta.url));

/** Modules of others that are loaded with one of ours: what is imported dynamically, or for its types alone, is not. */
function loadedModules(entry: string): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, specifier = ""] of text.matchAll(
      /^(?:import|export)\s+(?!type\b)[^;]*?from\s+"([^"]+)";/gm,
    )) {
      if (specifier.startsWith(".")) visit(join(dirname(file), specifier));
      else packages.add(specifier);
    }
  };
  visit(join(src, entry));
  return packages;
}

const loadedPackages = (entry: string) =>
  [...loadedModules(entry)].filter((specifier) => !specifier.startsWith("node:"));

test("an operator in a cluster loads neither the Kubernetes client library, nor YAML, nor metrics before they are asked for", () => {
  expect([...loadedPackages("index.ts")]).toEqual([]);
});

test("an operator does not import node:http, which would load undici on Node 24", () => {
  for (const entry of ["index.ts", "runtime/metrics/metrics-server.ts"]) {
    expect(loadedModules(entry)).toContain("node:https");
    expect(loadedModules(entry)).not.toContain("node:http");
  }
});

test("a plain kubeconfig loads YAML, but not the Kubernetes client library", () => {
  expect([...loadedPackages("runtime/client/kubeconfig.ts")]).toEqual(["yaml"]);
});

test("the scan sees what is loaded", () => {
  expect([...loadedPackages("runtime/client/library-credentials.ts")].join()).toMatch(
    "@kubernetes/client-node",
  );
  expect([...loadedPackages("runtime/metrics/runtime-metrics.ts")]).toEqual(["prom-client"]);
});
