import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** What a bundler keeps of the package for a program. */
async function bundled(program: string): Promise<string> {
  const result = await build({
    stdin: {
      contents: program,
      resolveDir: fileURLToPath(new URL("../../../src", import.meta.url)),
      loader: "ts",
    },
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  return result.outputFiles[0]?.text ?? "";
}

test("a program that uses one handle has that one, nothing else of its module", async () => {
  const text = await bundled(
    'import { Deployment } from "./k8s/apps/v1.ts"; console.log(Deployment.plural);',
  );
  expect(text).toContain('"deployments"');
  expect(text).not.toContain('"daemonsets"');
  expect(text.length).toBeLessThan(500);
});

test("types alone leave nothing", async () => {
  const text = await bundled('import type { Pod } from "./k8s/core/v1.ts"; export type { Pod };');
  expect(text.trim()).toBe("");
});

test("defining a kind does not bring the client along", async () => {
  const text = await bundled(
    'import { resource } from "./index.ts"; console.log(resource({ group: "a", version: "v1", kind: "B" }).plural);',
  );
  expect(text).toContain("pluralize");
  expect(text).not.toMatch(/^import /m);
});
