import { equalJson, isJsonObject, type JsonObject } from "../../base/json.ts";
import { forbiddenField } from "../admission/field-problem.ts";
import type { ApiObject } from "../api-object.ts";
import type { Registry } from "../registry/registry.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import type { InvalidField } from "../status-error.ts";
import type { Authorizer } from "./authorizer.ts";
import type { User } from "./user.ts";

const group = "admissionregistration.k8s.io";
const policies: Readonly<Record<string, string>> = {
  validatingadmissionpolicybindings: "validatingadmissionpolicies",
  mutatingadmissionpolicybindings: "mutatingadmissionpolicies",
};

/** Whether a resource names parameters that its writer must be allowed to read. */
export function namesParams({ group: own, plural }: ServedResource): boolean {
  return own === group && (Object.hasOwn(policies, plural) || Object.values(policies).includes(plural));
}

/** Who asks, and who knows what they may do. */
interface Parts {
  readonly registry: Registry;
  readonly authorizer: Authorizer;
  readonly user: User;
}

interface Question {
  readonly resource: ServedResource;
  readonly object: ApiObject;
  readonly old: ApiObject | undefined;
}

/**
 * What is wrong with the parameters that a policy or a binding names: its writer may not read them. Follows authz.go of
 * k8s.io/kubernetes/pkg/registry/admissionregistration.
 */
export function checkParams(parts: Parts, question: Question): InvalidField[] {
  const { registry } = parts;
  const { resource, object, old } = question;
  const spec = isJsonObject(object.spec) ? object.spec : {};
  const before = isJsonObject(old?.spec) ? old.spec : {};
  const collection = policies[resource.plural];
  if (collection === undefined) {
    if (!isJsonObject(spec.paramKind) || equalJson(spec.paramKind, before.paramKind)) return [];
    return checkKind(spec.paramKind, parts);
  }
  if (!isJsonObject(spec.paramRef)) return [];
  if (equalJson(spec.paramRef, before.paramRef) && spec.policyName === before.policyName) return [];
  const policy = registry.store.get(`${collection}.${group}`, String(spec.policyName));
  return checkReference(spec, policy, parts);
}

function checkKind(paramKind: JsonObject, { registry, authorizer, user }: Parts): InvalidField[] {
  const asked = { user, isResource: true, verb: "get", name: "*", namespace: "*" };
  if (authorizer.authorize({ ...asked, ...resourceOf(paramKind, registry) }).allowed) return [];
  const kind = `(kind=${String(paramKind.kind)}, apiVersion=${String(paramKind.apiVersion)})`;
  const detail = `user ${shown(user)} must have "get" permission on all objects of the referenced paramKind ${kind}`;
  return [forbiddenField("spec.paramKind", detail)];
}

function checkReference(
  spec: JsonObject,
  policy: ApiObject | undefined,
  { registry, authorizer, user }: Parts,
): InvalidField[] {
  const { name = "", namespace = "" } = isJsonObject(spec.paramRef) ? spec.paramRef : {};
  const verb = name === "" ? "list" : "get";
  const paramKind = isJsonObject(policy?.spec) ? policy.spec.paramKind : undefined;
  const resource = isJsonObject(paramKind) ? resourceOf(paramKind, registry) : anything;
  const asked = { user, isResource: true, verb, name: String(name), namespace: String(namespace) };
  if (authorizer.authorize({ ...asked, ...resource }).allowed) return [];
  const everywhere = `to determine minimum required permissions and user ${shown(user)} does not have "${verb}" permission for all groups, versions and resources`;
  const kindText = isJsonObject(paramKind)
    ? `&ParamKind{APIVersion:${String(paramKind.apiVersion)},Kind:${String(paramKind.kind)},}`
    : "";
  const detail = !policy
    ? `unable to get policy ${String(spec.policyName)} ${everywhere}`
    : isJsonObject(paramKind) && resource.resource === "*"
      ? `unable to resolve paramKind ${kindText} ${everywhere}`
      : `user ${shown(user)} does not have "${verb}" permission on the object referenced by paramRef`;
  return [forbiddenField("spec.paramRef", detail)];
}

const anything = { group: "*", version: "*", resource: "*" };

function resourceOf({ apiVersion, kind }: JsonObject, { table }: Registry) {
  const [version = "", own = ""] = String(apiVersion).split("/").reverse();
  const found = table.findKind(own, String(kind), version);
  return { group: own, version, resource: found?.plural ?? "*" };
}

/** A user as Go prints one. */
function shown({ name, uid = "", groups, extra = {} }: User): string {
  const entries = Object.entries(extra).sort(([a], [b]) => (a < b ? -1 : 1));
  const map = entries.map(([key, values]) => `${key}:[${values.join(" ")}]`).join(" ");
  return `&{${name} ${uid} [${groups.join(" ")}] map[${map}]}`;
}
