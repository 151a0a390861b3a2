import type { CustomResourceDefinition } from "../../../src/kube/crd.ts";
import type { TestServer } from "../servers.ts";
import { typedSpecs } from "./typed-specs.ts";

const group = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";

/** A kind of the user's own, with fields that have no type of their own. */
export const typedDefinition: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "things.types.example.com" },
  spec: {
    group: "types.example.com",
    scope: "Namespaced",
    names: { plural: "things", kind: "Thing" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                properties: {
                  size: { type: "integer" },
                  any: { "x-kubernetes-preserve-unknown-fields": true },
                  "my-name": { type: "string" },
                  port: { "x-kubernetes-int-or-string": true },
                },
              },
            },
          },
        },
      },
    ],
  },
};

/** The statuses that the policies get, by the expressions of their rules. */
export async function askTypeChecks(server: TestServer): Promise<Record<string, unknown>> {
  const name = await server.namespace();
  await untilKindIsKnown(server, `${name}-probe`);
  const found: Record<string, unknown> = {};
  for (const [index, spec] of typedSpecs.entries()) await createPolicy(server, `${name}-${index}`, spec);
  for (const index of typedSpecs.keys()) {
    const path = `${group}/${name}-${index}`;
    const { status, managers } = await untilChecked(server, path);
    found[String(index)] = { status, managers };
    await server.api.delete(path);
  }
  return found;
}

/**
 * A real controller looks for new kinds every 30 seconds, and a policy about a kind that it does not know is checked without a
 * word, once and for all: policies are made until one is found fault with.
 */
async function untilKindIsKnown(server: TestServer, name: string): Promise<void> {
  const rule = {
    apiGroups: ["types.example.com"],
    apiVersions: ["v1"],
    resources: ["things"],
    operations: ["*"],
  };
  const spec = {
    matchConstraints: { resourceRules: [rule] },
    validations: [{ expression: "object.spec.size == 'x'" }],
  };
  for (let isKnown = false; !isKnown;) {
    await createPolicy(server, name, spec);
    const { status } = await untilChecked(server, `${group}/${name}`);
    isKnown = JSON.stringify(status).includes("no matching overload");
    await server.api.delete(`${group}/${name}`);
  }
}

async function createPolicy(server: TestServer, name: string, spec: unknown): Promise<void> {
  const { status, body } = await server.api.post(`${group}?fieldManager=me`, {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name },
    spec,
  });
  if (status !== 201) throw new Error(`cannot create: ${JSON.stringify(body)}`);
}

async function untilChecked(server: TestServer, path: string) {
  for (let attempt = 0; attempt < 3000; attempt++) {
    const { body } = await server.api.get(path);
    if (!body.status?.observedGeneration) continue;
    // types have names with digits that differ each time
    const status: unknown = JSON.parse(
      JSON.stringify(body.status).replaceAll(/\b([A-Z][A-Za-z]+)\d+\b(?=[.,')])/g, "$1N"),
    );
    const entries = body.metadata.managedFields as Record<string, unknown>[];
    const managers = entries.map(({ manager, operation, subresource, fieldsV1 }) => [
      manager,
      operation,
      subresource ?? "",
      fieldsV1,
    ]);
    return { status, managers: managers.slice(1) };
  }
  throw new Error(`nobody has checked ${path}`);
}
