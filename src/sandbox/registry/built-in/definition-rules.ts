import type { CustomResourceDefinition } from "../../../kube/crd.ts";
import { setCondition, type Condition } from "../../../kube/condition.ts";
import { isJsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { definitionOf } from "../custom/definition.ts";
import { formatWarnings } from "../custom/format-warnings.ts";
import {
  validateDefinition,
  validateDefinitionStatus,
  validateDefinitionUpdate,
} from "../custom/validate-definition.ts";
import { ensureObject, fill, fillEmpty, objectAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";

/** CustomResourceDefinitions. Follows apiextensions-apiserver's registry/customresourcedefinition. */
export const definitionRules: KindRules = {
  generation: true,
  defaults(object) {
    const spec = ensureObject(object, "spec");
    const names = ensureObject(spec, "names");
    const kind = typeof names.kind === "string" ? names.kind : "";
    if (kind) fillEmpty(names, { singular: kind.toLowerCase(), listKind: `${kind}List` });
    spec.conversion ??= { strategy: "None" };
    const service = objectAt(
      objectAt(objectAt(objectAt(spec, "conversion"), "webhook"), "clientConfig"),
      "service",
    );
    if (service) fill(service, { port: 443 });
    for (const version of Array.isArray(spec.versions) ? spec.versions.filter(isJsonObject) : []) {
      version.served ??= false;
      version.storage ??= false;
    }
  },
  prepareForCreate(object) {
    object.status = {
      conditions: null,
      acceptedNames: { plural: "", kind: "" },
      storedVersions: storageVersions(definitionOf(object)),
    };
  },
  prepareForUpdate(object, _old, subresource) {
    if (subresource !== undefined) return;
    const status = ensureObject(object, "status");
    const stored = Array.isArray(status.storedVersions) ? (status.storedVersions as string[]) : [];
    status.storedVersions = [...new Set([...stored, ...storageVersions(definitionOf(object))])];
  },
  prepareForDelete(object) {
    const finalizers = object.metadata.finalizers ?? [];
    const cleanup = "customresourcecleanup.apiextensions.k8s.io";
    if (!finalizers.includes(cleanup)) object.metadata.finalizers = [...finalizers, cleanup];
    terminating(object);
  },
  unconditionalUpdate: false,
  updateOrder: "contents only",
  plainFinalizers: true,
  validate: (object, old) =>
    old
      ? validateDefinitionUpdate(definitionOf(object), definitionOf(old))
      : validateDefinition(definitionOf(object)),
  validateStatus: (object) => validateDefinitionStatus(definitionOf(object)),
  warnings: (object, old) => formatWarnings(definitionOf(object), old && definitionOf(old)),
};

/** The first one that says it is stored; a second one is refused. */
function storageVersions({ spec }: CustomResourceDefinition): string[] {
  const stored = (spec.versions ?? []).find(({ storage }) => storage);
  return stored ? [stored.name] : [];
}

function terminating(object: ApiObject): void {
  const status = ensureObject(object, "status");
  const conditions = Array.isArray(status.conditions) ? (status.conditions as Condition[]) : [];
  const message = "CustomResource deletion is in progress";
  const now = new Date(object.metadata.deletionTimestamp ?? 0);
  status.conditions = setCondition(
    conditions,
    { type: "Terminating", status: "True", reason: "InstanceDeletionInProgress", message },
    now,
  );
}
