import type { Scene, Step } from "../transcript.ts";

const pods = "/api/v1/namespaces/{ns}/pods";
const small = { requests: { cpu: "100m", memory: "10Mi" } };

const pod = (name: string, spec: object = {}, metadata: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels: { app: "web" }, ...metadata },
  spec: { containers: [{ name: "web", image: "web:1", resources: small }], ...spec },
});
const make = (name: string, spec: object = {}, metadata: object = {}): Step => ({
  method: "POST",
  path: pods,
  body: pod(name, spec, metadata),
});
const patch = (path: string, body: unknown, type = "strategic-merge-patch+json"): Step => ({
  method: "PATCH",
  path: `${pods}/${path}`,
  headers: { "content-type": `application/${type}` },
  body: body as object,
});
const apply = (path: string, spec: object, rest: object = {}): Step =>
  patch(
    path,
    { apiVersion: "v1", kind: "Pod", metadata: { name: path.split("/")[0], ...rest }, spec },
    "apply-patch+yaml",
  );
const get = (path: string): Step => ({ method: "GET", path: `${pods}/${path}` });
const status = (name: string, value: object): Step =>
  patch(`${name}/status`, { status: value }, "merge-patch+json");

const debug = { name: "debug", image: "busybox" };

function debugging(): Step[] {
  const at = "a/ephemeralcontainers";
  return [
    make("a"),
    get(at),
    patch(at, { spec: { ephemeralContainers: [debug] } }),
    get("a"),
    patch(at, {
      metadata: { labels: { b: "c" }, annotations: { d: "e" } },
      spec: {
        activeDeadlineSeconds: 5,
        ephemeralContainers: [{ name: "two", image: "busybox", targetContainerName: "web", tty: true }],
      },
    }),
    patch(at, { spec: { ephemeralContainers: [{ name: "two", image: "other" }] } }),
    patch(at, { spec: { ephemeralContainers: [{ name: "debug", $patch: "delete" }] } }),
    patch(at, { spec: { ephemeralContainers: [{ name: "web", image: "busybox" }] } }),
    patch(at, { spec: { ephemeralContainers: [{ name: "x" }] } }),
    patch(at, {
      spec: {
        ephemeralContainers: [
          {
            name: "Bad_",
            image: " busybox",
            targetContainerName: "nobody",
            ports: [{ containerPort: 80 }],
            resources: small,
            lifecycle: {},
            livenessProbe: { exec: { command: ["a"] } },
            volumeMounts: [{ name: "nothing", mountPath: "/a", subPath: "b" }],
          },
        ],
      },
    }),
    patch(at, [{ op: "remove", path: "/spec/ephemeralContainers" }], "json-patch+json"),
    patch(at, [{ op: "replace", path: "/spec/ephemeralContainers/0/image", value: "c" }], "json-patch+json"),
    patch(at, { spec: { containers: [], ephemeralContainers: [debug] } }, "merge-patch+json"),
    { method: "PUT", path: `${pods}/${at}`, body: pod("a") },
    { method: "PUT", path: `${pods}/${at}`, body: pod("a", { ephemeralContainers: [debug] }) },
    { method: "PUT", path: `${pods}/${at}?dryRun=All`, body: pod("b"), note: "of another name" },
    { method: "PUT", path: `${pods}/nobody/ephemeralcontainers`, body: pod("nobody") },
    { method: "POST", path: `${pods}/${at}`, body: pod("a") },
    { method: "DELETE", path: `${pods}/${at}` },
    apply(`${at}?fieldManager=debugger`, { ephemeralContainers: [{ name: "three", image: "busybox" }] }),
    apply(`${at}?fieldManager=debugger`, {
      nodeName: "n",
      ephemeralContainers: [{ name: "three", image: "other" }],
    }),
    apply(`${at}?fieldManager=debugger`, {}),
    patch("a", { spec: { ephemeralContainers: [{ name: "four", image: "busybox" }] } }),
    patch("a", { spec: { containers: [{ name: "web", image: "web:2" }] } }),
    get("a"),
    make("mirror", {}, { annotations: { "kubernetes.io/config.mirror": "a" } }),
    make("mirror", { nodeName: "n" }, { annotations: { "kubernetes.io/config.mirror": "a" } }),
    patch("mirror/ephemeralcontainers", { spec: { ephemeralContainers: [debug] } }),
    patch("mirror/resize", { spec: { containers: [{ name: "web", resources: small }] } }),
  ];
}

const sized = (resources: object, name = "web") => ({ spec: { containers: [{ name, resources }] } });

