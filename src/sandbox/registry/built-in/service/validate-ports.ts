import {
  duplicateField,
  forbiddenField,
  invalidEach,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { dnsLabel, labelKeyProblems } from "../../../admission/name-format.ts";
import { portNameProblems, portNumberProblems } from "../../../admission/text-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { portsOf, type ServicePort, type ServiceSpec } from "./service-spec.ts";

const protocols = ["SCTP", "TCP", "UDP"];

/** Ports each on its own ("names"), or that numbers of ports are not used twice ("numbers"). Follows validateService. */
export function validatePorts(spec: ServiceSpec, part: "names" | "numbers"): InvalidField[] {
  const ports = portsOf(spec);
  return part === "names" ? ports.flatMap((_, index) => validatePort(ports, index)) : validateNumbers(spec);
}

/** A port by number, or by the name that a container gives it. Follows ValidatePortNumOrName. */
export function validatePortReference(port: number | string | undefined, at: string): InvalidField[] {
  if (typeof port === "string") return invalidEach(at, port, portNameProblems(port));
  return portNumberProblems(port ?? 0).map((problem) => invalidField(at, port ?? 0, problem));
}

function validatePort(ports: readonly ServicePort[], index: number): InvalidField[] {
  const at = `spec.ports[${index}]`;
  const { name = "", port, protocol = "", targetPort, appProtocol } = ports[index] ?? { port: 0 };
  const known = ports.slice(0, index).some((other) => other.name === name);
  return [
    ...(!name && ports.length > 1 ? [requiredField(`${at}.name`)] : []),
    ...(name ? invalidEach(`${at}.name`, name, dnsLabel(name)) : []),
    ...(name && known ? [duplicateField(`${at}.name`, name)] : []),
    ...portNumberProblems(port).map((problem) => invalidField(`${at}.port`, port, problem)),
    ...(protocols.includes(protocol) ? [] : [unsupportedField(`${at}.protocol`, protocol, protocols)]),
    ...validatePortReference(targetPort, `${at}.targetPort`),
    ...(appProtocol === undefined
      ? []
      : invalidEach(`${at}.appProtocol`, appProtocol, labelKeyProblems(appProtocol))),
  ];
}

function validateNumbers(spec: ServiceSpec): InvalidField[] {
  const ports = portsOf(spec);
  const detail = "may not be used when `type` is 'ClusterIP'";
  const repeated = (index: number, key: "port" | "nodePort") =>
    ports
      .slice(0, index)
      .some((other) => other.protocol === ports[index]?.protocol && other[key] === ports[index]?.[key]);
  return [
    ...(spec.type === "ClusterIP"
      ? ports.flatMap(({ nodePort }, index) =>
          nodePort ? [forbiddenField(`spec.ports[${index}].nodePort`, detail)] : [],
        )
      : []),
    ...ports.flatMap(({ nodePort }, index) =>
      nodePort && repeated(index, "nodePort")
        ? [duplicateField(`spec.ports[${index}].nodePort`, nodePort)]
        : [],
    ),
    ...ports.flatMap((port, index) =>
      repeated(index, "port") ? [duplicateField(`spec.ports[${index}]`, shownPort(port))] : [],
    ),
  ];
}

/** The server's own struct, which has no names for JSON. */
function shownPort({ protocol = "", port }: ServicePort) {
  return { Name: "", Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
}
