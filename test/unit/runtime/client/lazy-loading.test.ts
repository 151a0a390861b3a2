import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("../../../../src", import.meta.url));

/** Packages that are loaded with a module: what is imported dynamically, or for its types alone, is not. */
function loadedPackages(entry: string): Set<string> {
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
      else if (!specifier.startsWith("node:")) packages.add(specifier);
    }
  };
  visit(join(src, entry));
  return packages;
}

test("an operator in a cluster loads neither the Kubernetes client library, nor YAML, nor metrics before they are asked for", () => {
  expect([...loadedPackages("index.ts")]).toEqual([]);
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
