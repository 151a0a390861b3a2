// The kind that both operators work on: its definition, its objects, and how a server is filled with them.
import { inParallel } from "./api.js";

const group = "bench.example.com";

/** Its CustomResourceDefinition. Both sides pay the same for its schema, so that it says only what a server needs. */
export const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `widgets.${group}` },
  spec: {
    group,
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

/** Path of a namespace's widgets. */
export function widgetPath(namespace, name) {
  return `/apis/${group}/v1/namespaces/${namespace}/widgets${name ? `/${name}` : ""}`;
}

export function widgetName(index) {
  return `widget-${String(index).padStart(6, "0")}`;
}

/** A widget as people write them: no two alike, shaped like a Pod's template; `containers` of some 1.3 KB each. */
export function widget(namespace, index, { containers = 0 } = {}) {
  return {
    apiVersion: `${group}/v1`,
    kind: "Widget",
    metadata: {
      name: widgetName(index),
      namespace,
      labels: { app: `app-${index % 100}`, team: `team-${index % 7}`, "example.com/tier": "backend" },
      annotations: { "example.com/owner": `owner-${index % 50}@example.com` },
    },
    spec: {
      size: (index % 5) + 1,
      sentAt: "0",
      settings: { mode: "standard", region: `region-${index % 4}`, revision: `rev-${index}` },
      containers: Array.from({ length: containers }, (_, at) => container(index, at)),
    },
  };
}

function container(index, at) {
  return {
    name: `container-${at}`,
    image: `registry.example.com/team-${index % 7}/service-${at}:v1.${index % 40}.${at}`,
    args: ["--log-level=info", `--listen=:80${at}0`, `--shard=${index}`],
    env: Array.from({ length: 10 }, (_, n) => ({
      name: `SETTING_${n}_OF_SERVICE`,
      value: `value-${n}-of-${index}`,
    })),
    ports: [
      { name: "http", containerPort: 8080 + at, protocol: "TCP" },
      { name: "metrics", containerPort: 9090 + at, protocol: "TCP" },
    ],
    limits: { cpu: "500m", memory: `${128 + (index % 64)}Mi` },
    requests: { cpu: "100m", memory: "64Mi" },
    mounts: [
      { name: "config", mountPath: "/etc/service", readOnly: true },
      { name: "data", mountPath: "/var/lib/service" },
    ],
    readOnly: true,
    runAsUser: 65532,
  };
}

/** Installs the kind and waits until the server has it. */
export async function installKind(api) {
  await api.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
  for (let tries = 1; ; tries++) {
    try {
      return await api.send("GET", widgetPath("default"));
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/**
 * A namespace with widgets. With `children` each has its ConfigMap already, applied as the operators do, so that every measured reconcile is an
 * update.
 */
export async function fill(api, namespace, { count, containers, children = false }) {
  await api.send("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  await inParallel(count, async (index) => {
    const { metadata } = await api.send(
      "POST",
      widgetPath(namespace),
      widget(namespace, index, { containers }),
    );
    if (!children) return;
    const path = `/api/v1/namespaces/${namespace}/configmaps/${metadata.name}?fieldManager=bench&force=true`;
    await api.send("PATCH", path, child(metadata), "application/apply-patch+yaml");
  });
}

function child({ name, namespace, uid }) {
  const owner = {
    apiVersion: `${group}/v1`,
    kind: "Widget",
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace, ownerReferences: [owner] },
    data: { run: "none", size: "0" },
  };
}
