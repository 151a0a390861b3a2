import { issuer } from "../auth/service-account-tokens.ts";
import { checkMethod, type MetaOptions } from "./meta-options.ts";
import { checkRoute } from "./negotiate.ts";
import { sendText, type Reply } from "./respond.ts";

const keySetType = "application/jwk-set+json";

/**
 * What others need to know to check ServiceAccount tokens.
 * Follows k8s.io/kubernetes/pkg/serviceaccount/openidmetadata.go and pkg/routes/openidmetadata.go.
 */
export function serveIssuer(reply: Reply, { segments, access }: MetaOptions): boolean {
  const path = segments.join("/");
  if (path !== ".well-known/openid-configuration" && path !== "openid/v1/jwks") return false;
  checkMethod(reply);
  if (path === "openid/v1/jwks") {
    checkRoute(reply.request.headers.accept, [keySetType]);
    const text = JSON.stringify(access.authenticator.accounts.key.keySet());
    sendText(reply, { text, contentType: keySetType });
    return true;
  }
  checkRoute(reply.request.headers.accept, ["application/json"]);
  const value = {
    issuer,
    jwks_uri: `https://${reply.request.headers.host ?? ""}/openid/v1/jwks`,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["ES256"],
  };
  sendText(reply, { text: JSON.stringify(value), contentType: "application/json" });
  return true;
}
