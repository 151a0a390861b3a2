import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importCrds } from "../../../../src/generate/import/import-crds.ts";
import { readCrds } from "../../../../src/generate/import/read-crds.ts";
import { readBuiltInSchemas } from "../../../../src/k8s/built-in.ts";
import { acceptedSamples } from "./accepted-samples.ts";
import { returned } from "./round-trip.ts";
import { typeErrors } from "./type-errors.ts";
import { withWrongType } from "./wrong-type.ts";

const corpus = process.env.KUBEWRIGHT_CORPUS;
const title = corpus ? "the corpus" : "the corpus (skipped: KUBEWRIGHT_CORPUS is not set)";

describe.skipIf(!corpus)(title, () => {
  const folder = corpus ?? "";
  const texts = corpus
    ? readdirSync(join(folder, "crds"), { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".yaml"))
        .map((path) => ({ path, text: readFileSync(join(folder, "crds", path), "utf8") }))
    : [];

  test(
    "every CRD is imported, comes back the same, and type-checks; samples fit their type, and do not with a value of another one",
    { timeout: 600_000 },
    async () => {
      const crds = texts.flatMap(({ path, text }) => [...readCrds(text, path).crds]);
      expect(crds.length).toBe(texts.length);
      const files = await importCrds(crds, { builtIns: readBuiltInSchemas() });
      const { given, back } = await returned(crds, files);
      // one by one: a difference of all at once would fill the screen
      for (const [name, crd] of Object.entries(given)) expect(back[name], name).toEqual(crd);

      const sources = new Map(files.map(({ path, text }) => [`api/${path}`, text]));
      const accepted = acceptedSamples(join(folder, "samples"), { crds, files });
      expect(accepted.length).toBeGreaterThan(1000);
      const right = new Map(
        accepted.map((sample, index) => [`right/${index}.ts`, sample.source(sample.object)]),
      );
      const wrong = new Map(
        accepted.flatMap((sample, index) =>
          withWrongType(sample).map(
            ({ object, path }, at) =>
              [`wrong/${index}-${at}.ts`, `// ${path}\n${sample.source(object)}`] as const,
          ),
        ),
      );
      expect(wrong.size).toBeGreaterThan(2 * accepted.length);
      const errors = typeErrors(new Map([...sources, ...right, ...wrong]));
      const found = [...errors].filter(([file]) => !file.startsWith("wrong/"));
      expect(found).toEqual([]);
      expect([...wrong].filter(([file]) => !errors.has(file))).toEqual([]);
    },
  );
});
