import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import { ensureObject, fill, fillEmpty, objectAt, objectsAt } from "./defaulting.ts";

/** Defaults of a PodSpec, wherever one is. Follows k8s.io/kubernetes/pkg/apis/core/v1/defaults.go. */
export function defaultPodSpec(spec: JsonObject): void {
  fillEmpty(spec, { dnsPolicy: "ClusterFirst", restartPolicy: "Always", schedulerName: "default-scheduler" });
  fill(spec, { terminationGracePeriodSeconds: 30 });
  ensureObject(spec, "securityContext");
  // two names of one field: the old one is kept in step
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
  else if (spec.serviceAccount) spec.serviceAccountName = spec.serviceAccount;
  if (spec.hostNetwork === true) defaultHostPorts(spec);
  for (const container of containersOf(spec)) defaultContainer(container);
  for (const volume of objectsAt(spec, "volumes")) defaultVolume(volume);
}

/** All containers of a PodSpec. */
export function containersOf(spec: JsonObject): JsonObject[] {
  return ["containers", "initContainers", "ephemeralContainers"].flatMap((key) => objectsAt(spec, key));
}

function defaultContainer(container: JsonObject): void {
  fillEmpty(container, {
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: pullPolicy(String(container.image ?? "")),
  });
  ensureObject(container, "resources");
  for (const port of objectsAt(container, "ports")) fillEmpty(port, { protocol: "TCP" });
  for (const key of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = objectAt(container, key);
    if (probe) defaultProbe(probe);
  }
  for (const key of ["postStart", "preStop"]) {
    const httpGet = objectAt(objectAt(objectAt(container, "lifecycle"), key), "httpGet");
    if (httpGet) fillEmpty(httpGet, { path: "/", scheme: "HTTP" });
  }
  for (const variable of objectsAt(container, "env")) {
    const reference = objectAt(objectAt(variable, "valueFrom"), "fieldRef");
    if (reference) fillEmpty(reference, { apiVersion: "v1" });
  }
}

/** A mutable tag is pulled always. */
function pullPolicy(image: string): string {
  const name = image.slice(image.lastIndexOf("/") + 1);
  if (name.includes("@")) return "IfNotPresent";
  const tag = name.includes(":") ? name.slice(name.indexOf(":") + 1) : "latest";
  return tag === "latest" ? "Always" : "IfNotPresent";
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

function defaultVolume(volume: JsonObject): void {
  const sources = Object.keys(volume).filter((key) => key !== "name");
  if (sources.length === 0) volume.emptyDir = {};
  for (const key of ["secret", "configMap", "downwardAPI", "projected"]) {
    const source = objectAt(volume, key);
    if (source) fill(source, { defaultMode: 420 });
  }
  for (const source of objectsAt(objectAt(volume, "projected"), "sources")) {
    const token = objectAt(source, "serviceAccountToken");
    if (token) fill(token, { expirationSeconds: 3600 });
    defaultItems(objectAt(source, "downwardAPI"));
  }
  defaultItems(objectAt(volume, "downwardAPI"));
  const hostPath = objectAt(volume, "hostPath");
  if (hostPath) fill(hostPath, { type: "" });
  const claim = objectAt(objectAt(objectAt(volume, "ephemeral"), "volumeClaimTemplate"), "spec");
  if (claim) fill(claim, { volumeMode: "Filesystem" });
}

function defaultItems(source: JsonObject | undefined): void {
  for (const item of objectsAt(source, "items")) {
    const reference = objectAt(item, "fieldRef");
    if (reference) fillEmpty(reference, { apiVersion: "v1" });
  }
}

function defaultHostPorts(spec: JsonObject): void {
  for (const container of containersOf(spec)) {
    for (const port of objectsAt(container, "ports")) if (!port.hostPort) port.hostPort = port.containerPort;
  }
}

/** Requests that a container leaves out are its limits: of Pods, not of templates. */
export function defaultRequests(spec: JsonObject): void {
  for (const container of containersOf(spec)) {
    const resources = objectAt(container, "resources");
    const limits = objectAt(resources, "limits");
    if (!resources || !limits) continue;
    const requests = isJsonObject(resources.requests) ? resources.requests : {};
    resources.requests = { ...limits, ...requests };
  }
}
