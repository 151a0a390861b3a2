import type { Registry } from "../registry/registry.ts";
import { goErrors } from "../admission/go-text.ts";
import { accessDenied, type Attributes } from "./attributes.ts";
import { ruleAllows } from "./rbac/policy-rule.ts";
import { RuleResolver } from "./rbac/rule-resolver.ts";
import { isPrivileged } from "./user.ts";

/** Whether something is allowed, and what of the roles says so. */
export interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
}

/** Decides by group `system:masters` and by RBAC. Follows k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac. */
export class Authorizer {
  readonly rules: RuleResolver;

  constructor(registry: Registry) {
    this.rules = new RuleResolver(registry);
  }

  authorize(attributes: Attributes): Decision {
    const { user, namespace } = attributes;
    if (isPrivileged(user)) return { allowed: true, reason: "" };
    const { grants, errors } = this.rules.rulesFor(user, namespace);
    const grant = grants.find(({ rule }) => ruleAllows(rule, attributes));
    if (grant) return { allowed: true, reason: `RBAC: allowed by ${grant.source}` };
    return { allowed: false, reason: errors.length ? `RBAC: ${goErrors(errors)}` : "" };
  }

  allows(attributes: Attributes): boolean {
    return this.authorize(attributes).allowed;
  }

  /** @throws StatusError 403 for what is not allowed. */
  require(attributes: Attributes): void {
    const { allowed, reason } = this.authorize(attributes);
    if (!allowed) throw accessDenied(attributes, reason);
  }
}
