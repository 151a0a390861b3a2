import { configMap, configMaps, deployment, deployments, merge, on, pod, pods, rule } from "./objects.ts";
import type { PolicyCase } from "./run-cases.ts";

const create = (name = "a", data: object = {}, labels?: object) => ({
  do: `POST ${configMaps}`,
  body: configMap(name, data, labels),
});
const maps = on("configmaps");

/** What is said of rules that do not hold. */
const verdicts: PolicyCase[] = [
  ["the rule itself", rule(" object.metadata.name != 'a' ")],
  ["a message", rule("false", { message: " no such thing " })],
  [
    "a message that is made",
    rule("false", { message: "x", messageExpression: "'no ' + object.metadata.name" }),
  ],
  [
    "a made message that fails",
    rule("false", { message: "x", messageExpression: "object.nothing" + " + ''" }),
  ],
  ["a made message of two lines", rule("false", { messageExpression: "'a\\nb'" })],
  ["a made message of white space", rule("false", { message: "x", messageExpression: "' '" })],
  [
    "a made message that is too long",
    rule("false", { messageExpression: "'x'.replace('x', 'y') + lists" + ".size()" }),
  ],
  ["a reason", rule("false", { reason: "Forbidden" })],
  ["another reason", rule("false", { reason: "RequestEntityTooLarge" })],
  ["an error", rule("object.nothing == 1")],
  ["an error of a type", rule("object.metadata.name > 1")],
  [
    "what costs too much",
    rule(
      "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e, a + b + c + d + e > 0)))))",
    ),
  ],
  [
    "several rules",
    {
      validations: [
        { expression: "true" },
        { expression: "1 == 2", message: "first" },
        { expression: "false", message: "second" },
      ],
    },
  ],
  [
    "an audit annotation that fails",
    { auditAnnotations: [{ key: "k", valueExpression: "object.nothing" + " + ''" }] },
  ],
  ["an audit annotation", { auditAnnotations: [{ key: "k", valueExpression: "'x'" }] }],
]
  .filter(([title]) => title !== "a made message that is too long")
  .map(([title, spec]) => ({
    title: `verdict: ${title as string}`,
    validating: {
      p: { ...maps, ...(spec as object) },
      q: { failurePolicy: "Ignore", ...maps, ...(spec as object) },
    },
    bindings: {
      p: {
        matchResources: {
          resourceRules: [
            {
              apiGroups: [""],
              apiVersions: ["v1"],
              operations: ["CREATE"],
              resources: ["configmaps"],
              resourceNames: ["a"],
            },
          ],
        },
      },
      q: { matchResources: { objectSelector: { matchLabels: { open: "yes" } } } },
    },
    steps: [create(), create("b", {}, { open: "yes" })],
  }));

