import { AccessCheck, type Authorize } from "../kube/schema/cel/library/authorizer.ts";
import { AdmissionChain } from "./admission-chain.ts";
import type { Authorizer } from "./auth/authorizer.ts";
import { serviceAccountGroups, serviceAccountUsername, type User } from "./auth/user.ts";
import { ExpressionCompiler } from "./policy/compile-expression.ts";
import { compileMutatingPolicy } from "./policy/mutating-policy.ts";
import { PolicyRegistry } from "./policy/policy-registry.ts";
import { compileValidatingPolicy } from "./policy/validating-policy.ts";
import type { AdmissionAttributes } from "./registry/admission.ts";
import type { Registry } from "./registry/registry.ts";
import type { WebhookClient } from "./webhook/webhook-client.ts";
import { WebhookRegistry } from "./webhook/webhook-registry.ts";

/** Puts admission between requests and the store. */
export function startAdmission(
  registry: Registry,
  options: { client: WebhookClient; authorizer: Authorizer },
): void {
  const { store, table } = registry;
  const { client } = options;
  const compiler = new ExpressionCompiler();
  const webhooks = new WebhookRegistry(store, { compile: (expression) => compiler.condition(expression) });
  const authorizers = (attributes: AdmissionAttributes) => authorizersOf(options.authorizer, attributes);
  const policies = {
    mutating: new PolicyRegistry(store, {
      policies: "mutatingadmissionpolicies",
      bindings: "mutatingadmissionpolicybindings",
      prepare: (policy) => compileMutatingPolicy(policy, compiler),
    }),
    validating: new PolicyRegistry(store, {
      policies: "validatingadmissionpolicies",
      bindings: "validatingadmissionpolicybindings",
      prepare: (policy) => compileValidatingPolicy(policy, compiler),
    }),
  };
  const context = { store, table, authorizers };
  registry.admitThrough(new AdmissionChain({ webhooks, policies, client, context }));
}

/** What `authorizer` and `authorizer.requestResource` are in the expressions about a request. */
function authorizersOf(authorizer: Authorizer, attributes: AdmissionAttributes) {
  const { resource, subresource, namespace, name, user: info } = attributes;
  const user: User = { ...info, name: info.username, groups: info.groups ?? [] };
  const authorize: Authorize = ({ serviceAccount, ...question }) =>
    authorizer.authorize({
      ...question,
      user: serviceAccount ? accountUser(serviceAccount) : user,
      isResource: question.path === undefined,
    });
  const { group, version, plural } = resource;
  const question = { group, version, resource: plural, subresource, namespace, name };
  return {
    authorizer: new AccessCheck("Authorizer", { authorize }),
    requestResource: new AccessCheck("ResourceCheck", { authorize, question }),
  };
}

function accountUser(account: { namespace: string; name: string }): User {
  const groups = [...serviceAccountGroups(account.namespace), "system:authenticated"];
  return { name: serviceAccountUsername(account), groups };
}
