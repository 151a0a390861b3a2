import { randomUUID } from "node:crypto";
import { timeText } from "../../../kube/condition.ts";
import type { BuiltInSchemas } from "../../../k8s/built-in.ts";
import type { JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import type { Registry } from "../../registry/registry.ts";
import { storeKey } from "../../registry/served-resource.ts";
import { aggregatedRules } from "./aggregated-rules.ts";

const group = "rbac.authorization.k8s.io";
const apiVersion = `${group}/v1`;
const kinds = {
  clusterroles: { kind: "ClusterRole", count: 69 },
  clusterrolebindings: { kind: "ClusterRoleBinding", count: 50 },
  roles: { kind: "Role", count: 7 },
  rolebindings: { kind: "RoleBinding", count: 7 },
} as const;

/** The roles and bindings that every server starts with: read and made when somebody first asks for them. */
export function seedPolicy(registry: Registry, schemas: BuiltInSchemas): void {
  const time = timeText(new Date(registry.clock.now()));
  for (const plural of ["clusterroles", "clusterrolebindings", "roles", "rolebindings"] as const) {
    const { kind, count } = kinds[plural];
    registry.store.seed(`${plural}.${group}`, {
      count,
      make: () => {
        const made = schemas.bootstrapPolicy()[plural].map((object) => policyObject({ kind, time, object }));
        return made.map((object) => {
          const { namespace, name = "" } = object.metadata;
          return [
            storeKey(namespace, name),
            object.aggregationRule ? aggregated(object, { among: made, time }) : object,
          ];
        });
      },
    });
  }
}

function policyObject(options: {
  kind: string;
  time: string;
  object: { readonly metadata: JsonObject & { readonly name: string }; readonly [field: string]: unknown };
}): ApiObject {
  const { kind, time, object } = options;
  const { metadata, ...content } = object;
  const { labels, annotations } = metadata;
  const fields: JsonObject = {
    "f:metadata": { ...owned("f:annotations", annotations), ...owned("f:labels", labels) },
  };
  for (const [name, value] of Object.entries(content))
    fields[`f:${name}`] = name === "aggregationRule" ? fieldsOf(value as JsonObject) : {};
  const entry = {
    manager: "kube-apiserver",
    operation: "Update" as const,
    apiVersion,
    time,
    fieldsType: "FieldsV1" as const,
    fieldsV1: fields,
  };
  return {
    kind,
    apiVersion,
    metadata: { ...metadata, uid: randomUUID(), creationTimestamp: time, managedFields: [entry] },
    ...content,
  };
}

/** What the aggregation controller has made of a role by the time that anybody looks. */
function aggregated(role: ApiObject, options: { among: readonly ApiObject[]; time: string }): ApiObject {
  const { among, time } = options;
  const entry = {
    manager: "clusterrole-aggregation-controller",
    operation: "Apply" as const,
    apiVersion,
    time,
    fieldsType: "FieldsV1" as const,
    fieldsV1: { "f:rules": {} },
  };
  const managedFields = [entry, ...(role.metadata.managedFields ?? [])];
  return { ...role, metadata: { ...role.metadata, managedFields }, rules: aggregatedRules(role, among) };
}

function owned(name: string, value: unknown): JsonObject {
  return value === undefined ? {} : { [name]: fieldsOf(value as JsonObject) };
}

function fieldsOf(value: JsonObject): JsonObject {
  return { ".": {}, ...Object.fromEntries(Object.keys(value).map((key) => [`f:${key}`, {}])) };
}
