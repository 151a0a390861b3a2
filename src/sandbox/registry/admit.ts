import { copyJson } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import type { AdmissionAttributes } from "./admission.ts";
import { administrator, type Writer } from "./writer.ts";
import type { RegistryContext } from "./context.ts";
import type { ServedResource } from "./served-resource.ts";

type Target = Pick<AdmissionAttributes, "operation" | "name"> & {
  readonly resource: ServedResource;
  readonly subresource?: string | undefined;
  readonly namespace: string | undefined;
  readonly object: ApiObject | undefined;
  readonly oldObject: ApiObject | undefined;
  readonly writer: Writer;
  /** Admission that is part of the server, for an object that others have changed. */
  readonly again?: (object: ApiObject) => void;
};

const optionKinds = {
  CREATE: "CreateOptions",
  UPDATE: "UpdateOptions",
  DELETE: "DeleteOptions",
  CONNECT: "",
} as const;

/** Whether admission may have a say in a write. */
export function isAdmitted(
  context: RegistryContext,
  resource: ServedResource,
  write: { operation: AdmissionAttributes["operation"]; writer: Writer },
): boolean {
  return !write.writer.exempt && (context.admission?.concerns(resource, write.operation) ?? false);
}

/** The object as mutating admission leaves it: a copy, for the next run must find what this one has found. */
export function admitMutating(context: RegistryContext, target: Target): ApiObject | undefined {
  if (!isAdmitted(context, target.resource, target)) return target.object;
  return copyJson(context.admission?.mutate(attributesOf(context, target)));
}

/** Throws when validating admission refuses the write. */
export function admitValidating(context: RegistryContext, target: Target): void {
  if (!isAdmitted(context, target.resource, target)) return;
  context.admission?.validate(attributesOf(context, target));
}

function attributesOf(context: RegistryContext, target: Target): AdmissionAttributes {
  const { operation, resource, subresource = "", namespace, name, object, oldObject, writer } = target;
  const isNamespace = resource.collection === "namespaces";
  return {
    operation,
    resource,
    subresource,
    namespace: isNamespace
      ? name || (object?.metadata.name ?? "")
      : resource.namespaced
        ? (namespace ?? "")
        : "",
    name,
    object,
    oldObject,
    options: { kind: optionKinds[operation], apiVersion: "meta.k8s.io/v1", ...writer.asked },
    dryRun: writer.dryRun,
    user: writer.user ?? administrator,
    warn: writer.warn ?? (() => {}),
    answers: context.answers,
    again: target.again && again(target.again),
  };
}

/** On a copy: what admission leaves belongs to it. */
function again(admit: (object: ApiObject) => void): (object: ApiObject) => ApiObject {
  return (object) => {
    const copy = copyJson(object);
    admit(copy);
    return copy;
  };
}