const actions: PolicyCase[] = [
  {
    title: "actions: warnings, audit, and refusals",
    validating: { p: { ...maps, ...rule("object.data.x == '1'", { message: "x must be 1" }) } },
    bindings: {
      "p.warn": {
        validationActions: ["Warn", "Audit"],
        matchResources: { objectSelector: { matchLabels: { do: "warn" } } },
      },
      "p.audit": {
        validationActions: ["Audit"],
        matchResources: { objectSelector: { matchLabels: { do: "audit" } } },
      },
      "p.deny": {
        validationActions: ["Deny"],
        matchResources: { objectSelector: { matchLabels: { do: "deny" } } },
      },
    },
    steps: [
      create("warn", { x: "2" }, { do: "warn" }),
      create("error", {}, { do: "warn" }),
      create("audit", { x: "2" }, { do: "audit" }),
      create("deny", { x: "2" }, { do: "deny" }),
      create("fine", { x: "1" }, { do: "deny" }),
      create("none", { x: "2" }),
      {
        do: `POST ${configMaps}`,
        body: {
          ...configMap("x", {}, { do: "deny" }),
          metadata: { generateName: "made-", labels: { do: "deny" } },
        },
      },
    ],
  },
  {
    title: "operations: create, update, patch, apply, delete and delete of all",
    validating: {
      p: {
        ...on("configmaps", ["*"]),
        validations: [
          {
            expression: "request.operation != 'DELETE' || oldObject.metadata.name != 'kept'",
            messageExpression: "'keep ' + oldObject.metadata.name",
          },
          {
            expression: "request.operation != 'UPDATE' || object.data == oldObject.data",
            message: "data stays",
          },
          { expression: "request.operation != 'CREATE' || oldObject == null" },
          { expression: "request.operation != 'DELETE' || object == null" },
        ],
      },
    },
    steps: [
      create("kept", { a: "1" }),
      { do: `PUT ${configMaps}/kept`, body: configMap("kept", { a: "2" }) },
      { do: `PATCH ${configMaps}/kept`, body: { metadata: { labels: { x: "y" } } }, headers: merge },
      { do: `PATCH ${configMaps}/kept`, body: { data: { a: "3" } }, headers: merge },
      {
        do: `PATCH ${configMaps}/kept?fieldManager=me`,
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "kept" }, data: { b: "1" } },
        headers: { "content-type": "application/apply-patch+yaml" },
      },
      { do: `DELETE ${configMaps}/kept` },
      create("other"),
      { do: `DELETE ${configMaps}?labelSelector=x%3Dy` },
      { do: `DELETE ${configMaps}/other` },
    ],
  },
  {
    title: "what a request says of itself",
    validating: {
      p: {
        ...maps,
        validations: [
          {
            expression: "request.dryRun",
            messageExpression:
              "string(request.kind.group) + '|' + request.kind.version + '|' + request.kind.kind + '|' + request.resource.resource + '|' + request.requestResource.resource + '|' + request.name + '|' + request.namespace + '|' + request.operation + '|' + request.subResource",
          },
          {
            expression: "has(request.options.fieldManager) && request.options.fieldManager == 'me'",
            message: "not me",
          },
        ],
      },
    },
    steps: [
      create(),
      { do: `POST ${configMaps}?dryRun=All`, body: configMap("a") },
      { do: `POST ${configMaps}?dryRun=All&fieldManager=me`, body: configMap("a") },
    ],
  },
];

