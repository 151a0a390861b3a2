import type { CustomResourceDefinition } from "../../src/kube/crd.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import { collectionOf, installCrd } from "./install-crd.ts";
import type { TestServer } from "./servers.ts";

const spec: JsonSchema = {
  type: "object",
  required: ["color"],
  "x-kubernetes-validations": [
    {
      rule: "!has(self.tags) || !self.tags.exists(tag, tag == 'no-color')",
      message: "no tag may contradict the color",
    },
  ],
  properties: {
    color: { type: "string", enum: ["red", "green"] },
    size: {
      type: "integer",
      format: "int32",
      minimum: 1,
      maximum: 10,
      default: 3,
      "x-kubernetes-validations": [{ rule: "self >= oldSelf", message: "may not shrink" }],
    },
    tags: {
      type: "array",
      maxItems: 10,
      items: { type: "string", maxLength: 20 },
      "x-kubernetes-list-type": "set",
    },
    ports: {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      items: {
        type: "object",
        required: ["name"],
        properties: { name: { type: "string" }, port: { "x-kubernetes-int-or-string": true } },
      },
    },
    options: { type: "object", additionalProperties: { type: "string", maxLength: 5 } },
    raw: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  },
};

/** A CRD with one of everything that a scaffolded kind may have; each caller gets a group of its own. */
export function widgetCrd(group: string, change: Partial<JsonSchema> = {}): CustomResourceDefinition {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      names: {
        plural: "widgets",
        singular: "widget",
        kind: "Widget",
        listKind: "WidgetList",
        shortNames: ["wd"],
      },
      scope: "Namespaced",
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: {
                apiVersion: { type: "string" },
                kind: { type: "string" },
                metadata: { type: "object" },
                spec: { ...spec, ...change },
                status: {
                  type: "object",
                  properties: {
                    replicas: { type: "integer" },
                    selector: { type: "string" },
                    phase: { type: "string" },
                  },
                },
              },
            },
          },
          subresources: {
            status: {},
            scale: {
              specReplicasPath: ".spec.size",
              statusReplicasPath: ".status.replicas",
              labelSelectorPath: ".status.selector",
            },
          },
          additionalPrinterColumns: [{ name: "Color", type: "string", jsonPath: ".spec.color" }],
        },
      ],
    },
  };
}

/** Creates the CRD and waits, by a watch, until its kind is served. Returns the path of the collection. */
export async function installWidgets(server: TestServer, group: string, namespace: string): Promise<string> {
  const crd = widgetCrd(group);
  await installCrd(server, crd);
  return collectionOf(crd, "v1", namespace);
}

export function widget(group: string, name: string, fields: Record<string, unknown> = { color: "red" }) {
  return { apiVersion: `${group}/v1`, kind: "Widget", metadata: { name }, spec: fields };
}
