import {
  duplicateField,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../admission/field-problem.ts";
import { dnsLabel } from "../../admission/name-format.ts";
import type { JsonObject } from "../../../base/json.ts";
import type { InvalidField } from "../../status-error.ts";
import { objectsAt } from "./defaulting.ts";

const protocols = ["SCTP", "TCP", "UDP"];

/** The checks of a PodSpec that operators meet first. Follows k8s.io/kubernetes/pkg/apis/core/validation. */
export function validatePodSpec(spec: JsonObject, at: string): InvalidField[] {
  const volumes = objectsAt(spec, "volumes");
  const volumeNames = volumes.map((volume) => String(volume.name ?? ""));
  const containers = objectsAt(spec, "containers");
  const initial = objectsAt(spec, "initContainers");
  return [
    ...validateNames(volumes, `${at}.volumes`),
    ...(containers.length ? [] : [requiredField(`${at}.containers`)]),
    ...validateContainers(containers, { at: `${at}.containers`, volumeNames }),
    ...validateContainers(initial, { at: `${at}.initContainers`, volumeNames }),
    ...(["Always", "OnFailure", "Never"].includes(String(spec.restartPolicy))
      ? []
      : [
          unsupportedField(`${at}.restartPolicy`, spec.restartPolicy ?? "", ["Always", "OnFailure", "Never"]),
        ]),
    ...(["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"].includes(String(spec.dnsPolicy))
      ? []
      : [
          unsupportedField(`${at}.dnsPolicy`, spec.dnsPolicy ?? "", [
            "ClusterFirst",
            "ClusterFirstWithHostNet",
            "Default",
            "None",
          ]),
        ]),
    ...(Number(spec.terminationGracePeriodSeconds ?? 0) < 0
      ? [
          invalidField(
            `${at}.terminationGracePeriodSeconds`,
            spec.terminationGracePeriodSeconds,
            "must be greater than or equal to 0",
          ),
        ]
      : []),
  ];
}

function validateContainers(
  containers: readonly JsonObject[],
  options: { at: string; volumeNames: readonly string[] },
): InvalidField[] {
  const { at, volumeNames } = options;
  return [
    ...containers.flatMap((container, index) =>
      validateContainer(container, { at: `${at}[${index}]`, volumeNames }),
    ),
    ...duplicates(containers, at),
  ];
}

function validateContainer(
  container: JsonObject,
  options: { at: string; volumeNames: readonly string[] },
): InvalidField[] {
  const { at, volumeNames } = options;
  const name = String(container.name ?? "");
  const image = String(container.image ?? "");
  return [
    ...(name
      ? dnsLabel(name).map((problem) => invalidField(`${at}.name`, name, problem))
      : [requiredField(`${at}.name`)]),
    ...(image ? [] : [requiredField(`${at}.image`)]),
    ...(image && image !== image.trim()
      ? [invalidField(`${at}.image`, image, "must not have leading or trailing whitespace")]
      : []),
    ...objectsAt(container, "ports").flatMap((port, index) => validatePort(port, `${at}.ports[${index}]`)),
    ...objectsAt(container, "env").flatMap((variable, index) =>
      variable.name ? [] : [requiredField(`${at}.env[${index}].name`)],
    ),
    ...objectsAt(container, "volumeMounts").flatMap((mount, index) =>
      validateMount(mount, { at: `${at}.volumeMounts[${index}]`, volumeNames }),
    ),
    ...(["Always", "IfNotPresent", "Never"].includes(String(container.imagePullPolicy))
      ? []
      : [
          unsupportedField(`${at}.imagePullPolicy`, container.imagePullPolicy ?? "", [
            "Always",
            "IfNotPresent",
            "Never",
          ]),
        ]),
  ];
}

function validatePort(port: JsonObject, at: string): InvalidField[] {
  const number = Number(port.containerPort ?? 0);
  return [
    ...(port.containerPort === undefined || number === 0
      ? [requiredField(`${at}.containerPort`)]
      : portProblems(number, `${at}.containerPort`)),
    ...(port.hostPort ? portProblems(Number(port.hostPort), `${at}.hostPort`) : []),
    ...(protocols.includes(String(port.protocol))
      ? []
      : [unsupportedField(`${at}.protocol`, port.protocol, protocols)]),
  ];
}

/** Ports are numbers from 1 to 65535. */
export function portProblems(port: number, at: string): InvalidField[] {
  return port >= 1 && port <= 65535 ? [] : [invalidField(at, port, "must be between 1 and 65535, inclusive")];
}

function validateMount(
  mount: JsonObject,
  options: { at: string; volumeNames: readonly string[] },
): InvalidField[] {
  const { at, volumeNames } = options;
  const name = String(mount.name ?? "");
  return [
    ...(name ? [] : [requiredField(`${at}.name`)]),
    ...(volumeNames.includes(name)
      ? []
      : [{ type: "FieldValueNotFound", field: `${at}.name`, message: `Not found: ${JSON.stringify(name)}` }]),
    ...(mount.mountPath ? [] : [requiredField(`${at}.mountPath`)]),
  ];
}

function validateNames(items: readonly JsonObject[], at: string): InvalidField[] {
  return [
    ...items.flatMap((item, index) => {
      const name = String(item.name ?? "");
      return name
        ? dnsLabel(name).map((problem) => invalidField(`${at}[${index}].name`, name, problem))
        : [requiredField(`${at}[${index}].name`)];
    }),
    ...duplicates(items, at),
  ];
}

function duplicates(items: readonly JsonObject[], at: string): InvalidField[] {
  const names = items.map((item) => item.name);
  return names.flatMap((name, index) =>
    name && names.indexOf(name) < index ? [duplicateField(`${at}[${index}].name`, name)] : [],
  );
}
