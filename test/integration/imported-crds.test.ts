import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { formatDiagnostic } from "../../src/base/diagnostic.ts";
import { generateCrds } from "../../src/generate/generate-crds.ts";
import { importCrds } from "../../src/generate/import/import-crds.ts";
import { readCrds } from "../../src/generate/import/read-crds.ts";
import { readBuiltInSchemas } from "../../src/k8s/built-in.ts";
import type { CustomResourceDefinition } from "../../src/kube/crd.ts";
import { onBothServers } from "./servers.ts";

const golden = fileURLToPath(new URL("../golden/import/", import.meta.url));
const corpus = process.env.KUBEWRIGHT_CORPUS;
const repositories = corpus
  ? readdirSync(join(corpus, "crds")).sort()
  : ["(skipped: KUBEWRIGHT_CORPUS is not set)"];
const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?fieldValidation=Strict";

/** The definitions of a folder after their way through TypeScript. */
async function throughTypes(folder: string): Promise<CustomResourceDefinition[]> {
  const crds = readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .flatMap((file) => readCrds(readFileSync(join(folder, file), "utf8"), file).crds);
  const files = await importCrds(crds, { builtIns: readBuiltInSchemas() });
  const texts = new Map(files.map(({ path: name, text }) => [`/sources/${name}`, text]));
  const { crds: back, diagnostics } = await generateCrds({
    files: [...texts.keys()],
    readFile: (name) => texts.get(name),
  });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(formatDiagnostic)).toEqual([]);
  expect(back.length).toBe(crds.length);
  // meanwhile the server may have closed connections: the agent learns of it only now
  await setImmediate();
  return back;
}

onBothServers("imported CRDs", (server) => {
  test.each(readdirSync(golden).sort())("%s is created, and removed again", async (name) => {
    for (const crd of await throughTypes(join(golden, name))) {
      const { status, body } = await server.api.post(path, crd);
      // what the sandbox lacks it says
      if (server.name === "sandbox" && status === 501) continue;
      expect(status === 201 ? 201 : body).toBe(201);
      await server.api.delete(`${path.split("?")[0]}/${crd.metadata?.name}`);
    }
  });

  test.skipIf(!corpus).each(repositories)(
    "%s: every one is taken after its way through TypeScript",
    { timeout: 300_000 },
    async (repository) => {
      const crds = await throughTypes(join(corpus ?? "", "crds", repository));
      const verdicts = await Promise.all(
        crds.map(async (crd) => {
          const { status, body } = await server.api.post(`${path}&dryRun=All`, crd);
          if (status === 201 || (server.name === "sandbox" && status === 501)) return "taken";
          return `${crd.metadata?.name}: ${body.message}`;
        }),
      );
      expect(verdicts.filter((verdict) => verdict !== "taken")).toEqual([]);
    },
  );
});
