import {
  apply,
  configMap,
  configMaps,
  deployment,
  deployments,
  merge,
  on,
  patch,
  pod,
  pods,
  rule,
} from "./objects.ts";
import type { PolicyCase } from "./run-cases.ts";

const maps = on("configmaps");
const create = (name = "a", data: object = {}, labels?: object) => ({
  do: `POST ${configMaps}`,
  body: configMap(name, data, labels),
});

/** Each mutation of a ConfigMap alone. */
const mutations: PolicyCase[] = [
  ["apply: data", apply("Object{data: {'x': '1'}}")],
  [
    "apply: labels and annotations",
    apply("Object{metadata: Object.metadata{labels: {'x': '1'}, annotations: {'y': object.metadata.name}}}"),
  ],
  ["apply: nothing", apply("Object{}")],
  ["apply: a field that is not there", apply("Object{nothing: 1}")],
  ["apply: another type", apply("Object{data: {'x': 1}}")],
  ["apply: a wrong name of a type", apply("Object{metadata: Object.spec{labels: {'x': '1'}}}")],
  ["apply: an error", apply("Object{data: {'x': object.nothing}}")],
  [
    "apply: what is optional",
    apply(
      "Object{?immutable: has(object.immutable) ? optional.of(true) : optional.none(), ?data: optional.of({'x': '1'})}",
    ),
  ],
  ["apply: another name", apply("Object{metadata: Object.metadata{name: 'b'}}")],
  ["apply: a wrong label", apply("Object{metadata: Object.metadata{labels: {'a b': 'c'}}}")],
  ["patch: add", patch("[JSONPatch{op: 'add', path: '/data/x', value: '1'}]")],
  [
    "patch: an escaped key",
    patch(
      "[JSONPatch{op: 'add', path: '/metadata/annotations', value: {}}, JSONPatch{op: 'add', path: '/metadata/annotations/' + jsonpatch.escapeKey('example.com/a~b'), value: string(size(object.data))}]",
    ),
  ],
  [
    "patch: nothing",
    patch(
      "false ? [JSONPatch{op: 'add', path: '/data/x', value: '1'}] : object.metadata.labels.map(l, JSONPatch{op: 'remove', path: '/data/x'}).filter(l, false)",
    ),
  ],
  [
    "patch: a test that holds",
    patch(
      "[JSONPatch{op: 'test', path: '/data/a', value: '1'}, JSONPatch{op: 'replace', path: '/data/a', value: '2'}]",
    ),
  ],
  [
    "patch: a test that fails",
    patch(
      "[JSONPatch{op: 'add', path: '/data/x', value: '1'}, JSONPatch{op: 'test', path: '/data/a', value: '3'}]",
    ),
  ],
  [
    "patch: move and copy",
    patch(
      "[JSONPatch{op: 'copy', from: '/data/a', path: '/data/b'}, JSONPatch{op: 'move', from: '/data/a', path: '/data/c'}]",
    ),
  ],
  ["patch: remove of nothing", patch("[JSONPatch{op: 'remove', path: '/data/nothing'}]")],
  ["patch: below nothing", patch("[JSONPatch{op: 'add', path: '/metadata/annotations/x', value: 'y'}]")],
  ["patch: an unknown field", patch("[JSONPatch{op: 'add', path: '/spec', value: {'a': 'b'}}]")],
  ["patch: another type", patch("[JSONPatch{op: 'add', path: '/data', value: 'text'}]")],
  [
    "patch: an object",
    patch("[JSONPatch{op: 'add', path: '/metadata/labels', value: Object.metadata.labels{x: 'y'}}]"),
  ],
  ["patch: a wrong operation", patch("[JSONPatch{op: 'shake', path: '/data'}]")],
  ["patch: without a path", patch("[JSONPatch{op: 'add', value: 'x'}]")],
  ["patch: an error", patch("[JSONPatch{op: 'add', path: '/data/x', value: object.nothing}]")],
].map(([title, mutation]) => ({
  title: title as string,
  mutating: {
    p: { ...maps, mutations: [mutation] },
    q: { failurePolicy: "Ignore", ...maps, mutations: [mutation, apply("Object{data: {'after': 'x'}}")] },
  },
  bindings: {
    p: { matchResources: { objectSelector: { matchLabels: { do: "p" } } } },
    q: { matchResources: { objectSelector: { matchLabels: { do: "q" } } } },
  },
  steps: [create("a", { a: "1" }, { do: "p" }), create("b", { a: "1" }, { do: "q" })],
}));

