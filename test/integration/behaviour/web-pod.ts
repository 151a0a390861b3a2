import { held, type Stage } from "./stage.ts";

/** Where Pods are made. */
export const pods = "core/v1/pods";

/** Makes a Pod of the application `web`, which serves on port 8080. */
export const pod = (stage: Stage, name: string, extra: object = {}) =>
  stage.create(pods, {
    kind: "Pod",
    metadata: { name, labels: { app: "web" } },
    spec: {
      ...held,
      containers: [{ name: "main", image: "web", ports: [{ name: "http", containerPort: 8080 }] }],
      ...extra,
    },
  });

/** The status of one that runs. */
export const running = (ip: string, ready = "True") => ({
  phase: "Running",
  podIP: ip,
  podIPs: [{ ip }],
  conditions: [{ type: "Ready", status: ready, lastTransitionTime: "2020-01-01T00:00:00Z" }],
});
