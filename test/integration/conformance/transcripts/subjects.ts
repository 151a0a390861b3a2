import type { CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import type { Subject } from "./transcript.ts";

/** The group of the kinds that the transcripts define. */
export const group = "transcripts.example.com";

export const configMaps: Subject = {
  name: "configmaps",
  path: "/api/v1/namespaces/{ns}/configmaps",
  apiVersion: "v1",
  kind: "ConfigMap",
  custom: false,
  object: (name, label) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, labels: { of: "{ns}", ...(label ? { set: label } : {}) } },
    data: { key: "value" },
  }),
  change: { data: { key: "other" } },
  operations: [{ op: "replace", path: "/data/key", value: "other" }],
};

export const deployments: Subject = {
  name: "deployments",
  path: "/apis/apps/v1/namespaces/{ns}/deployments",
  apiVersion: "apps/v1",
  kind: "Deployment",
  custom: false,
  object: (name, label) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels: { of: "{ns}", ...(label ? { set: label } : {}) } },
    spec: {
      replicas: 0,
      paused: true,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "main", image: "example.com/main:1" }] },
      },
    },
  }),
  change: { spec: { minReadySeconds: 5 } },
  operations: [{ op: "add", path: "/spec/minReadySeconds", value: 5 }],
  // its status is written by a controller meanwhile
  scalable: true,
};

export const clusterRoles: Subject = {
  name: "clusterroles",
  path: "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "ClusterRole",
  custom: false,
  object: (name, label) => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: `{ns}-${name}`, labels: { of: "{ns}", ...(label ? { set: label } : {}) } },
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
  }),
  change: { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["list"] }] },
  operations: [{ op: "replace", path: "/rules/0/verbs", value: ["list"] }],
};

export const widgets: Subject = {
  name: "widgets",
  path: `/apis/${group}/v1/namespaces/{ns}/widgets`,
  apiVersion: `${group}/v1`,
  kind: "Widget",
  custom: true,
  object: (name, label) => ({
    apiVersion: `${group}/v1`,
    kind: "Widget",
    metadata: { name, labels: { of: "{ns}", ...(label ? { set: label } : {}) } },
    spec: { size: 1, replicas: 1 },
  }),
  change: { spec: { size: 2 } },
  operations: [{ op: "replace", path: "/spec/size", value: 2 }],
  status: { phase: "Ready", replicas: 1, selector: "app=widget" },
  scalable: true,
};

export const gears: Subject = {
  name: "gears",
  path: `/apis/${group}/v1/gears`,
  apiVersion: `${group}/v1`,
  kind: "Gear",
  custom: true,
  object: (name, label) => ({
    apiVersion: `${group}/v1`,
    kind: "Gear",
    metadata: { name: `{ns}-${name}`, labels: { of: "{ns}", ...(label ? { set: label } : {}) } },
    teeth: 12,
  }),
  change: { teeth: 13 },
  operations: [{ op: "replace", path: "/teeth", value: 13 }],
};

export const ingresses: Subject = {
  name: "ingresses",
  path: "/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses",
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  custom: false,
  object: (name, label) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, labels: { of: "{ns}", ...(label ? { set: label } : {}) } },
    spec: { defaultBackend: { service: { name: "main", port: { number: 80 } } } },
  }),
  change: { spec: { ingressClassName: "other" } },
  operations: [{ op: "add", path: "/spec/ingressClassName", value: "other" }],
};

export const secrets: Subject = {
  name: "secrets",
  path: "/api/v1/namespaces/{ns}/secrets",
  apiVersion: "v1",
  kind: "Secret",
  custom: false,
  object: (name, label) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, ...(label ? { labels: { set: label } } : {}) },
  }),
  change: { data: { key: "dmFsdWU=" } },
  operations: [],
};