const flows: PolicyCase[] = [
  {
    title: "several mutations, one after the other, before validation",
    mutating: {
      p: {
        ...maps,
        variables: [{ name: "n", expression: "'n' in object.data ? int(object.data.n) : 0" }],
        mutations: [
          apply("Object{data: {'n': string(variables.n + 1)}}"),
          patch("[JSONPatch{op: 'replace', path: '/data/n', value: string(variables.n + 10)}]"),
        ],
      },
    },
    validating: {
      v: { ...maps, ...rule("object.data.n == '11'", { messageExpression: "'n is ' + object.data.n" }) },
    },
    steps: [
      create("a"),
      create("b", { n: "1" }),
      { do: `PATCH ${configMaps}/a`, body: { data: { x: "y" } }, headers: merge },
    ],
  },
  {
    title: "conditions decide",
    mutating: {
      p: {
        ...maps,
        matchConditions: [{ name: "a", expression: "object.data.do == 'yes'" }],
        mutations: [apply("Object{data: {'done': 'yes'}}")],
      },
      q: {
        ...maps,
        failurePolicy: "Ignore",
        matchConditions: [{ name: "a", expression: "object.data.other == 'yes'" }],
        mutations: [apply("Object{data: {'other': 'done'}}")],
      },
    },
    steps: [
      create("a", { do: "yes" }),
      create("b", { do: "no" }),
      create("c"),
      create("d", { do: "no", other: "yes" }),
    ],
  },
  {
    title: "params of mutations",
    mutating: {
      p: {
        ...maps,
        paramKind: { apiVersion: "rules.example.com/v1", kind: "ReplicaLimit" },
        mutations: [apply("Object{data: {params.metadata.name: string(params.maxReplicas)}}")],
      },
    },
    bindings: {
      "p.one": {
        paramRef: { selector: {}, parameterNotFoundAction: "Deny" },
        matchResources: { objectSelector: { matchLabels: { a: "all" } } },
      },
      "p.none": {
        paramRef: { name: "none", parameterNotFoundAction: "Deny" },
        matchResources: { objectSelector: { matchLabels: { a: "none" } } },
      },
      "p.without": { matchResources: { objectSelector: { matchLabels: { a: "without" } } } },
    },
    objects: [
      [
        "/apis/rules.example.com/v1/namespaces/NS/replicalimits",
        { apiVersion: "rules.example.com/v1", kind: "ReplicaLimit", metadata: { name: "x" }, maxReplicas: 1 },
      ],
      [
        "/apis/rules.example.com/v1/namespaces/NS/replicalimits",
        { apiVersion: "rules.example.com/v1", kind: "ReplicaLimit", metadata: { name: "y" }, maxReplicas: 2 },
      ],
    ],
    steps: [create("a", {}, { a: "all" }), create("b", {}, { a: "none" }), create("c", {}, { a: "without" })],
  },
  {
    title: "a policy is run again",
    mutating: {
      a: {
        ...maps,
        reinvocationPolicy: "IfNeeded",
        mutations: [
          apply(
            "Object{data: {'seen': (has(object.data.seen) ? object.data.seen + ',' : '') + object.data.map(k, k).filter(k, k != 'seen').join('-')}}",
          ),
        ],
      },
    },
    steps: [create("a", { x: "1" })],
  },
  {
    title: "custom resources",
    mutating: {
      p: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ["rules.example.com"],
              apiVersions: ["*"],
              operations: ["CREATE"],
              resources: ["*"],
            },
          ],
        },
        mutations: [
          apply("Object{maxReplicas: object.maxReplicas + 1, metadata: Object.metadata{labels: {'a': 'b'}}}"),
        ],
      },
    },
    steps: [
      {
        do: "POST /apis/rules.example.com/v1/namespaces/NS/replicalimits",
        body: {
          apiVersion: "rules.example.com/v1",
          kind: "ReplicaLimit",
          metadata: { name: "x" },
          maxReplicas: 1,
        },
      },
    ],
  },
];

const sidecar =
  "Object{spec: Object.spec{initContainers: [Object.spec.initContainers{name: 'mesh-proxy', image: 'mesh/proxy:v1.0.0', args: ['proxy', 'sidecar'], restartPolicy: 'Always'}]}}";

