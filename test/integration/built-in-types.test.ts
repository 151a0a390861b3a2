import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { findControlPlane } from "../../src/cluster/control-plane/find.ts";
import { startControlPlane, type ControlPlane } from "../../src/cluster/control-plane/start.ts";
import { builtInSchema } from "../../src/generate/built-in-schema.ts";
import { readBuiltInSchemas, type GoShape } from "../../src/k8s/built-in.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import { planFiles } from "../../tools/generate-k8s/plan-files.ts";
import { readServer } from "../../tools/generate-k8s/read-server.ts";
import { everyBuiltInType } from "../helpers/every-built-in-type.ts";
import { onBothServers } from "./servers.ts";

const schemas = readBuiltInSchemas();
const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** How many types a CRD embeds: each is a request of some hundred kilobytes then. */
const size = 24;

function batches(): JsonSchema[] {
  const values = everyBuiltInType().map(
    ({ module, name }) =>
      [
        `${module}.${name}`.replaceAll(/\W/g, "_"),
        builtInSchema(schemas, { module: `kubewright/k8s/${module}`, name }),
      ] as const,
  );
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => ({
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: Object.fromEntries(values.slice(index * size, (index + 1) * size)) as Record<
          string,
          JsonSchema
        >,
      },
    },
  }));
}

onBothServers("CRDs that embed the built-in types", (server) => {
  test.each(batches().map((openAPIV3Schema, index) => ({ index, openAPIV3Schema })))(
    "types from number $index times 24 on: accepted, and kept as they are",
    async ({ openAPIV3Schema }) => {
      const { status, body, headers } = await server.api.post(`${path}?dryRun=All&fieldValidation=Strict`, {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: "embeddings.types.example.com" },
        spec: {
          group: "types.example.com",
          names: { kind: "Embedding", plural: "embeddings" },
          scope: "Namespaced",
          versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }],
        },
      });
      expect(status === 201 ? 201 : body).toBe(201);
      expect(headers.warning).toBeUndefined();
      expect(body.spec.versions[0].schema.openAPIV3Schema).toEqual(openAPIV3Schema);
    },
  );
});

onBothServers("built-in objects", (server) => {
  test("a zero behind an IntOrString is no absent one: a Deployment without surge", async () => {
    const namespace = await server.namespace();
    const labels = { app: "web" };
    const { status, body } = await server.api.post(
      `/apis/apps/v1/namespaces/${namespace}/deployments?dryRun=All`,
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web" },
        spec: {
          strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "web" }] } },
        },
      },
    );
    expect(status === 201 ? 201 : body).toBe(201);
    expect(body.spec.strategy.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
  });
});

// a server of its own: kinds that other tests define are published, too
const binaries = inject("controlPlane") ? findControlPlane() : undefined;
describe.skipIf(!binaries)("src/k8s and the server that it was generated from", () => {
  let server: ControlPlane;
  beforeAll(async () => {
    if (binaries) server = await startControlPlane({ binaries });
  });
  afterAll(() => server.stop());

  test("nothing differs, or `npm run generate:k8s` was not run", async ({ skip }) => {
    const { url, ca, adminToken: token } = server;
    const description = await readServer({ url, ca, token });
    if (description.version !== schemas.kubernetesVersion)
      skip(`the server is ${description.version}, src/k8s is of ${schemas.kubernetesVersion}`);
    const read = (file: string) => {
      const path = new URL(`../../src/k8s/${file}`, import.meta.url);
      return existsSync(path) ? readFileSync(path, "utf8") : undefined;
    };
    const shapes = JSON.parse(read("openapi/go-shapes.json") ?? "") as Record<string, GoShape>;
    const files = planFiles(description, () => new Map(Object.entries(shapes)));
    const changed = [...files].filter(([file, text]) => read(file) !== text).map(([file]) => file);
    expect(changed).toEqual([]);
    expect(files.size).toBeGreaterThan(20);
  });
});
