import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { parseFieldSelector } from "../../kube/selector.ts";
import type { ApiObject } from "../api-object.ts";
import { parseLabelSelector } from "../registry/label-selector.ts";
import { badRequest, invalid } from "../status-error.ts";
import type { Attributes } from "./attributes.ts";
import type { Authorizer } from "./authorizer.ts";
import type { User } from "./user.ts";
import { goErrors } from "../admission/go-text.ts";
import { validateAccessReview } from "./validate-access-review.ts";

const group = "authorization.k8s.io";

/** The status of a SubjectAccessReview, a local one, or one of who asks (`self`). Follows k8s.io/kubernetes/pkg/registry/authorization. */
export function reviewAccess(
  authorizer: Authorizer,
  asked: { object: ApiObject; self?: User; local?: boolean },
): JsonObject {
  const { object, self, local = false } = asked;
  const errors = validateAccessReview(object, { self: self !== undefined, local });
  // the server itself leaves out the kind here
  if (errors.length) throw invalid({ group, resource: "" }, { name: "", errors });
  const spec = isJsonObject(object.spec) ? object.spec : {};
  const { allowed, reason } = authorizer.authorize(attributesOf(spec, self ?? subjectOf(spec)));
  const error = selectorErrors(spec.resourceAttributes).join("; ");
  return { allowed, ...(reason ? { reason } : {}), ...(error ? { evaluationError: error } : {}) };
}

/** The status of a SelfSubjectRulesReview: all rules of who asks. */
export function reviewRules(
  authorizer: Authorizer,
  { object, user }: { object: ApiObject; user: User },
): JsonObject {
  const { namespace } = isJsonObject(object.spec) ? object.spec : {};
  if (!namespace) throw badRequest("no namespace on request");
  const { grants, errors } = authorizer.rules.rulesFor(user, String(namespace));
  const rules = grants.map(({ rule }) => rule);
  const resourceRules = rules
    .filter(({ resources }) => resources?.length)
    .map(({ verbs, apiGroups, resources, resourceNames }) => ({
      verbs,
      ...(apiGroups?.length ? { apiGroups } : {}),
      resources,
      ...(resourceNames?.length ? { resourceNames } : {}),
    }));
  const nonResourceRules = rules
    .filter(({ nonResourceURLs }) => nonResourceURLs?.length)
    .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }));
  const evaluationError = errors.length ? { evaluationError: goErrors(errors) } : {};
  return { resourceRules, nonResourceRules, incomplete: false, ...evaluationError };
}

function subjectOf(spec: JsonObject): User {
  const { user, groups, uid, extra } = spec;
  return {
    name: String(user ?? ""),
    groups: Array.isArray(groups) ? groups.map(String) : [],
    ...(uid ? { uid: String(uid) } : {}),
    ...(isJsonObject(extra) ? { extra: extra as Record<string, string[]> } : {}),
  };
}

function attributesOf(spec: JsonObject, user: User): Attributes {
  const { resourceAttributes: about, nonResourceAttributes } = spec;
  const text = (source: unknown, key: string) =>
    String((isJsonObject(source) ? source[key] : undefined) ?? "");
  if (!isJsonObject(about)) {
    const path = text(nonResourceAttributes, "path");
    return { user, isResource: false, verb: text(nonResourceAttributes, "verb"), path };
  }
  const subresource = text(about, "subresource");
  return {
    user,
    isResource: true,
    verb: text(about, "verb"),
    group: text(about, "group"),
    version: text(about, "version") || "*",
    namespace: text(about, "namespace"),
    resource: text(about, "resource"),
    ...(subresource ? { subresource } : {}),
    name: text(about, "name"),
  };
}

/** RBAC looks at no selector; that one could not be read is told nevertheless. */
function selectorErrors(about: unknown): string[] {
  const { fieldSelector, labelSelector } = isJsonObject(about) ? about : {};
  return [
    ...describeErrors("fieldSelector", fieldSelector, { read: parseFieldSelector, isGood: isGoodField }),
    ...describeErrors("labelSelector", labelSelector, { read: parseLabelSelector, isGood: isGoodLabel }),
  ];
}

function describeErrors(
  name: string,
  selector: unknown,
  options: { read: (text: string) => unknown; isGood: (requirement: JsonObject) => boolean },
): string[] {
  if (!isJsonObject(selector)) return [];
  const { rawSelector, requirements } = selector;
  const wanted = Array.isArray(requirements) ? requirements.filter(isJsonObject) : [];
  const good = wanted.filter(options.isGood);
  const ok = wanted.length ? good.length === wanted.length : isReadable(String(rawSelector), options.read);
  if (ok) return [];
  const how = good.length ? "partially ignored" : "ignored";
  return [`spec.resourceAttributes.${name} ${how} due to parse error`];
}

function isReadable(text: string, read: (text: string) => unknown): boolean {
  try {
    read(text);
    return true;
  } catch {
    return false;
  }
}

function isGoodField({ operator, values }: JsonObject): boolean {
  return (operator === "In" || operator === "NotIn") && Array.isArray(values) && values.length === 1;
}

function isGoodLabel({ operator }: JsonObject): boolean {
  return ["In", "NotIn", "Exists", "DoesNotExist"].includes(String(operator));
}
