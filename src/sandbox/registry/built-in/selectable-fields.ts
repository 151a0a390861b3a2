import type { ApiObject } from "../../api-object.ts";
import { fieldAt, type SelectableField } from "../field-selector.ts";
import { objectAt, objectsAt } from "./defaulting.ts";

/** What objects of a kind can be selected by, and how other fields are refused. */
export interface SelectableFields {
  readonly selectable: ReadonlyMap<string, SelectableField>;
  unknownSelector(label: string): string;
}

interface OwnFields {
  readonly fields: Readonly<Record<string, SelectableField>>;
  /** Whether objects cannot be selected by their namespace: that of kinds that have none and fields of their own. */
  readonly withoutNamespace?: true;
  readonly refusal?: (label: string) => string;
}

/**
 * Fields of built-in kinds. Follows AddFieldLabelConversionFunc in k8s.io/kubernetes/pkg/apis, for what may be asked, and the functions that make the fields
 * of an object in pkg/registry, for what is found.
 */
export function selectableFields(apiVersion: string, kind: string): SelectableFields {
  const own = ownFields[`${apiVersion} ${kind}`];
  const common = own?.withoutNamespace ? ["metadata.name"] : ["metadata.name", "metadata.namespace"];
  return {
    selectable: new Map([
      ...common.map((path) => [path, fieldAt(path)] as const),
      ...Object.entries(own?.fields ?? {}),
    ]),
    unknownSelector: own ? (own.refusal ?? refusal) : unknown,
  };
}

const refusal = (label: string) => `field label not supported: ${label}`;

/** Of kinds without fields of their own. */
function unknown(label: string): string {
  return `"${label}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

const podFields: Readonly<Record<string, SelectableField>> = {
  ...paths("spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase"),
  ...paths("status.nominatedNodeName"),
  "spec.nodeName": { ...fieldAt("spec.nodeName"), indexed: true },
  // for old clients
  "spec.host": { ...fieldAt("spec.nodeName"), indexed: true },
  "spec.hostNetwork": computed("spec.hostNetwork", (pod) =>
    String(objectAt(pod, "spec")?.hostNetwork === true),
  ),
  "status.podIP": computed("status.podIP", (pod) =>
    String(objectsAt(objectAt(pod, "status") ?? {}, "podIPs")[0]?.ip ?? ""),
  ),
  // may be asked for, and nothing has it
  "status.podIPs": computed("status.podIPs", () => ""),
};

const references = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];

const ownFields: Readonly<Record<string, OwnFields>> = {
  "v1 Pod": { fields: podFields },
  "v1 Node": {
    withoutNamespace: true,
    fields: {
      "spec.unschedulable": computed("spec.unschedulable", (node) =>
        String(objectAt(node, "spec")?.unschedulable === true),
      ),
    },
  },
  "v1 Namespace": { withoutNamespace: true, fields: paths("status.phase") },
  "v1 Secret": { fields: paths("type") },
  "v1 Service": { fields: paths("spec.clusterIP", "spec.type") },
  "v1 ReplicationController": { fields: { "status.replicas": count("status", "replicas") } },
  "v1 Event": {
    fields: {
      ...paths(...references.map((name) => `involvedObject.${name}`)),
      ...paths("reason", "reportingComponent", "type"),
      source: computed("source", (event) =>
        String(objectAt(event, "source")?.component || (event.reportingComponent ?? "")),
      ),
    },
  },
  "events.k8s.io/v1 Event": {
    fields: {
      ...paths(...references.map((name) => `regarding.${name}`)),
      ...paths("reason", "reportingController", "type"),
    },
  },
  "batch/v1 Job": {
    fields: { "status.successful": count("status", "succeeded") },
    refusal: (label) => `field label "${label}" not supported for Job`,
  },
  "certificates.k8s.io/v1 CertificateSigningRequest": {
    withoutNamespace: true,
    fields: paths("spec.signerName"),
  },
  "resource.k8s.io/v1 ResourceSlice": {
    withoutNamespace: true,
    fields: {
      "spec.nodeName": { ...fieldAt("spec.nodeName"), indexed: true },
      ...paths("spec.driver"),
    },
    refusal: (label) => `field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${label}`,
  },
};

function paths(...names: readonly string[]): Record<string, SelectableField> {
  return Object.fromEntries(names.map((name) => [name, fieldAt(name)]));
}

function computed(field: string, text: (object: ApiObject) => string): SelectableField {
  return { field, text };
}

/** A number, which is none where it is absent. */
function count(section: string, name: string): SelectableField {
  return computed(`${section}.${name}`, (object) => String(objectAt(object, section)?.[name] ?? 0));
}
