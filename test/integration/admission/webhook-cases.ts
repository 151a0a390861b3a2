import type { HookReply, Review } from "./hook-server.ts";
import type { HookCase } from "./run-case.ts";

const allow = (): HookReply => ({ response: { allowed: true } });
const deny = (status?: object) => (): HookReply => ({
  response: { allowed: false, ...(status ? { status } : {}) },
});
const patch = (operations: unknown) => (): HookReply => ({
  response: {
    allowed: true,
    patchType: "JSONPatch",
    patch: Buffer.from(JSON.stringify(operations)).toString("base64"),
  },
});
const raw =
  (text: string, code = 200, type = "application/json") =>
  (): HookReply => ({ text, code, type });
const respond = (change: (review: Review) => object) => (review: Review) => ({
  text: JSON.stringify(change(review)),
});

const configMaps = "/api/v1/namespaces/NS/configmaps";
const configMap = (name: string, more: object = {}, metadata: object = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...metadata },
  ...more,
});
const create = { do: `POST ${configMaps}`, body: configMap("a") };
const merge = { "content-type": "application/merge-patch+json" };
const applied = { "content-type": "application/apply-patch+yaml" };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "d" },
  spec: {
    selector: { matchLabels: { a: "b" } },
    template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } },
  },
};
const workloads = {
  rules: [
    {
      apiGroups: ["apps"],
      apiVersions: ["v1"],
      resources: ["deployments", "deployments/*"],
      operations: ["*"],
    },
  ],
};

const scales = {
  rules: [{ apiGroups: ["apps"], apiVersions: ["v1"], resources: ["*/scale"], operations: ["UPDATE"] }],
};
const still = { ...deployment, spec: { ...deployment.spec, paused: true, replicas: 0 } };

/** What a webhook answers, and what the client is told of it. */
const answers: HookCase[] = [
  ["denied without a word", deny()],
  ["denied with a message", deny({ message: "no way" })],
  ["denied with a reason", deny({ reason: "Conflict", code: 409 })],
  [
    "denied with everything",
    deny({
      code: 422,
      reason: "Invalid",
      message: "wrong",
      details: { causes: [{ reason: "FieldValueInvalid", field: "data.a", message: "is wrong" }] },
    }),
  ],
  ["denied with a success", deny({ code: 200, status: "Success" })],
  ["not found", raw("nothing here", 404, "text/plain")],
  ["an error with a text", raw("it is\nbroken", 500, "text/plain")],
  ["an error with JSON", raw('{"a":1}', 500)],
  ["a bad request", raw("what?", 400, "text/plain")],
  ["forbidden", raw("go away", 403, "text/plain")],
  ["a teapot", raw("short and stout", 418, "text/plain")],
  ["unavailable", raw("later", 503, "text/plain")],
  ["an empty answer", raw("")],
  ["no JSON", raw("hello")],
  ["a list", raw("[]")],
  ["another kind", raw('{"apiVersion":"v1","kind":"ConfigMap"}')],
  ["nothing in it", raw("{}")],
  ["no response", respond(({ apiVersion, kind }) => ({ apiVersion, kind }))],
  [
    "another uid",
    respond(({ apiVersion, kind }) => ({ apiVersion, kind, response: { uid: "x", allowed: true } })),
  ],
  ["no kind", respond(({ request }) => ({ response: { uid: request.uid, allowed: true } }))],
  [
    "another version",
    respond(({ kind, request }) => ({
      apiVersion: "admission.k8s.io/v1beta1",
      kind,
      response: { uid: request.uid, allowed: true },
    })),
  ],
  [
    "a wrong type",
    respond(({ apiVersion, kind, request }) => ({
      apiVersion,
      kind,
      response: { uid: request.uid, allowed: "yes" },
    })),
  ],
  ["a patch from one that validates", patch([{ op: "add", path: "/data", value: {} }])],
].map(([title, answer]) => ({
  title: `answer: ${title as string}`,
  hooks: [{ name: "one", answer: answer as HookCase["hooks"][0]["answer"] }],
  steps: [create],
}));

