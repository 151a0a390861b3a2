/* Objects and rules that cases are made of. */

export const configMaps = "/api/v1/namespaces/NS/configmaps";
export const pods = "/api/v1/namespaces/NS/pods";
export const deployments = "/apis/apps/v1/namespaces/NS/deployments";

export const merge = { "content-type": "application/merge-patch+json" };

export const configMap = (name: string, data: object = {}, labels?: object) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...(labels ? { labels } : {}) },
  data,
});

export const pod = (name: string, spec: object = {}, metadata: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, ...metadata },
  spec: { containers: [{ name: "app", image: "registry.example.com/app:1" }], ...spec },
});

export const deployment = (name: string, replicas: number, more: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, labels: { app: name } },
  spec: {
    replicas,
    paused: true,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: "app", image: "registry.example.com/app:1", ...more }] },
    },
  },
});

/** matchConstraints for resources of one group and version. */
export const on = (resource: string, operations: string[] = ["CREATE", "UPDATE"], more: object = {}) => {
  const [resources = "", group = ""] = resource.split(".");
  return {
    matchConstraints: {
      resourceRules: [{ apiGroups: [group], apiVersions: ["v1"], operations, resources: [resources] }],
      ...more,
    },
  };
};

export const rule = (expression: string, more: object = {}) => ({ validations: [{ expression, ...more }] });

export const apply = (expression: string) => ({
  patchType: "ApplyConfiguration",
  applyConfiguration: { expression },
});

export const patch = (expression: string) => ({ patchType: "JSONPatch", jsonPatch: { expression } });
