import { playScenes, type Scene } from "./play.ts";
import { pod, pods, running } from "./web-pod.ts";

const services = "core/v1/services";

const endpoints: Scene = {
  title: "Endpoints of a Service",
  looksAt: [services, "core/v1/endpoints", "discovery.k8s.io/v1/endpointslices", "core/v1/events"],
  steps: {
    "without Pods": (stage) =>
      stage.create(services, {
        kind: "Service",
        metadata: { name: "web", labels: { team: "a" } },
        spec: {
          selector: { app: "web" },
          ports: [
            { name: "http", port: 80, targetPort: "http" },
            { name: "metrics", port: 9090 },
          ],
        },
      }),
    "a Pod without address": (stage) => pod(stage, "one"),
    "a ready Pod": (stage) => stage.setPods(running("192.168.3.1")),
    "one port less": (stage) =>
      stage.patch(`${services}/web`, { spec: { ports: [{ name: "http", port: 80 }] } }),
    "a Pod is deleted": (stage) => stage.remove(`${pods}/one`),
    "the Service is deleted": (stage) => stage.remove(`${services}/web`),
  },
};

const headless: Scene = {
  title: "A headless Service",
  looksAt: [services, "core/v1/endpoints", "discovery.k8s.io/v1/endpointslices"],
  steps: {
    "with a ready Pod": async (stage) => {
      await pod(stage, "one", { hostname: "one", subdomain: "web" });
      await stage.setPods(running("192.168.3.1"));
      await stage.create(services, {
        kind: "Service",
        metadata: { name: "web" },
        spec: { clusterIP: "None", selector: { app: "web" } },
      });
    },
    "without a selector": (stage) => stage.patch(`${services}/web`, { spec: { selector: null } }),
  },
};

playScenes("services", [endpoints, headless]);