function resizing(): Step[] {
  const at = "a/resize";
  return [
    make("a"),
    get(at),
    patch(at, sized({ requests: { cpu: "200m" } })),
    patch(at, sized({ requests: { cpu: "300m" }, limits: { memory: "20Mi" } })),
    get("a"),
    patch(at, { metadata: { labels: { b: "c" } }, spec: { activeDeadlineSeconds: 5 } }),
    patch(at, sized({ requests: { cpu: null } })),
    patch(at, sized({ limits: { memory: null } })),
    patch(at, sized({ limits: { memory: "1Mi" } })),
    patch(at, sized({ requests: { "ephemeral-storage": "1Gi" } })),
    patch(at, sized({ requests: { cpu: "-1" } })),
    patch(at, sized({ requests: { cpu: "1x" } })),
    patch(at, sized({ requests: { cpu: "100m", memory: "20Mi" }, limits: { cpu: "100m", memory: "20Mi" } })),
    patch(at, sized({}, "other")),
    patch(at, {
      spec: {
        containers: [{ name: "web", resizePolicy: [{ resourceName: "cpu", restartPolicy: "NotRequired" }] }],
      },
    }),
    patch(at, [{ op: "replace", path: "/spec/containers/0/name", value: "b" }], "json-patch+json"),
    patch(at, { spec: { initContainers: [{ name: "init", image: "a" }] } }),
    patch(at, { spec: { resources: { requests: { cpu: "1" } } } }),
    { method: "PUT", path: `${pods}/${at}`, body: pod("a") },
    apply(`${at}?fieldManager=sizer`, {
      containers: [{ name: "web", resources: { requests: { cpu: "1" } } }],
    }),
    apply(`${at}?fieldManager=sizer&force=true`, {
      containers: [{ name: "web", image: "web:3", resources: { requests: { cpu: "1" } } }],
    }),
    get("a"),
    status("a", {
      containerStatuses: [
        { name: "web", image: "web:1", imageID: "", ready: true, restartCount: 0, state: { running: {} } },
      ],
    }),
    patch(at, sized({ requests: { cpu: "500m" } })),
    make("none", { containers: [{ name: "web", image: "web:1" }] }),
    patch("none/resize", sized(small)),
    patch("none/resize", sized({})),
    make("init", {
      initContainers: [
        { name: "side", image: "a", restartPolicy: "Always", resources: small },
        { name: "once", image: "a", resources: small },
      ],
    }),
    patch("init/resize", {
      spec: { initContainers: [{ name: "side", resources: { requests: { cpu: "2" } } }] },
    }),
    patch("init/resize", {
      spec: { initContainers: [{ name: "once", resources: { requests: { cpu: "2" } } }] },
    }),
    patch("init/resize", {
      spec: { initContainers: [{ name: "side", resources: { requests: { "ephemeral-storage": "2" } } }] },
    }),
    patch("init/resize", {
      spec: { initContainers: [{ name: "side", resources: { requests: { cpu: null } } }] },
    }),
    make("level", { resources: { requests: { cpu: "1", memory: "1Gi" } } }),
    patch("level/resize", { spec: { resources: { requests: { cpu: "2" } } } }),
    patch("level/resize", { spec: { resources: null } }),
    patch("level/resize", { spec: { resources: { requests: { cpu: null } } } }),
    patch("level/resize", { spec: { resources: { requests: { "hugepages-2Mi": "2Mi" } } } }),
    make("claims", {
      resourceClaims: [{ name: "c", resourceClaimName: "c" }],
      containers: [{ name: "web", image: "web:1", resources: { ...small, claims: [{ name: "c" }] } }],
    }),
    patch("claims/resize", sized({ requests: { cpu: "2" } })),
    make("windows", { os: { name: "windows" } }),
    patch("windows/resize", sized({ requests: { cpu: "2" } })),
    make("bound", { nodeName: "{ns}-nobody" }),
    patch("bound/resize", sized({ requests: { cpu: "2" } })),
    patch("bound/resize", { metadata: { labels: { b: "c" } } }),
    {
      method: "POST",
      path: "/api/v1/nodes",
      body: {
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: "{ns}-node" },
        status: { allocatable: { cpu: "1500m", memory: "1Gi" }, capacity: { cpu: "2", memory: "1Gi" } },
      },
    },
    make("there", { nodeName: "{ns}-node", overhead: undefined, resources: { requests: { cpu: "1" } } }),
    patch("there/resize", { spec: { resources: { requests: { cpu: "2" } } } }),
    make("here", {
      nodeName: "{ns}-node",
      initContainers: [{ name: "once", image: "a", resources: small }],
    }),
    patch("here/resize", sized({ requests: { cpu: "1" } })),
    patch("here/resize", sized({ requests: { cpu: "1600m", memory: "2Gi" } })),
    patch("here/resize", {
      spec: { initContainers: [{ name: "once", resources: { requests: { cpu: "2" } } }] },
    }),
    { method: "DELETE", path: "/api/v1/nodes/{ns}-node" },
  ];
}

/** Endpoints that write a part of a Pod only. */
export const podParts: readonly Scene[] = [
  { name: "pods and their ephemeral containers", steps: debugging(), alone: true },
  { name: "pods that are resized", steps: resizing(), alone: true },
];
