import type { ApiObject } from "../../api-object.ts";
import { age, at, conditionAt, listAt, objectsAt, selectorText, text, textAt } from "./cell.ts";
import type { BuiltInColumn } from "./built-in-column.ts";
import { humanDuration } from "./human-duration.ts";

const created: BuiltInColumn = {
  name: "Created At",
  type: "date",
  value: (object) => object.metadata.creationTimestamp,
};
const webhooks: BuiltInColumn = {
  name: "Webhooks",
  type: "integer",
  value: (object) => listAt(object, "webhooks").length,
};
const paramKind: BuiltInColumn = { name: "ParamKind", value: kindText };
const policyBinding = [text("PolicyName", "spec.policyName"), { name: "ParamRef", value: paramText }, age];

/** Columns of who may do what, and who is asked about it. */
export const accessColumns: Readonly<Record<string, readonly BuiltInColumn[]>> = {
  serviceaccounts: [age],
  "roles.rbac.authorization.k8s.io": [created],
  "clusterroles.rbac.authorization.k8s.io": [created],
  "rolebindings.rbac.authorization.k8s.io": bindingColumns(),
  "clusterrolebindings.rbac.authorization.k8s.io": bindingColumns(),
  "customresourcedefinitions.apiextensions.k8s.io": [created],
  "certificatesigningrequests.certificates.k8s.io": [
    age,
    text("SignerName", "spec.signerName", { none: "<none>" }),
    text("Requestor", "spec.username"),
    { name: "RequestedDuration", value: requestedDuration },
    { name: "Condition", value: requestCondition },
  ],
  "apiservices.apiregistration.k8s.io": [
    { name: "Service", value: () => "Local" },
    { name: "Available", value: (object) => conditionAt(object, "Available") ?? "Unknown" },
    age,
  ],
  "mutatingwebhookconfigurations.admissionregistration.k8s.io": [webhooks, age],
  "validatingwebhookconfigurations.admissionregistration.k8s.io": [webhooks, age],
  "validatingadmissionpolicies.admissionregistration.k8s.io": [
    { name: "Validations", type: "integer", value: (object) => listAt(object, "spec.validations").length },
    paramKind,
    age,
  ],
  "validatingadmissionpolicybindings.admissionregistration.k8s.io": policyBinding,
  "mutatingadmissionpolicies.admissionregistration.k8s.io": [
    { name: "Mutations", type: "integer", value: (object) => listAt(object, "spec.mutations").length },
    paramKind,
    age,
  ],
  "mutatingadmissionpolicybindings.admissionregistration.k8s.io": policyBinding,
};

function bindingColumns(): BuiltInColumn[] {
  const subjects = (kind: string) => (object: ApiObject) =>
    objectsAt(object, "subjects")
      .filter((subject) => subject.kind === kind)
      .map(({ namespace, name }) =>
        kind === "ServiceAccount" ? `${String(namespace ?? "")}/${String(name)}` : String(name),
      )
      .join(", ");
  return [
    {
      name: "Role",
      value: (object) => `${textAt(object, "roleRef.kind")}/${textAt(object, "roleRef.name")}`,
    },
    age,
    { name: "Users", priority: 1, value: subjects("User") },
    { name: "Groups", priority: 1, value: subjects("Group") },
    { name: "ServiceAccounts", priority: 1, value: subjects("ServiceAccount") },
  ];
}

function requestedDuration(object: ApiObject): string {
  const seconds = at(object, "spec.expirationSeconds");
  return typeof seconds === "number" ? humanDuration(seconds * 1000) : "<none>";
}

function requestCondition(object: ApiObject): string {
  const there = (type: string) => conditionAt(object, type) !== undefined;
  const decided = there("Denied") ? "Denied" : there("Approved") ? "Approved" : "Pending";
  const failed = there("Failed") ? ",Failed" : "";
  return `${decided}${failed}${textAt(object, "status.certificate") ? ",Issued" : ""}`;
}

function kindText(object: ApiObject): string {
  const kind = at(object, "spec.paramKind");
  if (kind === undefined) return "<unset>";
  return `${textAt(kind, "apiVersion")}/${textAt(kind, "kind")}`;
}

function paramText(object: ApiObject): string {
  const reference = at(object, "spec.paramRef");
  const name = textAt(reference, "name");
  if (name) return `${textAt(reference, "namespace") || "*"}/${name}`;
  const selector = at(reference, "selector");
  return selector === undefined ? "<unset>" : selectorText(selector, "");
}
