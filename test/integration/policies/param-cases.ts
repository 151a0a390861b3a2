import { apply, configMap, configMaps, deployment, deployments, on, rule } from "./objects.ts";
import type { PolicyCase } from "./run-cases.ts";

const limits = "/apis/rules.example.com/v1/namespaces/NS/replicalimits";
const limit = (name: string, maxReplicas: number, labels: object = {}) => ({
  apiVersion: "rules.example.com/v1",
  kind: "ReplicaLimit",
  metadata: { name, labels },
  maxReplicas,
});
const limited = {
  ...on("deployments.apps"),
  paramKind: { apiVersion: "rules.example.com/v1", kind: "ReplicaLimit" },
  ...rule("object.spec.replicas <= params.maxReplicas", {
    messageExpression: "params.kind + ' ' + params.metadata.name + ': ' + string(params.maxReplicas)",
  }),
};
const create = (replicas: number, name = "a") => ({
  do: `POST ${deployments}?dryRun=All`,
  body: deployment(name, replicas),
});
const binding = (paramRef: object | undefined, name: string) => ({
  matchResources: { objectSelector: { matchLabels: { app: name } } },
  ...(paramRef ? { paramRef: { parameterNotFoundAction: "Deny", ...paramRef } } : {}),
});
const settings = {
  ...on("configmaps", ["CREATE"]),
  paramKind: { apiVersion: "v1", kind: "ConfigMap" },
};

