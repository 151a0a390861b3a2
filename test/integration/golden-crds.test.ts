import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { CustomResourceDefinition } from "../../src/kube/crd.ts";
import { parseYaml } from "../../src/kube/yaml.ts";
import { onBothServers } from "./servers.ts";

const folder = new URL("../golden/crd/", import.meta.url);
const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

onBothServers("the generator's golden CRDs", (server) => {
  test.each(readdirSync(folder).sort())("%s is accepted as it is", async (name) => {
    const file = new URL(`${name}/crd.yaml`, folder);
    for (const document of parseYaml(readFileSync(file, "utf8"), file.pathname)) {
      const crd = document as CustomResourceDefinition;
      const { status, body, headers } = await server.api.post(`${path}?fieldValidation=Strict`, crd);
      expect(status === 201 ? 201 : body).toBe(201);
      expect(headers.warning).toBeUndefined();
      expect(body.spec.versions.map((version: { schema: unknown }) => version.schema)).toEqual(
        crd.spec.versions.map((version) => version.schema),
      );
      await server.api.delete(`${path}/${crd.metadata?.name}`);
    }
  });
});
