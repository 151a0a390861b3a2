import { isJsonObject, type JsonObject } from "../../../../base/json.ts";
import { ensureObject, fill, fillEmpty, objectAt, objectsAt } from "../defaulting.ts";
import { imageTag } from "./image-tag.ts";
import { roundAmounts, roundResources } from "./round-resources.ts";
import { defaultVolume } from "./volume-defaults.ts";

/**
 * Defaults of a PodSpec, wherever one is. Follows SetDefaults_PodSpec of k8s.io/kubernetes/pkg/apis/core/v1/defaults.go and what is generated from
 * the types, and the conversions that keep old names of fields in step.
 */
export function defaultPodSpec(spec: JsonObject): void {
  fillEmpty(spec, { dnsPolicy: "ClusterFirst", restartPolicy: "Always", schedulerName: "default-scheduler" });
  fill(spec, { terminationGracePeriodSeconds: 30, containers: [] });
  ensureObject(spec, "securityContext");
  // two names of one field: the old one is kept in step
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
  else if (spec.serviceAccount) spec.serviceAccountName = spec.serviceAccount;
  for (const volume of objectsAt(spec, "volumes")) defaultVolume(volume);
  for (const container of containersOf(spec)) defaultContainer(container);
  roundAmounts(objectAt(spec, "overhead"));
  roundResources(objectAt(spec, "resources"));
}

/** All containers of a PodSpec. */
export function containersOf(spec: JsonObject): JsonObject[] {
  return ["containers", "initContainers", "ephemeralContainers"].flatMap((key) => objectsAt(spec, key));
}

function defaultContainer(container: JsonObject): void {
  const tag = imageTag(String(container.image ?? ""));
  fillEmpty(container, {
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: tag === "latest" ? "Always" : "IfNotPresent",
  });
  ensureObject(container, "resources");
  roundResources(objectAt(container, "resources"));
  for (const port of objectsAt(container, "ports")) fillEmpty(port, { protocol: "TCP" });
  for (const key of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = objectAt(container, key);
    if (probe) defaultProbe(probe);
  }
  for (const key of ["postStart", "preStop"]) {
    const httpGet = objectAt(objectAt(objectAt(container, "lifecycle"), key), "httpGet");
    if (httpGet) fillEmpty(httpGet, { path: "/", scheme: "HTTP" });
  }
  for (const variable of objectsAt(container, "env")) defaultSource(objectAt(variable, "valueFrom"));
}

function defaultSource(source: JsonObject | undefined): void {
  const field = objectAt(source, "fieldRef");
  const file = objectAt(source, "fileKeyRef");
  if (field) fillEmpty(field, { apiVersion: "v1" });
  if (file) fill(file, { optional: false });
}

function defaultProbe(probe: JsonObject): void {
  for (const [key, value] of Object.entries({
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  })) {
    if (!probe[key]) probe[key] = value;
  }
  const httpGet = objectAt(probe, "httpGet");
  if (httpGet) fillEmpty(httpGet, { path: "/", scheme: "HTTP" });
  const grpc = objectAt(probe, "grpc");
  if (grpc) fill(grpc, { service: "" });
}

/** With the host's network, ports of containers are ports of the host. */
export function defaultHostPorts(spec: JsonObject): void {
  for (const container of ["containers", "initContainers"].flatMap((key) => objectsAt(spec, key))) {
    for (const port of objectsAt(container, "ports")) if (!port.hostPort) port.hostPort = port.containerPort;
  }
}

/** Requests that a container leaves out are its limits: of Pods, not of templates. */
export function defaultRequests(spec: JsonObject): void {
  for (const container of ["containers", "initContainers"].flatMap((key) => objectsAt(spec, key))) {
    const resources = objectAt(container, "resources");
    const limits = objectAt(resources, "limits");
    if (!resources || !limits) continue;
    const requests = isJsonObject(resources.requests) ? resources.requests : {};
    resources.requests = { ...requests, ...without(limits, requests) };
  }
}

function without(amounts: JsonObject, present: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => present[name] === undefined));
}