const patches: HookCase[] = [
  ["a field is added", patch([{ op: "add", path: "/data", value: { a: "1" } }])],
  ["an unknown field is added", patch([{ op: "add", path: "/unknown", value: { a: "1" } }])],
  ["what is not there is removed", patch([{ op: "remove", path: "/data/x" }])],
  ["no operation at all", patch([])],
  ["no list", patch({ op: "add" })],
  ["a wrong operation", patch([{ op: "shake", path: "/data" }])],
  ["a wrong type", patch([{ op: "add", path: "/data", value: "text" }])],
  ["another name", patch([{ op: "replace", path: "/metadata/name", value: "b" }])],
  ["another namespace", patch([{ op: "replace", path: "/metadata/namespace", value: "default" }])],
  ["a wrong label", patch([{ op: "add", path: "/metadata/labels", value: { "a b": "c" } }])],
  ["no patch type", () => ({ response: { allowed: true, patch: Buffer.from("[]").toString("base64") } })],
  ["a patch type alone", () => ({ response: { allowed: true, patchType: "JSONPatch" } })],
  [
    "another patch type",
    () => ({ response: { allowed: true, patchType: "Merge", patch: Buffer.from("[1]").toString("base64") } }),
  ],
].map(([title, answer]) => ({
  title: `patch: ${title as string}`,
  hooks: [
    { name: "one", mutating: true, answer: answer as HookCase["hooks"][0]["answer"] },
    { name: "two", answer: allow },
  ],
  steps: [create],
}));

