import { dnsLabel } from "../../admission/name-format.ts";
import { forbidden } from "../../status-error.ts";
import { ensureObject } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";

/** Kept by the NamespaceLifecycle admission plugin. */
const immortal = ["default", "kube-system", "kube-public"];

/** Follows k8s.io/kubernetes/pkg/registry/core/namespace. */
export const namespaceRules: KindRules = {
  name: dnsLabel,
  returnsDeleted: true,
  selectable: ["name", "status.phase"],
  defaults(object) {
    const { name } = object.metadata;
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
  prepareForDelete(object) {
    const { name = "" } = object.metadata;
    if (immortal.includes(name)) {
      throw forbidden(
        { group: "", resource: "namespaces" },
        { name, message: "this namespace may not be deleted" },
      );
    }
    object.status = { ...ensureObject(object, "status"), phase: "Terminating" };
  },
};