/** As in the documentation of Kubernetes, and what others have policies for. */
const known: PolicyCase[] = [
  {
    title: "known: a sidecar, applied",
    mutating: {
      p: {
        ...on("pods", ["CREATE"]),
        reinvocationPolicy: "IfNeeded",
        matchConditions: [
          {
            name: "no-sidecar",
            expression:
              "!has(object.spec.initContainers) || !object.spec.initContainers.exists(c, c.name == 'mesh-proxy')",
          },
        ],
        mutations: [apply(sidecar)],
      },
    },
    steps: [{ do: `POST ${pods}?dryRun=All`, body: pod("a") }],
  },
  {
    title: "known: a sidecar, without atomic lists",
    mutating: {
      p: {
        ...on("pods", ["CREATE"]),
        mutations: [apply(sidecar.replace(", args: ['proxy', 'sidecar']", ""))],
      },
    },
    steps: [
      { do: `POST ${pods}?dryRun=All`, body: pod("a") },
      {
        do: `POST ${pods}?dryRun=All`,
        body: pod("b", {
          initContainers: [
            { name: "mesh-proxy", image: "old", env: [{ name: "a", value: "b" }] },
            { name: "own", image: "i" },
          ],
        }),
      },
    ],
  },
  {
    title: "known: a sidecar, patched",
    mutating: {
      p: {
        ...on("pods", ["CREATE"]),
        mutations: [
          patch(
            "(has(object.spec.initContainers) ? [] : [JSONPatch{op: 'add', path: '/spec/initContainers', value: []}]) + [JSONPatch{op: 'add', path: '/spec/initContainers/-', value: Object.spec.initContainers{name: 'mesh-proxy', image: 'mesh-proxy/v1.0.0', restartPolicy: 'Always', args: ['proxy']}}]",
          ),
        ],
      },
    },
    steps: [
      { do: `POST ${pods}?dryRun=All`, body: pod("a") },
      { do: `POST ${pods}?dryRun=All`, body: pod("b", { initContainers: [{ name: "own", image: "i" }] }) },
    ],
  },
  {
    title: "known: defaults of Pods",
    mutating: {
      policy: {
        ...on("pods", ["CREATE"]),
        mutations: [
          apply(
            "Object{spec: Object.spec{containers: object.spec.containers.map(c, Object.spec.containers{name: c.name, imagePullPolicy: 'Always'})}}",
          ),
        ],
      },
      token: {
        ...on("pods", ["CREATE"]),
        mutations: [
          apply(
            "Object{spec: Object.spec{automountServiceAccountToken: false, securityContext: Object.spec.securityContext{runAsNonRoot: true}}}",
          ),
        ],
      },
    },
    steps: [
      {
        do: `POST ${pods}?dryRun=All`,
        body: pod("a", {
          containers: [
            { name: "a", image: "a:1" },
            { name: "b", image: "b" },
          ],
        }),
      },
    ],
  },
  {
    title: "known: a Deployment",
    mutating: {
      p: {
        ...on("deployments.apps", ["CREATE"]),
        mutations: [
          apply(
            "Object{spec: Object.spec{replicas: object.spec.replicas % 2 == 0 ? object.spec.replicas + 1 : object.spec.replicas, template: Object.spec.template{metadata: Object.spec.template.metadata{annotations: {'a': 'b'}}}}}",
          ),
        ],
      },
      selector: {
        ...on("deployments.apps", ["CREATE"], { objectSelector: { matchLabels: { app: "bad" } } }),
        mutations: [
          apply("Object{spec: Object.spec{selector: Object.spec.selector{matchLabels: {'x': 'y'}}}}"),
        ],
      },
    },
    steps: [
      { do: `POST ${deployments}?dryRun=All`, body: deployment("a", 2) },
      { do: `POST ${deployments}?dryRun=All`, body: deployment("bad", 1) },
    ],
  },
  {
    title: "a priority that comes later",
    mutating: {
      p: {
        ...on("pods", ["CREATE"]),
        mutations: [apply("Object{spec: Object.spec{priorityClassName: 'system-node-critical'}}")],
      },
    },
    steps: [{ do: `POST ${pods}?dryRun=All`, body: pod("a") }],
  },
];

export const mutatingCases = [...mutations, ...flows, ...known];
