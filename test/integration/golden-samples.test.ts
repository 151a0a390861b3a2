import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import type { CustomResourceDefinition } from "../../src/kube/crd.ts";
import { parseYaml } from "../../src/kube/yaml.ts";
import { objectOf, readSamples, type Sample } from "../unit/generate/samples.ts";
import { collectionOf, installCrd } from "./install-crd.ts";
import { onBothServers } from "./servers.ts";

const golden = fileURLToPath(new URL("../golden/controller-tools/", import.meta.url));
const folders = readdirSync(golden).filter((name) => existsSync(`${golden}${name}/samples.yaml`));

/** The kind of a folder, in a group of its own. */
function definitionOf(folder: string): CustomResourceDefinition {
  const [crd] = parseYaml(readFileSync(`${golden}${folder}/crd.yaml`, "utf8")) as CustomResourceDefinition[];
  if (!crd) throw new Error(`${folder}/crd.yaml is empty`);
  const group = `samples-${folder}.example.com`;
  return {
    ...crd,
    metadata: { ...crd.metadata, name: `${crd.spec.names.plural}.${group}` },
    spec: { ...crd.spec, group },
  };
}

onBothServers("objects of controller-tools' tests", (server) => {
  describe.each(folders)("%s", (folder) => {
    const crd = definitionOf(folder);
    const stored = crd.spec.versions.find(({ storage }) => storage)?.name ?? "";
    let collection: string;
    let count = 0;
    beforeAll(async () => {
      await installCrd(server, crd);
      collection = collectionOf(crd, stored, await server.namespace());
    });

    /** What the server answers to a sample, written as a new object, or over the one that it replaces. */
    async function write({ spec, old }: Sample) {
      const name = `sample-${count++}`;
      const first = await server.api.post(collection, objectOf(crd, name, old ?? spec));
      if (old === undefined) return first;
      expect(first.status === 201 ? 201 : first.body).toBe(201);
      const { resourceVersion } = first.body.metadata;
      const object = objectOf(crd, name, spec);
      return server.api.put(`${collection}/${name}`, {
        ...object,
        metadata: { ...object.metadata, resourceVersion },
      });
    }

    test.each(readSamples(golden + folder))("$name", async (sample) => {
      const { status, body } = await write(sample);
      if (sample.field === undefined) return expect(status < 300 ? "taken" : body).toBe("taken");
      expect(status).toBe(422);
      const causes = body.details.causes as { field: string; message: string }[];
      const at = causes.filter(({ field }) => field === sample.field).map(({ message }) => message);
      expect(at.join("\n")).toContain(sample.message);
    });
  });
});
