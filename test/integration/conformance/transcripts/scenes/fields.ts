import { group } from "../subjects.ts";
import type { Scene, Step } from "../transcript.ts";

/** Of the sandbox's kubelet nobody hears while the test lasts: the real server has none. */
const annotations = { "sandbox.kubewright.dev/start-delay": "1h" };
const metadata = (name: string) => ({ name, labels: { of: "{ns}" }, annotations });
const container = { name: "main", image: "example.com/main:1" };

/** Objects to be found by their fields. */
const objects: Readonly<Record<string, readonly object[]>> = {
  "/api/v1/namespaces/{ns}/pods": [
    { metadata: metadata("plain"), spec: { containers: [container], schedulerName: "nobody" } },
    {
      metadata: metadata("placed"),
      spec: {
        containers: [container],
        nodeName: "{ns}",
        hostNetwork: true,
        restartPolicy: "Never",
        schedulerName: "nobody",
        serviceAccountName: "robot",
      },
    },
  ],
  "/api/v1/nodes": [
    { metadata: metadata("{ns}-open") },
    { metadata: metadata("{ns}-closed"), spec: { unschedulable: true } },
  ],
  "/api/v1/namespaces/{ns}/secrets": [
    { metadata: metadata("opaque") },
    { metadata: metadata("other"), type: "example.com/other" },
  ],
  "/api/v1/namespaces/{ns}/services": [
    { metadata: metadata("headless"), spec: { clusterIP: "None", ports: [{ port: 80 }] } },
    { metadata: metadata("outside"), spec: { type: "ExternalName", externalName: "example.com" } },
  ],
  "/api/v1/namespaces/{ns}/replicationcontrollers": [
    {
      metadata: metadata("none"),
      spec: {
        replicas: 0,
        selector: { app: "a" },
        template: { metadata: { labels: { app: "a" } }, spec: { containers: [container] } },
      },
    },
  ],
  "/apis/batch/v1/namespaces/{ns}/jobs": [
    {
      metadata: metadata("waiting"),
      spec: { suspend: true, template: { spec: { containers: [container], restartPolicy: "Never" } } },
    },
  ],
  "/api/v1/namespaces/{ns}/events": [
    {
      metadata: metadata("old"),
      involvedObject: { kind: "Pod", namespace: "{ns}", name: "plain", apiVersion: "v1", fieldPath: "spec" },
      reason: "Seen",
      type: "Normal",
      source: { component: "kubelet" },
    },
    {
      metadata: metadata("new"),
      involvedObject: { kind: "Service", namespace: "{ns}", name: "headless" },
      reason: "Lost",
      type: "Warning",
      reportingComponent: "example.com/controller",
      reportingInstance: "one",
    },
  ],
};

/** What is asked of every kind. */
const labels = [
  "metadata.name=plain",
  "metadata.namespace={ns}",
  "metadata.namespace=",
  "metadata.uid=",
  "metadata.labels=",
  "name=a",
  "spec.nodeName={ns}",
  "spec.nodeName=",
  "spec.host={ns}",
  "spec.nodeName!={ns},spec.host!=other",
  "spec.restartPolicy=Never",
  "spec.schedulerName=nobody",
  "spec.serviceAccountName=robot",
  "spec.serviceAccountName!=robot",
  "spec.hostNetwork=true",
  "spec.hostNetwork=false",
  "spec.hostNetwork=",
  "spec.unschedulable=true",
  "spec.unschedulable=false",
  "spec.unschedulable=",
  "spec.type=ExternalName",
  "spec.type=ClusterIP",
  "spec.clusterIP=None",
  "spec.clusterIP=",
  "spec.signerName=a",
  "spec.driver=a",
  "spec.replicas=0",
  "status.phase=Pending",
  "status.phase=Active",
  "status.phase!=Pending",
  "status.podIP=",
  "status.podIP!=",
  "status.podIPs=",
  "status.nominatedNodeName=",
  "status.replicas=0",
  "status.replicas=",
  "status.successful=0",
  "status.successful=",
  "type=Opaque",
  "type!=Opaque",
  "type=Warning",
  "reason=Seen",
  "source=kubelet",
  "source=example.com/controller",
  "reportingComponent=example.com/controller",
  "reportingController=example.com/controller",
  "involvedObject.kind=Pod",
  "involvedObject.name!=plain",
  "involvedObject.fieldPath=spec",
  "involvedObject.uid=",
  "regarding.kind=Pod",
  "regarding.namespace={ns}",
  "regarding.fieldPath=",
  "note=a",
];

