import { expect, test } from "vitest";
import type { ApiObject } from "../../../../src/sandbox/api-object.ts";
import { createCluster, pod } from "./cluster.ts";

type Cluster = ReturnType<typeof createCluster>;

const service = (spec: object = {}, labels: Record<string, string> = {}) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace: "default", labels },
  spec: { selector: { app: "web" }, ports: [{ name: "http", port: 80, targetPort: "http" }], ...spec },
});
const web = (name: string, annotations: Record<string, string> = {}) =>
  pod(name, {
    labels: { app: "web" },
    annotations,
    spec: { containers: [{ name: "main", image: "a:1", ports: [{ name: "http", containerPort: 8080 }] }] },
  });
const slices = (cluster: Cluster) =>
  cluster.list("endpointslices.discovery.k8s.io") as (ApiObject & {
    endpoints?: { addresses: string[]; conditions: object }[];
    ports?: object[];
  })[];

test("ready Pods are endpoints, others are not ready ones; labels and owners are the controllers'", async () => {
  const cluster = createCluster();
  const made = cluster.make("services", service({}, { team: "a" }));
  cluster.make("pods", web("one"));
  cluster.make("pods", web("two", { "sandbox.kubewright.dev/ready-delay": "1h" }));
  cluster.make("pods", pod("other", { labels: { app: "db" } }));
  await cluster.clock.advance(1000);
  const one = cluster.get("pods", "one");
  expect(cluster.get("endpoints", "web")).toMatchObject({
    metadata: { labels: { team: "a", "endpoints.kubernetes.io/managed-by": "endpoint-controller" } },
    subsets: [
      {
        addresses: [
          {
            ip: "10.244.0.1",
            nodeName: "sandbox",
            targetRef: { kind: "Pod", namespace: "default", name: "one", uid: one?.metadata.uid },
          },
        ],
        notReadyAddresses: [{ ip: "10.244.0.2" }],
        ports: [{ name: "http", port: 8080, protocol: "TCP" }],
      },
    ],
  });
  expect(slices(cluster)).toMatchObject([
    {
      metadata: {
        generateName: "web-",
        labels: {
          team: "a",
          "kubernetes.io/service-name": "web",
          "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
        },
        ownerReferences: [{ kind: "Service", uid: made.metadata.uid, controller: true }],
      },
      addressType: "IPv4",
      endpoints: [
        { addresses: ["10.244.0.1"], conditions: { ready: true, serving: true, terminating: false } },
        { addresses: ["10.244.0.2"], conditions: { ready: false, serving: false, terminating: false } },
      ],
      ports: [{ name: "http", port: 8080, protocol: "TCP" }],
    },
  ]);
  cluster.stop();
});

test("a Service with nothing behind it has empty ones; what comes and goes follows; all goes with the Service", async () => {
  const cluster = createCluster();
  cluster.make("services", service());
  await cluster.clock.advance(100);
  expect(cluster.get("endpoints", "web")).not.toHaveProperty("subsets");
  expect(slices(cluster)).toHaveLength(1);
  const { uid } = slices(cluster)[0]?.metadata ?? {};
  cluster.make("pods", web("one"));
  await cluster.clock.advance(1000);
  expect(slices(cluster)[0]?.endpoints).toHaveLength(1);
  expect(slices(cluster)[0]?.metadata.uid).toBe(uid);
  cluster.remove("pods", "one");
  await cluster.clock.advance(20);
  // terminating: no longer ready for clients, but still serving
  expect(slices(cluster)[0]?.endpoints?.[0]?.conditions).toEqual({
    ready: false,
    serving: true,
    terminating: true,
  });
  expect(cluster.get("endpoints", "web")).not.toHaveProperty("subsets");
  await cluster.clock.advance(1000);
  expect(slices(cluster)[0]?.endpoints ?? []).toEqual([]);
  cluster.remove("services", "web");
  await cluster.clock.advance(1000);
  expect([cluster.get("endpoints", "web"), slices(cluster)]).toEqual([undefined, []]);
  cluster.stop();
});

test("Services without a selector, and of type ExternalName, are left alone", async () => {
  const cluster = createCluster();
  cluster.make("services", service({ selector: {} }));
  await cluster.clock.advance(100);
  expect([cluster.get("endpoints", "web"), slices(cluster)]).toEqual([undefined, []]);
  cluster.stop();
});

test("Pods of a StatefulSet are named behind its headless Service", async () => {
  const cluster = createCluster();
  cluster.make(
    "services",
    service({ clusterIP: "None", publishNotReadyAddresses: true, ports: [{ port: 80 }] }),
  );
  const spec = { hostname: "one", subdomain: "web" };
  cluster.make(
    "pods",
    pod("one", { labels: { app: "web" }, spec: { ...spec, containers: [{ name: "a", image: "a" }] } }),
  );
  await cluster.clock.advance(1000);
  expect(slices(cluster)[0]).toMatchObject({
    metadata: { labels: { "service.kubernetes.io/headless": "" } },
    endpoints: [{ hostname: "one", conditions: { ready: true } }],
  });
  cluster.stop();
});