export const paramCases: PolicyCase[] = [
  {
    title: "params: custom resources by name",
    validating: { p: limited },
    bindings: {
      "p.own": binding({ name: "limit" }, "own"),
      "p.there": binding({ name: "limit", namespace: "NS" }, "there"),
      "p.missing": binding({ name: "nothing" }, "missing"),
      "p.allowed": binding({ name: "nothing", parameterNotFoundAction: "Allow" }, "allowed"),
      "p.elsewhere": binding({ name: "limit", namespace: "default" }, "elsewhere"),
      "p.without": binding(undefined, "without"),
    },
    objects: [[limits, limit("limit", 3)]],
    steps: [
      create(4, "own"),
      create(3, "own"),
      create(4, "there"),
      create(1, "missing"),
      create(9, "allowed"),
      create(1, "elsewhere"),
      create(1, "without"),
    ],
  },
  {
    title: "params: custom resources by labels",
    validating: { p: limited, open: { ...limited, failurePolicy: "Ignore" } },
    bindings: {
      "p.team": binding({ selector: { matchLabels: { team: "a" } } }, "team"),
      "p.all": binding({ selector: {} }, "all"),
      "p.none": binding(
        { selector: { matchExpressions: [{ key: "team", operator: "DoesNotExist" }] } },
        "none",
      ),
      "open.none": binding({ selector: { matchLabels: { team: "c" } } }, "open"),
    },
    objects: [
      [limits, limit("x", 3, { team: "a" })],
      [limits, limit("y", 5, { team: "a" })],
      [limits, limit("z", 2, { team: "b" })],
    ],
    steps: [
      create(4, "team"),
      create(3, "team"),
      create(3, "all"),
      create(2, "all"),
      create(1, "none"),
      create(1, "open"),
    ],
  },
  {
    title: "params: of the whole cluster",
    validating: {
      p: {
        ...on("configmaps", ["CREATE"]),
        paramKind: { apiVersion: "rules.example.com/v1", kind: "LabelRule" },
        ...rule("params.labels.all(l, has(object.metadata.labels) && l in object.metadata.labels)", {
          messageExpression:
            "'you must provide labels: ' + params.labels.filter(l, !has(object.metadata.labels) || !(l in object.metadata.labels)).join(', ')",
        }),
      },
    },
    bindings: {
      "p.one": {
        paramRef: { name: "NS", parameterNotFoundAction: "Deny" },
        matchResources: { objectSelector: { matchLabels: { one: "yes" } } },
      },
      "p.wrong": {
        paramRef: { name: "NS", namespace: "NS", parameterNotFoundAction: "Deny" },
        matchResources: { objectSelector: { matchLabels: { wrong: "yes" } } },
      },
    },
    objects: [
      [
        "/apis/rules.example.com/v1/labelrules",
        {
          apiVersion: "rules.example.com/v1",
          kind: "LabelRule",
          metadata: { name: "NS" },
          labels: ["one", "owner"],
        },
      ],
    ],
    steps: [
      { do: `POST ${configMaps}`, body: configMap("a", {}, { one: "yes" }) },
      { do: `POST ${configMaps}`, body: configMap("a", {}, { one: "yes", owner: "me" }) },
      { do: `POST ${configMaps}`, body: configMap("b", {}, { wrong: "yes" }) },
    ],
  },
  {
    title: "params: ConfigMaps",
    validating: {
      p: {
        ...settings,
        matchConditions: [{ name: "on", expression: "params.data.on == 'yes'" }],
        variables: [{ name: "max", expression: "int(params.data.max)" }],
        validations: [
          {
            expression: "size(object.data) <= variables.max",
            messageExpression: "'at most ' + params.data.max + ' of ' + params.apiVersion",
          },
        ],
      },
    },
    bindings: { p: { paramRef: { name: "settings", parameterNotFoundAction: "Deny" } } },
    objects: [],
    steps: [{ do: `POST ${configMaps}`, body: configMap("early") }],
  },
  {
    title: "params: ConfigMaps that are there",
    validating: {
      p: {
        ...settings,
        matchConditions: [
          { name: "on", expression: "!(object.metadata.name in ['settings', 'off'])" },
          { name: "b", expression: "params.data.on == 'yes'" },
        ],
        variables: [{ name: "max", expression: "int(params.data.max)" }],
        validations: [
          {
            expression: "size(object.data) <= variables.max",
            messageExpression: "'at most ' + params.data.max + ' of ' + params.apiVersion",
          },
        ],
      },
    },
    bindings: { p: { paramRef: { name: "settings", parameterNotFoundAction: "Deny" } } },
    objects: [[configMaps, configMap("settings", { on: "yes", max: "2" })]],
    steps: [
      { do: `POST ${configMaps}`, body: configMap("a", { x: "1", y: "2", z: "3" }) },
      { do: `POST ${configMaps}`, body: configMap("b", { x: "1", y: "2" }) },
    ],
  },
  {
    title: "params: of a kind that nobody serves",
    validating: {
      p: {
        ...on("configmaps", ["CREATE"]),
        paramKind: { apiVersion: "nowhere.example.com/v1", kind: "Nothing" },
        ...rule("true"),
      },
    },
    bindings: {
      p: {
        paramRef: { name: "a", parameterNotFoundAction: "Allow" },
        matchResources: { objectSelector: { matchLabels: { a: "b" } } },
      },
    },
    steps: [{ do: `POST ${configMaps}`, body: configMap("a") }],
  },
  {
    title: "params: who may name them",
    objects: [
      [
        "/apis/rbac.authorization.k8s.io/v1/clusterroles",
        {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "ClusterRole",
          metadata: { name: "NS" },
          rules: [
            { apiGroups: ["admissionregistration.k8s.io"], resources: ["*"], verbs: ["*"] },
            { apiGroups: [""], resources: ["configmaps"], verbs: ["get"], resourceNames: ["mine"] },
            { apiGroups: ["rules.example.com"], resources: ["labelrules"], verbs: ["get", "list"] },
          ],
        },
      ],
      [
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
        {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "ClusterRoleBinding",
          metadata: { name: "NS" },
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "NS" },
          subjects: [{ kind: "Group", apiGroup: "rbac.authorization.k8s.io", name: "writers-NS" }],
        },
      ],
    ],
    validating: {
      p: { ...settings, ...rule("true") },
      q: { ...limited },
      none: { ...on("configmaps"), ...rule("true") },
    },
    steps: ["validating", "mutating"].flatMap((type) => {
      const kind = `${type === "validating" ? "Validating" : "Mutating"}AdmissionPolicy`;
      const own =
        type === "validating"
          ? rule("true")
          : { reinvocationPolicy: "Never", mutations: [apply("Object{}")] };
      const post = (plural: string, named: string, spec: object) => ({
        do: `POST /apis/admissionregistration.k8s.io/v1/${type}admissionpolic${plural}?dryRun=All`,
        body: {
          apiVersion: "admissionregistration.k8s.io/v1",
          kind: `${kind}${named}`,
          metadata: { name: "NS-new" },
          spec,
        },
        headers: {
          "impersonate-user": "jane",
          "impersonate-group": "writers-NS",
          "impersonate-extra-team": "a",
        },
      });
      const policy = (apiVersion: string, kindOf: string) =>
        post("ies", "", { ...on("configmaps"), ...own, paramKind: { apiVersion, kind: kindOf } });
      const bound = (policyName: string, paramRef: object) =>
        post("ybindings", "Binding", {
          policyName,
          ...(type === "validating" ? { validationActions: ["Deny"] } : {}),
          paramRef: { parameterNotFoundAction: "Deny", ...paramRef },
        });
      return [
        policy("v1", "ConfigMap"),
        policy("rules.example.com/v1", "LabelRule"),
        policy("rules.example.com/v1", "ReplicaLimit"),
        policy("nowhere.example.com/v1", "Nothing"),
        bound("NS-p", { name: "mine" }),
        bound("NS-p", { name: "other", namespace: "NS" }),
        bound("NS-p", { selector: {} }),
        bound("NS-q", { name: "x" }),
        bound("NS-none", { name: "x" }),
        bound("nothing", { name: "x" }),
      ];
    }),
  },
];
