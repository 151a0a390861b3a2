import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { bindDynamic } from "../../kube/schema/cel/bind-dynamic.ts";
import { parseTimestamp } from "../../kube/schema/cel/library/time.ts";
import { CelMap, type Value } from "../../kube/schema/cel/value.ts";
import type { ApiObject } from "../api-object.ts";
import type { Activation } from "./evaluate-expression.ts";

/** What there is to look at, as JSON. */
export interface Seen {
  readonly object: ApiObject | undefined;
  readonly oldObject: ApiObject | undefined;
  readonly request: JsonObject;
  readonly namespace?: ApiObject | undefined;
  readonly params?: ApiObject | null;
  readonly authorizer?: Value | undefined;
  readonly requestResource?: Value | undefined;
  /** A policy's `variables`; gets what else expressions see. */
  readonly variables?: (activation: Activation) => Value;
}

/** The variables of admission's expressions, each made when it is first read (k8s.io/apiserver/pkg/admission/plugin/cel/activation.go). */
export function activationOf(seen: Seen): Activation {
  const known = new Map<string, Value>();
  const { variables } = seen;
  const lazy = (name: string, make: () => Value) => {
    const value = known.get(name) ?? make();
    known.set(name, value);
    return value;
  };
  const { authorizer, requestResource } = seen;
  const activation: Activation = {
    get object() {
      return lazy("object", () => bindDynamic(seen.object));
    },
    get oldObject() {
      return lazy("oldObject", () => bindDynamic(seen.oldObject));
    },
    get request() {
      return lazy("request", () => bindDynamic(seen.request));
    },
    get namespaceObject() {
      return lazy("namespaceObject", () => bindNamespace(seen.namespace));
    },
    get params() {
      return lazy("params", () => bindDynamic(seen.params));
    },
    get variables() {
      return variables && lazy("variables", () => variables(activation));
    },
    ...(authorizer ? { authorizer } : {}),
    ...(requestResource ? { "authorizer.requestResource": requestResource } : {}),
  };
  return activation;
}

const metadataFields = [
  "name",
  "generateName",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "labels",
  "annotations",
  "finalizers",
] as const;

/** The namespace, without what its declared type leaves out. */
function bindNamespace(namespace: ApiObject | undefined): Value {
  if (!namespace) return null;
  const { metadata, spec, status } = namespace;
  const shown = Object.fromEntries(
    metadataFields.filter((field) => metadata[field] !== undefined).map((field) => [field, metadata[field]]),
  );
  const bound = bindDynamic({
    metadata: shown,
    spec: spec ?? {},
    status: isJsonObject(status) ? status : {},
  });
  return withTimes(bound);
}

function withTimes(namespace: Value): Value {
  const metadata = namespace instanceof CelMap ? namespace.get("metadata") : undefined;
  if (metadata instanceof CelMap)
    for (const field of ["creationTimestamp", "deletionTimestamp"]) {
      const text = metadata.get(field);
      if (typeof text === "string") metadata.insert(field, parseTimestamp(text));
    }
  return namespace;
}
