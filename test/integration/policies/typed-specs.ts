/** What a rule is about. */
const on = (group: string, resources: string[], versions = ["v1"]) => ({
  resourceRules: [{ apiGroups: [group], apiVersions: versions, operations: ["CREATE"], resources }],
});
const v = (...expressions: (string | object)[]) =>
  expressions.map((expression) => (typeof expression === "string" ? { expression } : expression));

/** Specs of policies whose expressions do or do not fit the types of what they are about. */
export const typedSpecs: object[] = [
  { matchConstraints: on("apps", ["deployments"]), validations: v("object.spec.replicas <= 5") },
  {
    matchConstraints: on("apps", ["deployments"]),
    validations: v("object.replicas <= 5", "object.spec.replicas == 'x'", {
      expression: "true",
      messageExpression: "'a' + object.spec.nothing",
    }),
  },
  {
    matchConstraints: on("apps", ["deployments", "statefulsets"]),
    validations: v("object.spec.strategy.type == 'x'"),
  },
  {
    matchConstraints: on("", ["pods", "services"]),
    validations: v(
      "object.spec.containers.all(c, c.image != '')",
      "object.spec.ports.all(p, p.targetPort == 80)",
      "object.spec.containers.all(c, c.resources.limits.memory == '1')",
    ),
  },
  { matchConstraints: on("", ["events"]), validations: v("object.note == ''", "object.message == 1") },
  { matchConstraints: on("*", ["pods"]), validations: v("object.nothing == 1") },
  {
    matchConstraints: on("", ["pods"]),
    validations: v(
      "object.metadata.creationTimestamp > timestamp('2020-01-01T00:00:00Z')",
      "object.metadata.labels.x == 1",
      "object.metadata.ownerReferences.all(o, o.uidd == '')",
      "oldObject.spec.x == 1",

      "authorizer.requestResource.check('get').allowed()",
      "object == oldObject",
      "object.spec == 1",
    ),
  },
  {
    matchConstraints: on("", ["configmaps"]),
    paramKind: { apiVersion: "v1", kind: "ConfigMap" },
    validations: v("object.data.x == params.data.y", "params.dat.x == ''", "params.data.x == 1"),
  },
  {
    matchConstraints: on("", ["configmaps"]),
    paramKind: { apiVersion: "nowhere.example.com/v1", kind: "Nothing" },
    validations: v("params.anything == 1"),
  },
  {
    matchConstraints: on("types.example.com", ["things"]),
    paramKind: { apiVersion: "types.example.com/v1", kind: "Thing" },
    validations: v(
      "object.spec.size > 1",
      "object.spec.size == 'x'",
      "object.spec.any == 1",
      "object.spec.my__dash__name == ''",
      "object.spec['my-name'] == ''",
      "object.spec.port == 'x' || object.spec.port == 1",
      "params.spec.nothing == 1",
      "object.metadata.name == '' && object.metadata.labels.x == ''",
    ),
  },
  {
    matchConstraints: on("apps", ["deployments"]),
    variables: [
      { name: "c", expression: "object.spec.template.spec.containers" },
      { name: "bad", expression: "object.spec.bad" },
      { name: "n", expression: "variables.c.map(x, x.name)" },
    ],
    validations: v(
      "variables.c.all(x, x.nothing == 1)",
      "variables.bad == 1",
      "variables.n.all(x, x == 1)",
      "size(variables.n) > 1 && variables.c[0].name == ''",
    ),
  },
  { matchConstraints: on("apps", ["deployments/scale", "nothing"]), validations: v("object.nothing == 1") },
  {
    matchConstraints: {
      resourceRules: [
        {
          apiGroups: ["apps", "batch", ""],
          apiVersions: ["v1", "v2"],
          operations: ["CREATE"],
          resources: ["deployments", "jobs", "pods", "secrets"],
        },
        {
          apiGroups: ["autoscaling"],
          apiVersions: ["v1", "v2"],
          operations: ["CREATE"],
          resources: ["horizontalpodautoscalers"],
        },
      ],
    },
    validations: v("object.spec.template.spec.x == 1 || object.type == ''", "object.spec.metrics.size() > 0"),
  },
  {
    matchConstraints: on("apiextensions.k8s.io", ["customresourcedefinitions"]),
    validations: v(
      "object.spec.versions.all(v, v.schema.openAPIV3Schema.properties['x'].type == '')",
      "object.spec.versions.all(v, v.schema.openAPIV3Schema.items.x == 1)",
    ),
  },
  {
    matchConstraints: on("networking.k8s.io", ["ingresses", "networkpolicies"]),
    validations: v(
      "object.spec.rules.all(r, r.host.startsWith('x'))",
      "object.spec.podSelector.matchLabels.size() > 0",
      "object.spec.defaultBackend.service.port.number == 80 &&\n  object.spec.nope",
    ),
  },
];
