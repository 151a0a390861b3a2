import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { timeText } from "../../kube/condition.ts";
import type { ApiObject } from "../api-object.ts";
import type { WriteOptions } from "../registry/context.ts";
import { setNamespace } from "../registry/create.ts";
import type { Registry } from "../registry/registry.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import { badRequest } from "../status-error.ts";
import type { AccessControl } from "./access-control.ts";
import { reviewAccess, reviewRules } from "./review-access.ts";
import { userInfo, type User } from "./user.ts";

/** A question about users and access, and who asks. */
export interface Question {
  readonly registry: Registry;
  readonly access: AccessControl;
  readonly resource: ServedResource;
  readonly user: User;
  readonly namespace: string | undefined;
  readonly object: ApiObject;
  readonly write: WriteOptions;
}

/** The answer to a question about users and access. Follows the storage of authentication.k8s.io and authorization.k8s.io v1. */
export function answerReview(question: Question): ApiObject {
  const { registry, access, resource, user, namespace } = question;
  const object = { ...question.object, metadata: { ...question.object.metadata } };
  setNamespace(resource, { object, namespace });
  const { apiVersion, kind } = object;
  const asked = registry.track(resource, { object, write: question.write });
  const { authorizer } = access;
  switch (resource.plural) {
    case "selfsubjectreviews": {
      const creationTimestamp = timeText(new Date(registry.clock.now()));
      return { kind, apiVersion, metadata: { creationTimestamp }, status: { userInfo: userInfo(user) } };
    }
    case "tokenreviews":
      return withStatus(asked, reviewToken(access, asked));
    case "selfsubjectrulesreviews":
      return { kind, apiVersion, metadata: {}, spec: {}, status: reviewRules(authorizer, { object, user }) };
    case "selfsubjectaccessreviews":
      return withStatus(asked, reviewAccess(authorizer, { object: asked, self: user }));
    default: {
      const local = resource.plural === "localsubjectaccessreviews";
      return withStatus(asked, reviewAccess(authorizer, { object: asked, local }));
    }
  }
}

function withStatus(object: ApiObject, status: JsonObject): ApiObject {
  const { kind, apiVersion, metadata, spec } = object;
  return { kind, apiVersion, metadata, spec, status };
}

function reviewToken(access: AccessControl, object: ApiObject): JsonObject {
  const { token, audiences } = isJsonObject(object.spec) ? object.spec : {};
  if (!token) throw badRequest("token is required for TokenReview in authentication");
  const wanted = Array.isArray(audiences) && audiences.length ? audiences.map(String) : undefined;
  const verdict = access.authenticator.authenticate(String(token), wanted);
  if ("error" in verdict) return { user: {}, error: verdict.error };
  return { authenticated: true, user: userInfo(verdict.user), audiences: verdict.audiences };
}