const matching: PolicyCase[] = [
  {
    title: "matching: excluded resources, names and scopes",
    validating: {
      p: {
        ...on("configmaps", ["*"], {
          excludeResourceRules: [
            {
              apiGroups: [""],
              apiVersions: ["*"],
              operations: ["*"],
              resources: ["*"],
              resourceNames: ["special"],
            },
          ],
        }),
        ...rule("false", { message: "excluded?" }),
      },
      cluster: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: [""],
              apiVersions: ["v1"],
              operations: ["CREATE"],
              resources: ["secrets"],
              scope: "Cluster",
            },
          ],
        },
        ...rule("false"),
      },
      scoped: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ["*"],
              apiVersions: ["*"],
              operations: ["CREATE"],
              resources: ["services", "*/scale"],
              scope: "Namespaced",
            },
          ],
        },
        ...rule("false", { message: "scoped" }),
      },
    },
    steps: [
      create("special"),
      create("plain"),
      {
        do: "POST /api/v1/namespaces/NS/secrets",
        body: { apiVersion: "v1", kind: "Secret", metadata: { name: "a" } },
      },
      {
        do: "POST /api/v1/namespaces/NS/services",
        body: { apiVersion: "v1", kind: "Service", metadata: { name: "a" }, spec: { ports: [{ port: 1 }] } },
      },
    ],
  },
  {
    title: "matching: conditions",
    validating: {
      p: {
        ...maps,
        matchConditions: [
          { name: "a", expression: "has(object.data) && 'check' in object.data" },
          { name: "b", expression: "object.data.check != 'no'" },
        ],
        ...rule("false", { message: "checked" }),
      },
      broken: {
        ...maps,
        matchConditions: [{ name: "a", expression: "object.data.broken == 'yes'" }],
        ...rule("false", { message: "broken" }),
      },
      open: {
        failurePolicy: "Ignore",
        ...maps,
        matchConditions: [{ name: "a", expression: "object.data.open == 'yes'" }],
        ...rule("false", { message: "open" }),
      },
    },
    bindings: {
      broken: { matchResources: { objectSelector: { matchLabels: { broken: "yes" } } } },
      open: {},
      p: {},
    },
    steps: [
      create("none"),
      create("no", { check: "no" }),
      create("yes", { check: "yes" }),
      create("open", { open: "yes" }),
      create("broken", {}, { broken: "yes" }),
      create("both", { broken: "yes" }, { broken: "yes" }),
    ],
  },
  {
    title: "matching: namespaces by their labels",
    labels: { environment: "test" },
    validating: {
      test: {
        ...on("configmaps", ["*"], {
          namespaceSelector: {
            matchExpressions: [
              { key: "environment", operator: "In", values: ["test"] },
              { key: "kubernetes.io/metadata.name", operator: "In", values: ["NS"] },
            ],
          },
        }),
        ...rule("namespaceObject.metadata.labels.environment == 'prod'", {
          messageExpression: "namespaceObject.metadata.name + ' is ' + namespaceObject.status.phase",
        }),
      },
      prod: {
        ...on("configmaps", ["*"], { namespaceSelector: { matchLabels: { environment: "prod" } } }),
        ...rule("false"),
      },
    },
    steps: [create()],
  },
  {
    title: "matching: another version of a resource",
    validating: {
      p: {
        matchConstraints: {
          matchPolicy: "Equivalent",
          resourceRules: [
            {
              apiGroups: ["events.k8s.io"],
              apiVersions: ["v1"],
              operations: ["CREATE"],
              resources: ["events"],
            },
          ],
        },
        ...rule("object.regarding.name != 'bad'", {
          messageExpression:
            "object.apiVersion + ' ' + request.kind.group + ' ' + request.requestKind.group + ' ' + object.note",
        }),
      },
      exact: {
        matchConstraints: {
          matchPolicy: "Exact",
          resourceRules: [
            {
              apiGroups: ["events.k8s.io"],
              apiVersions: ["v1"],
              operations: ["CREATE"],
              resources: ["events"],
            },
          ],
        },
        ...rule("false"),
      },
    },
    steps: [
      {
        do: "POST /api/v1/namespaces/NS/events",
        body: {
          apiVersion: "v1",
          kind: "Event",
          metadata: { name: "a" },
          involvedObject: { kind: "Pod", name: "bad", namespace: "NS" },
          message: "hello",
        },
      },
      {
        do: "POST /api/v1/namespaces/NS/events",
        body: {
          apiVersion: "v1",
          kind: "Event",
          metadata: { name: "b" },
          involvedObject: { kind: "Pod", name: "good", namespace: "NS" },
          message: "hello",
        },
      },
    ],
  },
  {
    title: "matching: subresources",
    validating: {
      scale: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ["apps"],
              apiVersions: ["v1"],
              operations: ["UPDATE"],
              resources: ["deployments/scale"],
            },
          ],
        },
        ...rule("object.spec.replicas <= 5", {
          messageExpression:
            "object.kind + ' ' + request.subResource + ' ' + request.kind.kind + ' from ' + string(oldObject.spec.replicas)",
        }),
      },
      status: {
        matchConstraints: {
          resourceRules: [
            { apiGroups: [""], apiVersions: ["v1"], operations: ["*"], resources: ["pods/status"] },
          ],
        },
        ...rule("object.status.phase != 'Failed'", { message: "may not fail" }),
      },
    },
    steps: [
      { do: `POST ${deployments}`, body: deployment("a", 1) },
      { do: `PATCH ${deployments}/a/scale`, body: { spec: { replicas: 6 } }, headers: merge },
      { do: `PATCH ${deployments}/a/scale`, body: { spec: { replicas: 5 } }, headers: merge },
      { do: `POST ${pods}`, body: pod("a", { schedulerName: "none" }) },
      { do: `PATCH ${pods}/a/status`, body: { status: { phase: "Failed" } }, headers: merge },
    ],
  },
];

