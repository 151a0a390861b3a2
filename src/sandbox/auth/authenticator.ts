import { hash } from "node:crypto";
import type { Registry } from "../registry/registry.ts";
import { goErrors } from "../admission/go-text.ts";
import { issuer, ServiceAccountTokens, type Verdict } from "./service-account-tokens.ts";
import { authenticatedGroup, withGroup, type User } from "./user.ts";

const unknown = "invalid bearer token";

/** Knows users by their tokens: those that were added, and ServiceAccounts. */
export class Authenticator {
  readonly accounts: ServiceAccountTokens;
  /** By the token's digest, so that the time of a look-up tells nothing of a token. */
  readonly #known = new Map<string, User>();

  constructor(registry: Registry) {
    this.accounts = new ServiceAccountTokens(registry);
  }

  /** From now on who has this token is this user, in group `system:authenticated` too. */
  add(token: string, user: User): void {
    this.#known.set(digest(token), withGroup(user, authenticatedGroup));
  }

  /** Whose token it is, for these audiences (default: the server itself), or why it is nobody's. */
  authenticate(token: string, audiences: readonly string[] = [issuer]): Verdict {
    const user = audiences.includes(issuer) ? this.#known.get(digest(token)) : undefined;
    if (user) return { user, audiences: [issuer] };
    const verdict = this.accounts.verify(token, audiences);
    if (!verdict) return { error: unknown };
    if ("error" in verdict) return { error: goErrors([unknown, verdict.error]) };
    return { ...verdict, user: withGroup(verdict.user, authenticatedGroup) };
  }
}

function digest(text: string): string {
  return hash("sha256", text, "base64");
}
