import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import type { Target } from "./target.ts";

/*
 * Parts of built-in kinds, chosen so that values are right by themselves: what is tested is how objects are merged, owned,
 * selected and told of; the rules of the kinds have tests of their own.
 */

const text = (...values: string[]): JsonSchema => ({ type: "string", enum: values });
const integer = (minimum: number, maximum: number): JsonSchema => ({ type: "integer", minimum, maximum });
const fields = (properties: Record<string, JsonSchema>, ...required: string[]): JsonSchema => ({
  type: "object",
  properties,
  ...(required.length ? { required } : {}),
});
const map = (values: JsonSchema): JsonSchema => ({
  type: "object",
  additionalProperties: values,
  minProperties: 1,
});
const list = (items: JsonSchema, extra: Partial<JsonSchema> = {}): JsonSchema => ({
  type: "array",
  items,
  minItems: 1,
  ...extra,
});
const keyed = (keys: string[], items: JsonSchema, extra: Partial<JsonSchema> = {}): JsonSchema =>
  list(items, { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": keys, maxItems: 3, ...extra });
const fixed = (value: unknown): JsonSchema => ({ enum: [value] });

const servicePorts = [
  { name: "p1", port: 80, protocol: "TCP" },
  { name: "p2", port: 80, protocol: "UDP", targetPort: "http" },
  { name: "p3", port: 81, protocol: "TCP", targetPort: 8080 },
];
const selector = fixed({ matchLabels: { app: "a" } });
const container = fields(
  {
    name: text("a", "b", "c"),
    image: text("i:1", "i:2"),
    command: list(text("run", "sh"), { minItems: 1 }),
    args: list(text("-v", "-x"), { minItems: 1 }),
    env: keyed(["name"], fields({ name: text("A", "B", "C"), value: text("1", "2", "") }, "name")),
    resources: fields({
      limits: fields({ cpu: text("100m", "0.5", "1"), memory: text("64Mi", "1Gi") }),
      requests: fields({ cpu: text("50m"), memory: text("32Mi") }),
    }),
    imagePullPolicy: text("Always", "IfNotPresent"),
    workingDir: text("/x", "/y"),
    stdin: { type: "boolean" },
  },
  "name",
  "image",
);
const podSpec = fields(
  {
    containers: keyed(["name"], container, { minItems: 1 }),
    terminationGracePeriodSeconds: integer(0, 2),
    nodeSelector: map(text("x", "y")),
    serviceAccountName: text("default"),
    hostAliases: keyed(
      ["ip"],
      fields({ ip: text("10.0.0.1", "10.0.0.2"), hostnames: list(text("h", "i"), { minItems: 1 }) }, "ip"),
    ),
    imagePullSecrets: keyed(["name"], fields({ name: text("s1", "s2") }, "name")),
    tolerations: list(fields({ key: text("k1", "k2"), operator: text("Exists") }, "key", "operator")),
  },
  "containers",
);
const template = fields({ metadata: fixed({ labels: { app: "a" } }), spec: podSpec }, "metadata", "spec");

const kinds: readonly (Omit<Target, "custom" | "collection" | "fields" | "status" | "scale" | "careless"> & {
  plural: string;
  fields?: string[];
  status?: boolean;
  scale?: boolean;
})[] = [
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    plural: "configmaps",
    schema: fields({
      data: map(text("1", "2", "")),
      binaryData: fields({ bin: text("AA==", "Zm9v") }),
      immutable: fixed(false),
    }),
  },
  {
    apiVersion: "v1",
    kind: "Secret",
    plural: "secrets",
    fields: ["type"],
    schema: fields({
      data: map(text("AA==", "Zm9v")),
      stringData: map(text("x", "y")),
      type: text("Opaque"),
    }),
  },
  {
    apiVersion: "v1",
    kind: "Service",
    plural: "services",
    status: true,
    schema: fields(
      {
        spec: fields(
          {
            clusterIP: fixed("None"),
            selector: map(text("x", "y")),
            ports: keyed(["name"], { enum: servicePorts }, { minItems: 1, maxItems: 2 }),
            publishNotReadyAddresses: { type: "boolean" },
            sessionAffinity: text("None"),
          },
          "clusterIP",
          "selector",
          "ports",
        ),
      },
      "spec",
    ),
  },
  {
    apiVersion: "v1",
    kind: "ServiceAccount",
    plural: "serviceaccounts",
    schema: fields({
      automountServiceAccountToken: { type: "boolean" },
      imagePullSecrets: list(fields({ name: text("s1", "s2") }, "name")),
      secrets: keyed(["name"], fields({ name: text("t1", "t2") }, "name")),
    }),
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    plural: "deployments",
    status: true,
    scale: true,
    schema: fields(
      {
        spec: fields(
          {
            replicas: integer(0, 3),
            selector,
            template,
            paused: { type: "boolean" },
            minReadySeconds: integer(0, 2),
            revisionHistoryLimit: integer(0, 4),
          },
          "selector",
          "template",
        ),
      },
      "spec",
    ),
  },
  {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    plural: "statefulsets",
    status: true,
    scale: true,
    schema: fields(
      {
        spec: fields(
          {
            replicas: integer(0, 3),
            serviceName: text("s"),
            selector,
            template,
            minReadySeconds: integer(0, 2),
          },
          "selector",
          "template",
          "serviceName",
        ),
      },
      "spec",
    ),
  },
  {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    plural: "replicasets",
    status: true,
    scale: true,
    schema: fields(
      {
        spec: fields(
          { replicas: integer(0, 3), selector, template, minReadySeconds: integer(0, 2) },
          "selector",
          "template",
        ),
      },
      "spec",
    ),
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    plural: "roles",
    schema: fields({
      rules: list(
        fields(
          {
            apiGroups: list(text("", "apps"), { minItems: 1 }),
            resources: list(text("pods", "services"), { minItems: 1 }),
            verbs: list(text("get", "list"), { minItems: 1 }),
          },
          "apiGroups",
          "resources",
          "verbs",
        ),
      ),
    }),
  },
  {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    plural: "leases",
    schema: fields({
      spec: fields({
        holderIdentity: text("x", "y"),
        leaseDurationSeconds: integer(1, 20),
        renewTime: text("2024-01-02T03:04:05.000006Z"),
        leaseTransitions: integer(0, 2),
      }),
    }),
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    plural: "networkpolicies",
    schema: fields(
      {
        spec: fields(
          {
            podSelector: fields({ matchLabels: map(text("x", "y")) }),
            policyTypes: fixed(["Ingress"]),
            ingress: list(
              fields({
                from: list(fields({ podSelector: fixed({}) }, "podSelector")),
                ports: list(fields({ port: { enum: [80, "http"] }, protocol: text("TCP") }, "port")),
              }),
            ),
          },
          "podSelector",
          "policyTypes",
        ),
      },
      "spec",
    ),
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    plural: "ingresses",
    status: true,
    schema: fields(
      {
        spec: fields(
          {
            ingressClassName: text("c"),
            rules: list(
              fields(
                {
                  host: text("a.example.com", "b.example.com"),
                  http: fixed({
                    paths: [
                      {
                        path: "/",
                        pathType: "Prefix",
                        backend: { service: { name: "s", port: { number: 80 } } },
                      },
                    ],
                  }),
                },
                "host",
                "http",
              ),
              { minItems: 1 },
            ),
            tls: list(fields({ hosts: list(text("a.example.com")), secretName: text("t") })),
          },
          "rules",
        ),
      },
      "spec",
    ),
  },
  {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    plural: "poddisruptionbudgets",
    status: true,
    schema: fields(
      {
        spec: fields(
          {
            minAvailable: { enum: [1, "50%"] },
            selector: fields({
              matchLabels: map(text("x", "y")),
              matchExpressions: list(
                fields(
                  { key: text("k1", "k2"), operator: text("In"), values: fixed(["v"]) },
                  "key",
                  "operator",
                  "values",
                ),
              ),
            }),
          },
          "minAvailable",
        ),
      },
      "spec",
    ),
  },
];

/** Built-in kinds that sequences are about. */
export const builtInTargets: readonly Target[] = kinds.map(
  ({ apiVersion, kind, plural, schema, fields: selectable = [], status = false, scale = false }) => ({
    apiVersion,
    kind,
    collection: `${apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`}/namespaces/{{ns}}/${plural}`,
    schema,
    custom: false,
    status,
    scale,
    fields: selectable,
    careless: false,
  }),
);