const flows: HookCase[] = [
  {
    title: "what hooks see of create, update, patch, apply and delete",
    hooks: [
      { name: "one", mutating: true, answer: allow },
      { name: "two", answer: allow },
    ],
    steps: [
      {
        do: `POST ${configMaps}?fieldManager=me&fieldValidation=Strict`,
        body: configMap("a", { data: { a: "1" } }),
      },
      { do: `PUT ${configMaps}/a`, body: configMap("a", { data: { a: "2" } }) },
      { do: `PATCH ${configMaps}/a?dryRun=All`, body: { data: { b: "1" } }, headers: merge },
      {
        do: `PATCH ${configMaps}/new?fieldManager=me&force=true`,
        body: configMap("new", { data: { b: "1" } }, { labels: { new: "yes" } }),
        headers: applied,
      },
      {
        do: `PATCH ${configMaps}/new?fieldManager=me`,
        body: configMap("new", { data: { b: "2" } }, { labels: { new: "yes" } }),
        headers: applied,
      },
      { do: `POST ${configMaps}`, body: { ...configMap(""), metadata: { generateName: "made-" } } },
      { do: `DELETE ${configMaps}/a?gracePeriodSeconds=0`, body: { propagationPolicy: "Background" } },
      { do: `DELETE ${configMaps}?labelSelector=none` },
      { do: `DELETE ${configMaps}?labelSelector=new` },
    ],
  },
  {
    title: "defaults of a workload",
    hooks: [
      { name: "one", mutating: true, answer: allow, with: workloads },
      { name: "two", answer: allow, with: workloads },
    ],
    steps: [{ do: "POST /apis/apps/v1/namespaces/NS/deployments?dryRun=All", body: deployment }],
  },
  {
    title: "a scale",
    retried: true,
    hooks: [
      { name: "one", mutating: true, answer: allow, with: scales },
      { name: "two", answer: allow, with: scales },
    ],
    steps: [
      { do: "POST /apis/apps/v1/namespaces/NS/deployments", body: still },
      {
        do: "PATCH /apis/apps/v1/namespaces/NS/deployments/d/scale?dryRun=All",
        body: { spec: { replicas: 3 } },
        headers: merge,
      },
    ],
  },
  {
    title: "a scale is changed on its way",
    retried: true,
    hooks: [
      {
        name: "one",
        mutating: true,
        answer: patch([{ op: "replace", path: "/spec/replicas", value: 7 }]),
        with: {
          rules: [
            { apiGroups: ["apps"], apiVersions: ["v1"], resources: ["*/scale"], operations: ["UPDATE"] },
          ],
        },
      },
    ],
    steps: [
      {
        do: "POST /apis/apps/v1/namespaces/NS/deployments",
        body: { ...deployment, spec: { ...deployment.spec, paused: true, replicas: 0 } },
      },
      {
        do: "PATCH /apis/apps/v1/namespaces/NS/deployments/d/scale?dryRun=All",
        body: { spec: { replicas: 3 } },
        headers: merge,
      },
    ],
  },
  {
    title: "a hook that takes away a default gets it back",
    hooks: [
      {
        name: "one",
        mutating: true,
        answer: patch([
          { op: "remove", path: "/spec/replicas" },
          { op: "remove", path: "/spec/strategy" },
        ]),
        with: workloads,
      },
      { name: "two", answer: allow, with: workloads },
    ],
    steps: [{ do: "POST /apis/apps/v1/namespaces/NS/deployments?dryRun=All", body: deployment }],
  },
  {
    title: "hooks are called again when a later one changes the object, and asked for it",
    hooks: [
      { name: "a", mutating: true, answer: allow, with: { reinvocationPolicy: "IfNeeded" } },
      { name: "b", mutating: true, answer: allow },
      {
        name: "c",
        mutating: true,
        answer: patch([{ op: "add", path: "/data", value: { c: "1" } }]),
        with: { reinvocationPolicy: "IfNeeded" },
      },
      { name: "d", mutating: true, answer: patch([{ op: "add", path: "/data/d", value: "1" }]) },
    ],
    steps: [create],
  },
  {
    title: "warnings, and audit annotations that nobody sees",
    hooks: [
      {
        name: "one",
        mutating: true,
        answer: () => ({
          response: { allowed: true, warnings: ["first", 'with "quotes"'], auditAnnotations: { a: "b" } },
        }),
      },
      {
        name: "two",
        answer: () => ({ response: { allowed: false, warnings: ["second"], status: { message: "no" } } }),
      },
    ],
    steps: [create],
  },
  {
    title: "dry run of hooks that only promise not to do anything then",
    hooks: [{ name: "one", answer: allow, with: { sideEffects: "NoneOnDryRun" } }],
    steps: [{ ...create, do: `POST ${configMaps}?dryRun=All` }],
  },
  {
    title: "a hook fails open",
    hooks: [
      {
        name: "one",
        mutating: true,
        answer: raw("no", 500, "text/plain"),
        with: { failurePolicy: "Ignore" },
      },
      { name: "two", answer: raw("no", 500, "text/plain"), with: { failurePolicy: "Ignore" } },
      { name: "three", answer: deny({ message: "no is no" }), with: { failurePolicy: "Ignore" } },
    ],
    steps: [create],
  },
  {
    title: "nobody listens",
    hooks: [{ name: "one", answer: allow, with: { clientConfig: { url: "https://127.0.0.1:1/x" } } }],
    steps: [create],
  },
  {
    title: "nobody listens, and that is fine",
    hooks: [
      {
        name: "one",
        mutating: true,
        answer: allow,
        with: { failurePolicy: "Ignore", clientConfig: { url: "https://127.0.0.1:1/x" } },
      },
    ],
    steps: [create],
  },
  {
    title: "a certificate of somebody else",
    hooks: [{ name: "one", answer: allow, with: { clientConfig: { url: "https://HOOK/x" } } }],
    steps: [create],
  },
  {
    title: "a CA bundle that is none",
    hooks: [
      { name: "one", answer: allow, with: { clientConfig: { url: "https://HOOK/x", caBundle: "aGVsbG8=" } } },
    ],
    steps: [create],
  },
  {
    title: "a service that is not there",
    hooks: [
      {
        name: "one",
        answer: allow,
        with: {
          clientConfig: { service: { namespace: "NS", name: "nobody", path: "/a/b" }, caBundle: "CA" },
        },
      },
    ],
    steps: [create],
  },
  {
    title: "a hook that does not answer in time",
    hooks: [{ name: "one", answer: () => ({ hang: true }), with: { timeoutSeconds: 1 } }],
    steps: [create],
  },
  {
    title: "a hook that hangs up",
    hooks: [{ name: "one", answer: () => ({ reset: true }) }],
    steps: [create],
  },
  {
    title: "the old version of reviews",
    hooks: [
      {
        name: "one",
        mutating: true,
        answer: patch([{ op: "add", path: "/data", value: { a: "1" } }]),
        with: { admissionReviewVersions: ["v1beta1", "v1"] },
      },
      {
        name: "two",
        answer: respond(({ apiVersion, kind }) => ({ apiVersion, kind, response: { allowed: false } })),
        with: { admissionReviewVersions: ["v2", "v1beta1"] },
      },
    ],
    steps: [create],
  },
  {
    title: "objects are selected by their old or new labels",
    hooks: [{ name: "one", answer: allow, with: { objectSelector: { matchLabels: { pick: "me" } } } }],
    steps: [
      create,
      { do: `PATCH ${configMaps}/a`, body: { metadata: { labels: { pick: "me" } } }, headers: merge },
      { do: `PATCH ${configMaps}/a`, body: { metadata: { labels: { pick: null } } }, headers: merge },
      { do: `PATCH ${configMaps}/a`, body: { data: { a: "b" } }, headers: merge },
    ],
  },
  {
    title: "conditions",
    hooks: [
      {
        name: "true",
        answer: allow,
        with: {
          matchConditions: [
            { name: "a", expression: "object.metadata.name == 'a' && request.operation == 'CREATE'" },
          ],
        },
      },
      {
        name: "false",
        answer: allow,
        with: {
          matchConditions: [
            { name: "a", expression: "object.metadata.name == 'b'" },
            { name: "b", expression: "object.nowhere == 1" },
          ],
        },
      },
      {
        name: "admin",
        answer: allow,
        with: {
          matchConditions: [
            {
              name: "a",
              expression: "authorizer.group('').resource('pods').namespace('NS').check('create').allowed()",
            },
            { name: "b", expression: "authorizer.requestResource.check('get').allowed()" },
          ],
        },
      },
      {
        name: "open",
        answer: allow,
        with: {
          failurePolicy: "Ignore",
          matchConditions: [{ name: "a", expression: "object.nowhere == 1" }],
        },
      },
    ],
    steps: [create],
  },
  {
    title: "a condition that has no value",
    hooks: [
      {
        name: "one",
        answer: allow,
        with: {
          matchConditions: [
            { name: "a", expression: "object.nowhere == 1" },
            { name: "b", expression: "object.nowhere.else == 1" },
          ],
        },
      },
    ],
    steps: [create],
  },
  {
    title: "a condition about what was there before",
    hooks: [
      {
        name: "one",
        answer: allow,
        with: {
          matchConditions: [
            { name: "a", expression: "oldObject == null || oldObject.data.a != object.data.a" },
          ],
        },
      },
    ],
    steps: [
      { do: `POST ${configMaps}`, body: configMap("a", { data: { a: "1" } }) },
      { do: `PATCH ${configMaps}/a`, body: { data: { a: "2" } }, headers: merge },
      { do: `PATCH ${configMaps}/a`, body: { data: { b: "2" } }, headers: merge },
    ],
  },
  {
    title: "an object that is not valid after a hook",
    hooks: [
      {
        name: "one",
        mutating: true,
        answer: patch([{ op: "replace", path: "/spec/replicas", value: -1 }]),
        with: workloads,
      },
      { name: "two", answer: allow, with: workloads },
    ],
    steps: [{ do: "POST /apis/apps/v1/namespaces/NS/deployments?dryRun=All", body: deployment }],
  },
  {
    title: "owners that a hook names twice",
    hooks: [
      {
        name: "one",
        mutating: true,
        answer: patch([
          {
            op: "add",
            path: "/metadata/ownerReferences",
            value: [1, 2].map(() => ({ apiVersion: "v1", kind: "ConfigMap", name: "o", uid: "u" })),
          },
        ]),
      },
    ],
    steps: [{ ...create, do: `POST ${configMaps}?dryRun=All` }],
  },
];

export const webhookCases: HookCase[] = [...answers, ...patches, ...flows];
