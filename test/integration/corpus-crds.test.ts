import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CustomResourceDefinition } from "../../src/kube/crd.ts";
import { parseYaml } from "../../src/kube/yaml.ts";
import { onBothServers } from "./servers.ts";

const corpus = process.env.KUBEWRIGHT_CORPUS;
const folder = corpus ? join(corpus, "crds") : undefined;
const repositories = folder ? readdirSync(folder).sort() : ["(skipped: KUBEWRIGHT_CORPUS is not set)"];
const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?fieldValidation=Strict&dryRun=All";

function definitionsOf(repository: string): CustomResourceDefinition[] {
  const place = join(folder ?? "", repository);
  return readdirSync(place)
    .sort()
    .flatMap(
      (file) => parseYaml(readFileSync(join(place, file), "utf8"), file) as CustomResourceDefinition[],
    );
}

onBothServers("CRDs of real operators", (server) => {
  test.skipIf(!folder).each(repositories)(
    "%s: every one is taken as it is",
    async (repository) => {
      const verdicts = await Promise.all(
        definitionsOf(repository).map(async ({ status: _status, ...crd }) => {
          const { status, body } = await server.api.post(path, crd);
          if (status === 201) {
            const schemas = (definition: CustomResourceDefinition) =>
              definition.spec.versions.map(({ schema }) => schema);
            expect(schemas(body as CustomResourceDefinition), crd.metadata?.name).toEqual(schemas(crd));
            return "taken";
          }
          // what the sandbox lacks it says; the real server lacks nothing
          const isMissing = server.name === "sandbox" && status === 501;
          return isMissing ? "not implemented" : `${crd.metadata?.name}: ${body.message}`;
        }),
      );
      expect(verdicts.filter((verdict) => !["taken", "not implemented"].includes(verdict))).toEqual([]);
      expect(verdicts).toContain("taken");
    },
    180_000,
  );
});
