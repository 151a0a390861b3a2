import { invalidField, requiredField, unsupportedField } from "../../admission/field-problem.ts";
import type { JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";
import { ensureObject, fill, fillEmpty, objectAt, objectsAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";
import { portProblems } from "./validate-pod-spec.ts";

const protocols = ["SCTP", "TCP", "UDP"];
const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

/** Follows k8s.io/kubernetes/pkg/apis/core (SetDefaults_Service, ValidateService) and pkg/registry/core/service. */
export const serviceRules: KindRules = {
  returnsDeleted: true,
  createOnUpdate: true,
  selectable: ["spec.clusterIP", "spec.type"],
  defaults(object) {
    const spec = ensureObject(object, "spec");
    fillEmpty(spec, { sessionAffinity: "None", type: "ClusterIP" });
    if (spec.sessionAffinity === "ClientIP")
      fill(ensureObject(ensureObject(spec, "sessionAffinityConfig"), "clientIP"), { timeoutSeconds: 10800 });
    for (const port of objectsAt(spec, "ports")) {
      fillEmpty(port, { protocol: "TCP" });
      if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === "")
        port.targetPort = port.port;
    }
    if (spec.type === "NodePort" || spec.type === "LoadBalancer")
      fillEmpty(spec, { externalTrafficPolicy: "Cluster" });
    if (spec.type === "LoadBalancer") fill(spec, { allocateLoadBalancerNodePorts: true });
    if (spec.type !== "ExternalName") fill(spec, { internalTrafficPolicy: "Cluster" });
  },
  prepareForCreate(object) {
    const spec = ensureObject(object, "spec");
    if (spec.type !== "ExternalName") allocate(object, spec);
  },
  prepareForUpdate(object, old) {
    const spec = ensureObject(object, "spec");
    const before = objectAt(old, "spec") ?? {};
    // what was allocated stays unless the client says otherwise
    for (const key of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]) {
      if (spec[key] === undefined && before[key] !== undefined && spec.type !== "ExternalName")
        spec[key] = before[key];
    }
    if (spec.type !== "ExternalName" && spec.clusterIP === undefined) allocate(object, spec);
  },
  validate: validateService,
  validateUpdate(object, old) {
    const [spec, before] = [objectAt(object, "spec") ?? {}, objectAt(old, "spec") ?? {}];
    const changed =
      before.type !== "ExternalName" &&
      spec.type !== "ExternalName" &&
      before.clusterIP &&
      spec.clusterIP !== before.clusterIP;
    return changed ? [invalidField("spec.clusterIPs[0]", [spec.clusterIP], "may not change once set")] : [];
  },
};

/** Addresses of 10.96.0.0/12, by the object's uid: different objects practically never share one. */
function allocate(object: ApiObject, spec: JsonObject): void {
  const digits = parseInt((object.metadata.uid ?? "0").replaceAll("-", "").slice(0, 8), 16);
  const address = `10.${96 + (digits % 16)}.${(digits >> 8) & 0xff}.${1 + ((digits >>> 16) % 254)}`;
  const clusterIP = spec.clusterIP ?? address;
  fill(spec, { clusterIP, clusterIPs: [clusterIP], ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" });
}

function validateService(object: ApiObject): InvalidField[] {
  const spec = objectAt(object, "spec") ?? {};
  const ports = objectsAt(spec, "ports");
  const headless = spec.clusterIP === "None";
  return [
    ...(ports.length === 0 && !headless && spec.type !== "ExternalName" ? [requiredField("spec.ports")] : []),
    ...(spec.type === "ExternalName" && !spec.externalName ? [requiredField("spec.externalName")] : []),
    ...ports.flatMap((port, index) =>
      validatePort(port, { at: `spec.ports[${index}]`, named: ports.length > 1 }),
    ),
    ...(types.includes(String(spec.type)) ? [] : [unsupportedField("spec.type", spec.type, types)]),
  ];
}

function validatePort(port: JsonObject, options: { at: string; named: boolean }): InvalidField[] {
  const { at, named } = options;
  return [
    ...(named && !port.name ? [requiredField(`${at}.name`)] : []),
    ...portProblems(Number(port.port ?? 0), `${at}.port`),
    ...(protocols.includes(String(port.protocol))
      ? []
      : [unsupportedField(`${at}.protocol`, port.protocol, protocols)]),
    ...(typeof port.targetPort === "number" ? portProblems(port.targetPort, `${at}.targetPort`) : []),
  ];
}
