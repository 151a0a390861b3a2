import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { invalidField } from "../admission/field-problem.ts";
import type { ApiObject } from "../api-object.ts";
import { badRequest, invalid, notImplemented } from "../status-error.ts";
import type { ServedResource } from "./served-resource.ts";

/** Who every request is from: the one token stands for an administrator. */
export const admin = {
  username: "kubernetes-admin",
  groups: ["system:masters", "system:authenticated"],
} as const;

/** What a review gets to know beside its object. */
interface Asked {
  readonly object: ApiObject;
  /** The one token that the server knows; the request came with it. */
  readonly token: string;
}

/** What is answered by resource; the others of these groups are refused where requests come in. */
const reviews: Readonly<Record<string, (resource: ServedResource, asked: Asked) => JsonObject>> = {
  "selfsubjectreviews.authentication.k8s.io": () => ({ userInfo: admin }),
  "tokenreviews.authentication.k8s.io": reviewToken,
  "selfsubjectaccessreviews.authorization.k8s.io": (resource, { object }) => {
    checkAttributes(resource, object);
    return { allowed: true };
  },
  "subjectaccessreviews.authorization.k8s.io": reviewAccess,
  "localsubjectaccessreviews.authorization.k8s.io": reviewAccess,
  "selfsubjectrulesreviews.authorization.k8s.io": listRules,
};

/** Whether a resource answers questions, and stores nothing. */
export function isReview(qualified: string): boolean {
  return Object.hasOwn(reviews, qualified);
}

/**
 * The answer to a question about users and access: the one token may do everything, and is the only one. Undefined for resources that are stored.
 * Follows the storage of authentication.k8s.io and authorization.k8s.io v1.
 */
export function reviewObject(resource: ServedResource, asked: Asked): ApiObject | undefined {
  const review = reviews[`${resource.plural}.${resource.group}`];
  return review && { ...asked.object, status: review(resource, asked) };
}

function reviewToken(_: ServedResource, { object, token }: Asked): JsonObject {
  const given = specOf(object).token;
  if (!given) throw badRequest("token is required for TokenReview in authentication");
  return given === token ? { authenticated: true, user: admin } : { user: {}, error: "invalid bearer token" };
}

/** Administrators may do everything whatever the roles say; for everybody else roles would have to be looked at. */
function reviewAccess(resource: ServedResource, { object }: Asked): JsonObject {
  checkAttributes(resource, object);
  const { groups } = specOf(object);
  if (Array.isArray(groups) && groups.includes("system:masters")) return { allowed: true };
  throw notImplemented(`${resource.plural}.${resource.group} of others than the group system:masters`);
}

function listRules(_: ServedResource, { object }: Asked): JsonObject {
  if (!specOf(object).namespace) throw badRequest("no namespace on request");
  const every = ["*"];
  return {
    resourceRules: [{ verbs: every, apiGroups: every, resources: every }],
    nonResourceRules: [{ verbs: every, nonResourceURLs: every }],
    incomplete: false,
  };
}

function checkAttributes(resource: ServedResource, object: ApiObject): void {
  const { resourceAttributes, nonResourceAttributes } = specOf(object);
  if ((resourceAttributes === undefined) !== (nonResourceAttributes === undefined)) return;
  const wrong = resourceAttributes === undefined ? "spec.resourceAttributes" : "spec.nonResourceAttributes";
  const detail =
    resourceAttributes === undefined
      ? "exactly one of nonResourceAttributes or resourceAttributes must be specified"
      : "cannot be specified in combination with resourceAttributes";
  const value = resourceAttributes === undefined ? undefined : nonResourceAttributes;
  // the server itself leaves out the kind here
  throw invalid(
    { group: resource.group, resource: "" },
    { name: "", errors: [invalidField(wrong, value, detail)] },
  );
}

function specOf(object: ApiObject): JsonObject {
  const { spec } = object as { spec?: unknown };
  return isJsonObject(spec) ? spec : {};
}