/** What is asked of kinds that are alike. */
const commonLabels = [
  "metadata.name=plain",
  "metadata.namespace={ns}",
  "metadata.namespace=",
  "name=a",
  "b=1,a=1",
];

/** Kinds with fields of their own, of which there are no objects here. */
const withFields = [
  "/api/v1/namespaces",
  "/apis/certificates.k8s.io/v1/certificatesigningrequests",
  "/apis/events.k8s.io/v1/namespaces/{ns}/events",
  "/apis/resource.k8s.io/v1/resourceslices",
];

const others = [
  "/api/v1/namespaces/{ns}/endpoints",
  "/api/v1/namespaces/{ns}/persistentvolumeclaims",
  "/api/v1/namespaces/{ns}/podtemplates",
  "/api/v1/namespaces/{ns}/limitranges",
  "/api/v1/namespaces/{ns}/resourcequotas",
  "/api/v1/persistentvolumes",
  "/apis/apps/v1/namespaces/{ns}/deployments",
  "/apis/apps/v1/namespaces/{ns}/replicasets",
  "/apis/apps/v1/namespaces/{ns}/statefulsets",
  "/apis/apps/v1/namespaces/{ns}/daemonsets",
  "/apis/apps/v1/namespaces/{ns}/controllerrevisions",
  "/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers",
  "/apis/batch/v1/namespaces/{ns}/cronjobs",
  "/apis/coordination.k8s.io/v1/namespaces/{ns}/leases",
  "/apis/discovery.k8s.io/v1/namespaces/{ns}/endpointslices",
  "/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses",
  "/apis/networking.k8s.io/v1/ingressclasses",
  "/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets",
  "/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles",
  "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
  "/apis/resource.k8s.io/v1/namespaces/{ns}/resourceclaims",
  "/apis/storage.k8s.io/v1/csinodes",
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  "/apis/apiregistration.k8s.io/v1/apiservices",
  `/apis/${group}/v1/gears`,
  `/apis/${group}/v1/namespaces/{ns}/pins`,
];

const accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/** Who is found by which field, of every kind. */
export const fields: readonly Scene[] = [
  {
    name: "fields of built-in kinds",
    record: "names",
    needs: "pins",
    steps: [
      ...Object.entries(objects).flatMap(([path, bodies]) =>
        bodies.map((body): Step => ({
          method: "POST",
          path,
          body,
          headers: { accept: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1" },
        })),
      ),
      ...[...Object.keys(objects), ...withFields].flatMap((path) => labels.map((text) => find(path, text))),
      ...others.flatMap((path) => commonLabels.map((text) => find(path, text))),
      ...["spec.nodeName={ns}", "spec.host={ns}", "spec.nodeName=", "spec.nodeName!={ns}"].flatMap((text) =>
        ["&limit=1", "&limit=1&resourceVersion=0", "&limit=2"].map((page) =>
          find("/api/v1/namespaces/{ns}/pods", text, page),
        ),
      ),
      { method: "DELETE", path: "/api/v1/nodes?labelSelector=of%3D{ns}" },
    ],
  },
];

function find(path: string, selector: string, page = ""): Step {
  const asked = encodeURIComponent(selector).replaceAll("%7Bns%7D", "{ns}");
  return {
    method: "GET",
    path: `${path}?labelSelector=of%3D{ns}&fieldSelector=${asked}${page}`,
    headers: { accept },
  };
}
