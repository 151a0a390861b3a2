import { invalidEach, invalidField, invalidTyped } from "../../admission/field-problem.ts";
import type { ApiObject } from "../../api-object.ts";
import { dnsLabel, labelKeyProblems } from "../../admission/name-format.ts";
import { forbidden } from "../../status-error.ts";
import { ensureObject, fillEmpty, objectAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";
import { textsAt } from "./read.ts";

const standard = ["kubernetes", "orphan", "foregroundDeletion"];
const notStandard = "name is neither a standard finalizer name nor is it fully qualified";

/** Kept by the NamespaceLifecycle admission plugin. */
const immortal = ["default", "kube-system", "kube-public"];

/** Follows k8s.io/kubernetes/pkg/registry/core/namespace. */
export const namespaceRules: KindRules = {
  name: dnsLabel,
  returnsDeleted: true,
  defaults(object) {
    const { name } = object.metadata;
    fillEmpty(ensureObject(object, "status"), { phase: "Active" });
    if (name) object.metadata.labels = { ...object.metadata.labels, "kubernetes.io/metadata.name": name };
  },
  prepareForCreate(object) {
    const { metadata } = object;
    metadata.labels = { ...metadata.labels, "kubernetes.io/metadata.name": metadata.name ?? "" };
    const spec = ensureObject(object, "spec");
    const finalizers = Array.isArray(spec.finalizers) ? (spec.finalizers as string[]) : [];
    spec.finalizers = finalizers.includes("kubernetes") ? finalizers : [...finalizers, "kubernetes"];
    object.status = { phase: "Active" };
  },
  prepareForUpdate(object, old, subresource) {
    // only the finalize subresource changes these
    if (subresource !== "finalize") object.spec = old.spec;
  },
  validate: (object) =>
    finalizersOf(object).flatMap((name) => [
      ...invalidEach("spec.finalizers", name, labelKeyProblems(name)),
      ...(name.includes("/") || standard.includes(name)
        ? []
        : [invalidField("spec.finalizers", name, notStandard)]),
    ]),
  validateStatus(object) {
    const { phase = "" } = objectAt(object, "status") ?? {};
    const [expected, when] = object.metadata.deletionTimestamp
      ? ["Terminating", "not empty"]
      : ["Active", "empty"];
    const detail = `may only be '${expected}' if \`deletionTimestamp\` is ${when}`;
    return phase === expected ? [] : [invalidTyped("status.Phase", phase, detail)];
  },
  prepareForDelete(object) {
    const { name = "" } = object.metadata;
    if (immortal.includes(name)) {
      throw forbidden(
        { group: "", resource: "namespaces" },
        { name, message: "this namespace may not be deleted" },
      );
    }
    object.status = { ...ensureObject(object, "status"), phase: "Terminating" };
    delete object.metadata.deletionGracePeriodSeconds;
  },
};

function finalizersOf(object: ApiObject): string[] {
  return textsAt(objectAt(object, "spec"), "finalizers");
}
