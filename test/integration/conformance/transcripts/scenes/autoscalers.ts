import type { Scene, Step } from "../transcript.ts";

const places = {
  v1: "/apis/autoscaling/v1/namespaces/{ns}/horizontalpodautoscalers",
  v2: "/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers",
} as const;
type Version = keyof typeof places;

const prefix = "autoscaling.alpha.kubernetes.io";
const target = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
const memory = {
  type: "Resource",
  resource: { name: "memory", target: { type: "Utilization", averageUtilization: 70 } },
};
const cpu = {
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } },
};
const autoscaler = (version: Version, name: string, rest: object) => ({
  apiVersion: `autoscaling/${version}`,
  kind: "HorizontalPodAutoscaler",
  metadata: { name },
  ...rest,
});
const make = (version: Version, name: string, spec: object, query = ""): Step => ({
  method: "POST",
  path: `${places[version]}${query}`,
  body: autoscaler(version, name, { spec: { scaleTargetRef: target, maxReplicas: 4, ...spec } }),
});
const get = (version: Version, name: string): Step => ({ method: "GET", path: `${places[version]}/${name}` });
const patch = (
  version: Version,
  options: { name: string; type: string; body: object; query?: string },
): Step => ({
  method: "PATCH",
  path: `${places[version]}/${options.name}${options.query ?? ""}`,
  headers: { "content-type": `application/${options.type}` },
  body: options.body,
});
const merge = (version: Version, name: string, body: object): Step =>
  patch(version, { name, type: "merge-patch+json", body });
const apply = (
  version: Version,
  options: { name: string; manager: string; spec: object; query?: string },
): Step =>
  patch(version, {
    name: options.name,
    type: "apply-patch+yaml",
    query: `?fieldManager=${options.manager}${options.query ?? ""}`,
    body: autoscaler(version, options.name, { spec: options.spec }),
  });

const status = {
  currentReplicas: 2,
  desiredReplicas: 3,
  lastScaleTime: "2026-01-02T03:04:05Z",
  currentMetrics: [
    {
      type: "Resource",
      resource: { name: "cpu", current: { averageUtilization: 40, averageValue: "100m" } },
    },
    {
      type: "External",
      external: {
        metric: { name: "queue", selector: { matchLabels: { b: "1", a: "<" } } },
        current: { value: "3" },
      },
    },
    {
      type: "Pods",
      pods: { metric: { name: "rate" }, current: { averageValue: "5" } },
    },
    {
      type: "Object",
      object: {
        metric: { name: "rate" },
        describedObject: { kind: "Service", name: "web" },
        current: { value: "5", averageValue: "1" },
      },
    },
    {
      type: "ContainerResource",
      containerResource: { name: "cpu", container: "web", current: { averageValue: "1" } },
    },
  ],
  conditions: [
    {
      type: "AbleToScale",
      status: "True",
      lastTransitionTime: "2026-01-02T03:04:05Z",
      reason: "Ready",
      message: "it <is>",
    },
    { type: "ScalingActive", status: "False" },
  ],
};

const eachSeen = (name: string): Step[] => [get("v1", name), get("v2", name)];