/** Of which no server has any of its own. */
export const runtimeClasses: Subject = {
  name: "runtimeclasses",
  path: "/apis/node.k8s.io/v1/runtimeclasses",
  apiVersion: "node.k8s.io/v1",
  kind: "RuntimeClass",
  custom: false,
  object: (name, label) => ({
    apiVersion: "node.k8s.io/v1",
    kind: "RuntimeClass",
    metadata: { name: `{ns}-${name}`, ...(label ? { labels: { set: label } } : {}) },
    handler: "handler",
  }),
  change: { scheduling: { nodeSelector: { disk: "ssd" } } },
  operations: [],
};

/** With fields to select by. */
export const pins: Subject = {
  name: "pins",
  path: `/apis/${group}/v1/namespaces/{ns}/pins`,
  apiVersion: `${group}/v1`,
  kind: "Pin",
  custom: true,
  object: (name, label) => ({
    apiVersion: `${group}/v1`,
    kind: "Pin",
    metadata: { name, ...(label ? { labels: { set: label } } : {}) },
    ...(label === "x" ? { size: 1, sharp: false, steel: { grade: "high" } } : {}),
  }),
  change: { size: 2 },
  operations: [],
};

export const subjects = [configMaps, ingresses, clusterRoles, widgets, gears];

export const definitions: readonly CustomResourceDefinition[] = [
  {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: {
        plural: "widgets",
        singular: "widget",
        kind: "Widget",
        listKind: "WidgetList",
        shortNames: ["wd"],
        categories: ["all"],
      },
      versions: [widgetVersion("v1", true), widgetVersion("v1beta1", false)],
    },
  },
  {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `gears.${group}` },
    spec: {
      group,
      scope: "Cluster",
      names: { plural: "gears", singular: "gear", kind: "Gear", listKind: "GearList" },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: { teeth: { type: "integer", minimum: 1 } },
              "x-kubernetes-preserve-unknown-fields": true,
            },
          },
        },
      ],
    },
  },
];

/** Of kinds that only some scenes have: others record what there is. */
export const furtherDefinitions: Readonly<Record<string, CustomResourceDefinition>> = {
  pins: pinDefinition(),
};

function pinDefinition(): CustomResourceDefinition {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `pins.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "pins", singular: "pin", kind: "Pin", listKind: "PinList" },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: {
                size: { type: "integer" },
                sharp: { type: "boolean" },
                steel: { type: "object", properties: { grade: { type: "string" } } },
              },
            },
          },
          selectableFields: [{ jsonPath: ".size" }, { jsonPath: ".sharp" }, { jsonPath: ".steel.grade" }],
          additionalPrinterColumns: [{ name: "Size", type: "integer", jsonPath: ".size" }],
        },
      ],
    },
  };
}

function widgetVersion(name: string, current: boolean) {
  return {
    name,
    served: true,
    storage: current,
    ...(current ? {} : { deprecated: true, deprecationWarning: "use v1" }),
    schema: {
      openAPIV3Schema: {
        type: "object" as const,
        description: "Widget is a thing.",
        properties: {
          spec: {
            type: "object" as const,
            required: ["size"],
            properties: {
              size: { type: "integer" as const, minimum: 0, description: "Size in parts." },
              replicas: { type: "integer" as const, default: 1 },
              color: { type: "string" as const, enum: ["red", "green"] },
              port: { "x-kubernetes-int-or-string": true },
            },
            "x-kubernetes-validations": [{ rule: "self.size < 100", message: "size is too big" }],
          },
          status: {
            type: "object" as const,
            properties: {
              phase: { type: "string" as const },
              replicas: { type: "integer" as const },
              selector: { type: "string" as const },
            },
          },
        },
      },
    },
    subresources: {
      status: {},
      scale: {
        specReplicasPath: ".spec.replicas",
        statusReplicasPath: ".status.replicas",
        labelSelectorPath: ".status.selector",
      },
    },
    additionalPrinterColumns: [
      { name: "Size", type: "integer" as const, jsonPath: ".spec.size" },
      { name: "Phase", type: "string" as const, jsonPath: ".status.phase", priority: 1 },
      { name: "Age", type: "date" as const, jsonPath: ".metadata.creationTimestamp" },
    ],
  };
}