const variables: PolicyCase[] = [
  {
    title: "variables: composed, read once, and in all expressions",
    validating: {
      p: {
        ...maps,
        variables: [
          { name: "data", expression: "has(object.data) ? object.data : {}" },
          { name: "keys", expression: "variables.data.map(k, k)" },
          { name: "long", expression: "variables.keys.filter(k, size(k) > 3)" },
          { name: "bad", expression: "object.nothing.at.all" },
          { name: "unused", expression: "1 / 0" },
        ],
        validations: [
          {
            expression: "size(variables.long) == 0",
            messageExpression: "'too long: ' + variables.long.join(', ')",
          },
          { expression: "!('bad' in variables.data) || variables.bad == 1" },
          { expression: "!('has' in variables.data) || has(variables.bad)" },
        ],
      },
    },
    steps: [
      create("a", { abc: "1" }),
      create("b", { abcd: "1", ef: "2" }),
      create("c", { bad: "1" }),
      create("d", { has: "1" }),
    ],
  },
  {
    title: "variables: that cost too much",
    validating: {
      p: {
        ...maps,
        variables: [
          {
            name: "many",
            expression:
              "[1,2,3,4,5,6,7,8,9,10].map(a, [1,2,3,4,5,6,7,8,9,10].map(b, [1,2,3,4,5,6,7,8,9,10].map(c, [1,2,3,4,5,6,7,8,9,10].map(d, [1,2,3,4,5,6,7,8,9,10].map(e, [1,2,3,4,5,6,7,8,9,10].map(f, a + f))))))",
          },
        ],
        ...rule("size(variables.many) == 10"),
      },
    },
    steps: [create()],
  },
];

const image = {
  variables: [
    {
      name: "environment",
      expression:
        "'environment' in namespaceObject.metadata.labels ? namespaceObject.metadata.labels['environment'] : 'prod'",
    },
    {
      name: "exempt",
      expression:
        "has(object.metadata.labels) && 'exempt' in object.metadata.labels && object.metadata.labels['exempt'] == 'true'",
    },
    { name: "containers", expression: "object.spec.template.spec.containers" },
    {
      name: "containersToCheck",
      expression: "variables.containers.filter(c, c.image.contains('example.com/'))",
    },
  ],
  validations: [
    {
      expression:
        "variables.exempt || variables.containersToCheck.all(c, c.image.startsWith(variables.environment + '.'))",
      messageExpression:
        "'only ' + variables.environment + ' images are allowed in namespace ' + namespaceObject.metadata.name",
    },
  ],
};