/** One object in two versions: what one of them cannot say is in annotations. */
export const autoscalers: readonly Scene[] = [
  {
    name: "autoscalers in two versions",
    steps: [
      make("v1", "a", {}),
      ...eachSeen("a"),
      make("v1", "b", { targetCPUUtilizationPercentage: 50, minReplicas: 2 }, "?fieldManager=old"),
      ...eachSeen("b"),
      make("v2", "c", { metrics: [cpu, memory], behavior: { scaleUp: { policies: [] } } }),
      make("v2", "c", { metrics: [cpu, memory], behavior: { scaleDown: { selectPolicy: "Disabled" } } }),
      ...eachSeen("c"),
      merge("v1", "c", { spec: { maxReplicas: 7 } }),
      ...eachSeen("c"),
      merge("v1", "c", { spec: { targetCPUUtilizationPercentage: null } }),
      ...eachSeen("c"),
      merge("v1", "c", { metadata: { annotations: { [`${prefix}/behavior`]: null } } }),
      ...eachSeen("c"),
      merge("v1", "c", { metadata: { annotations: { [`${prefix}/metrics`]: "[", note: "x" } } }),
      ...eachSeen("c"),
      merge("v2", "b", { metadata: { annotations: { [`${prefix}/metrics`]: "[]", note: "x" } } }),
      ...eachSeen("b"),
      patch("v2", { name: "b/status", type: "merge-patch+json", body: { status } }),
      ...eachSeen("b"),
      patch("v1", { name: "b/status", type: "merge-patch+json", body: { status: { currentReplicas: 9 } } }),
      patch("v1", {
        name: "b/status",
        type: "merge-patch+json",
        body: {
          metadata: {
            annotations: {
              [`${prefix}/metrics`]: "[]",
              [`${prefix}/conditions`]: '[{"type":"A","status":"True"}]',
              [`${prefix}/current-metrics`]: "[]",
            },
          },
          status: { currentCPUUtilizationPercentage: 3 },
        },
      }),
      ...eachSeen("b"),
      merge("v1", "b", {
        metadata: { annotations: { [`${prefix}/conditions`]: null } },
        spec: { minReplicas: 1 },
      }),
      { ...get("v1", "b/status") },
      patch("v1", { name: "b", type: "strategic-merge-patch+json", body: { spec: { maxReplicas: 0 } } }),
      patch("v1", {
        name: "b",
        type: "json-patch+json",
        body: [{ op: "replace", path: "/spec/targetCPUUtilizationPercentage", value: 0 }],
      }),
      { method: "GET", path: `${places.v1}?limit=1` },
      {
        method: "GET",
        path: places.v1,
        headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" },
        note: "a table",
      },
      { method: "DELETE", path: `${places.v1}/b` },
      { method: "DELETE", path: places.v1 },
      { method: "GET", path: "/apis/autoscaling/v1" },
      { method: "GET", path: "/apis/autoscaling" },
    ],
  },
  {
    name: "autoscalers applied in two versions",
    steps: [
      apply("v1", { name: "a", manager: "one", spec: { scaleTargetRef: target, maxReplicas: 4 } }),
      ...eachSeen("a"),
      apply("v2", { name: "a", manager: "two", spec: { minReplicas: 2, metrics: [memory] } }),
      apply("v2", {
        name: "a",
        manager: "two",
        spec: { minReplicas: 2, metrics: [memory] },
        query: "&force=true",
      }),
      ...eachSeen("a"),
      apply("v1", { name: "a", manager: "three", spec: { targetCPUUtilizationPercentage: 30 } }),
      ...eachSeen("a"),
      apply("v1", { name: "a", manager: "one", spec: { scaleTargetRef: target, maxReplicas: 5 } }),
      apply("v2", { name: "a", manager: "two", spec: {} }),
      ...eachSeen("a"),
      merge("v1", "a", { spec: { maxReplicas: 9, targetCPUUtilizationPercentage: 44 } }),
      ...eachSeen("a"),
      merge("v2", "a", { spec: { maxReplicas: 8, metrics: [cpu, memory] } }),
      ...eachSeen("a"),
      apply("v1", { name: "a", manager: "one", spec: { scaleTargetRef: target } }),
      apply("v1", { name: "a", manager: "one", spec: { scaleTargetRef: target, maxReplicas: 5 } }),
      apply("v2", { name: "a", manager: "one", spec: { scaleTargetRef: target, maxReplicas: 8 } }),
      apply("v1", { name: "a", manager: "three", spec: { metrics: [] } }),
      apply("v1", { name: "a", manager: "three", spec: {} }),
      ...eachSeen("a"),
    ],
  },
];