/** As in the documentation of Kubernetes, and what others have rules for. */
const known: PolicyCase[] = [
  {
    title: "known: replicas of a Deployment",
    validating: { p: { ...on("deployments.apps"), ...rule("object.spec.replicas <= 5") } },
    steps: [
      { do: `POST ${deployments}`, body: deployment("a", 6) },
      { do: `POST ${deployments}`, body: deployment("a", 5) },
      { do: `PATCH ${deployments}/a`, body: { spec: { replicas: 7 } }, headers: merge },
    ],
  },
  {
    title: "known: images of a namespace's environment",
    labels: { environment: "staging" },
    validating: { p: { ...on("deployments.apps"), ...image } },
    steps: [
      { do: `POST ${deployments}`, body: deployment("a", 1, { image: "prod.example.com/nginx" }) },
      { do: `POST ${deployments}`, body: deployment("b", 1, { image: "staging.example.com/nginx" }) },
      {
        do: `POST ${deployments}`,
        body: {
          ...deployment("c", 1, { image: "prod.example.com/nginx" }),
          metadata: { name: "c", labels: { exempt: "true" } },
        },
      },
    ],
  },
  {
    title: "known: who may",
    validating: {
      p: {
        ...maps,
        matchConditions: [
          {
            name: "exclude-leases",
            expression:
              "!(request.resource.group == 'coordination.k8s.io' && request.resource.resource == 'leases')",
          },
          { name: "exclude-kubelet-requests", expression: "!('system:nodes' in request.userInfo.groups)" },
          {
            name: "breakglass",
            expression:
              "!has(object.data) || authorizer.group('').resource('configmaps').namespace(object.metadata.namespace).check('breakglass').allowed()",
          },
        ],
        validations: [
          {
            expression: "authorizer.requestResource.check('deletecollection').allowed()",
            messageExpression:
              "request.userInfo.username + ' is in ' + request.userInfo.groups.filter(g, g.startsWith('test')).join()",
          },
        ],
      },
    },
    objects: [
      [
        "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles",
        {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "Role",
          metadata: { name: "r" },
          rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["create"] }],
        },
      ],
      [
        "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/rolebindings",
        {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "RoleBinding",
          metadata: { name: "r" },
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" },
          subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "jane" }],
        },
      ],
    ],
    steps: [
      { ...create("a"), headers: { "impersonate-user": "jane", "impersonate-group": "testers" } },
      { ...create("b", { x: "y" }), headers: { "impersonate-user": "jane", "impersonate-group": "testers" } },
      create("c"),
    ],
  },
  {
    title: "known: what Pods may not",
    validating: {
      privileged: {
        ...on("pods"),
        ...rule(
          "object.spec.containers.all(c, !has(c.securityContext) || !has(c.securityContext.privileged) || !c.securityContext.privileged)",
          { message: "no privileged containers", reason: "Forbidden" },
        ),
      },
      tag: {
        ...on("pods"),
        ...rule(
          "object.spec.containers.all(c, c.image.matches('^.+:[^:/]+$') && !c.image.endsWith(':latest'))",
          { messageExpression: "'tags: ' + object.spec.containers.map(c, c.image).join(', ')" },
        ),
      },
      limits: {
        ...on("pods"),
        variables: [
          {
            name: "all",
            expression:
              "object.spec.containers + (has(object.spec.initContainers) ? object.spec.initContainers : [])",
          },
        ],
        ...rule(
          "variables.all.all(c, !has(c.resources.limits) || !has(c.resources.limits.memory) || quantity(c.resources.limits.memory).compareTo(quantity('1Gi')) <= 0)",
          { message: "at most 1Gi" },
        ),
      },
      hostpath: {
        ...on("pods"),
        ...rule("!has(object.spec.volumes) || object.spec.volumes.all(v, !has(v.hostPath))", {
          message: "no hostPath",
        }),
      },
      owner: {
        ...on("pods"),
        ...rule(
          "['owner', 'team'].all(k, has(object.metadata.labels) && k in object.metadata.labels && object.metadata.labels[k].matches('^[a-z]+$'))",
          { message: "labels owner and team" },
        ),
      },
    },
    steps: [
      {
        labels: { owner: "a", team: "b" },
        spec: { containers: [{ name: "a", image: "a:1", securityContext: { privileged: true } }] },
      },
      { labels: { owner: "a", team: "b" }, spec: { containers: [{ name: "a", image: "a" }] } },
      {
        labels: { owner: "a", team: "b" },
        spec: { initContainers: [{ name: "i", image: "a:1", resources: { limits: { memory: "2Gi" } } }] },
      },
      { labels: { owner: "a", team: "b" }, spec: { volumes: [{ name: "v", hostPath: { path: "/" } }] } },
      { labels: { owner: "a", team: "B" }, spec: {} },
      { labels: { owner: "a", team: "b" }, spec: {} },
    ].map(({ labels, spec }, index) => ({
      do: `POST ${pods}?dryRun=All`,
      body: pod(`p${index}`, spec, { labels }),
    })),
  },
  {
    title: "known: Services and Ingresses",
    validating: {
      nodeport: { ...on("services"), ...rule("object.spec.type != 'NodePort'", { message: "no NodePort" }) },
      external: {
        ...on("services"),
        ...rule(
          "!has(object.spec.externalIPs) || object.spec.externalIPs.all(i, isIP(i) && cidr('10.0.0.0/8').containsIP(i))",
          { message: "own addresses only" },
        ),
      },
      tls: {
        ...on("ingresses.networking.k8s.io"),
        ...rule(
          "has(object.spec.tls) && object.spec.rules.all(r, object.spec.tls.exists(t, r.host in t.hosts))",
          { message: "TLS for all hosts" },
        ),
      },
    },
    steps: [
      {
        do: "POST /api/v1/namespaces/NS/services?dryRun=All",
        body: {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "a" },
          spec: { type: "NodePort", ports: [{ port: 1 }] },
        },
      },
      {
        do: "POST /api/v1/namespaces/NS/services?dryRun=All",
        body: {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "a" },
          spec: { externalIPs: ["1.2.3.4"], ports: [{ port: 1 }] },
        },
      },
      {
        do: "POST /apis/networking.k8s.io/v1/namespaces/NS/ingresses?dryRun=All",
        body: {
          apiVersion: "networking.k8s.io/v1",
          kind: "Ingress",
          metadata: { name: "a" },
          spec: { rules: [{ host: "a.example.com" }], tls: [{ hosts: ["b.example.com"] }] },
        },
      },
    ],
  },
];

export const validatingCases = [...verdicts, ...actions, ...matching, ...variables, ...known];
