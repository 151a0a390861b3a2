import { randomUUID } from "node:crypto";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import { goQuoteList } from "../admission/go-text.ts";
import type { Registry } from "../registry/registry.ts";
import { TokenKey, unverifiedClaims, unverifiedHeader } from "./token-key.ts";
import { serviceAccountGroups, serviceAccountUsername, type User } from "./user.ts";

/** Who issues tokens, and whom they are for unless asked otherwise. */
export const issuer = "https://kubernetes.default.svc";

/** What a token is to say. */
export interface TokenClaims {
  readonly account: ApiObject;
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
  /** Seconds after which the token is called stale though it still is valid. */
  readonly warnAfter?: number;
  readonly pod?: ApiObject;
  readonly secret?: ApiObject;
  /** A node's name, and its uid where there is such an object. */
  readonly node?: { readonly name: string; readonly uid?: string };
}

/** A token that was looked at: whose it is and for whom, or what is wrong; undefined for what is no token of this issuer. */
export type Verdict =
  { readonly user: User; readonly audiences: readonly string[] } | { readonly error: string };

/** How long things that are being deleted go on to be good for tokens, in milliseconds. */
const leeway = 60_000;
/** Tokens whose signature is known to be good. */
const remembered = 1000;

/**
 * Tokens of ServiceAccounts: signed, and looked at against the store at each request.
 * Follows k8s.io/kubernetes/pkg/serviceaccount/claims.go and jwt.go.
 */
export class ServiceAccountTokens {
  readonly #registry: Registry;
  readonly #signed = new Set<string>();
  #key: TokenKey | undefined;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** Made when it is first needed: most servers never issue a token. */
  get key(): TokenKey {
    return (this.#key ??= new TokenKey());
  }

  issue(claims: TokenClaims): string {
    const { account, audiences, expirationSeconds, warnAfter, pod, secret, node } = claims;
    const { namespace = "", name = "" } = account.metadata;
    const now = Math.floor(this.#registry.clock.now() / 1000);
    const kubernetes = {
      namespace,
      serviceaccount: reference(account),
      ...(pod ? { pod: reference(pod) } : {}),
      ...(secret ? { secret: reference(secret) } : {}),
      ...(node ? { node } : {}),
      ...(warnAfter ? { warnafter: now + warnAfter } : {}),
    };
    return this.key.sign({
      aud: audiences,
      exp: now + expirationSeconds,
      iat: now,
      iss: issuer,
      jti: randomUUID(),
      "kubernetes.io": kubernetes,
      nbf: now,
      sub: serviceAccountUsername({ namespace, name }),
    });
  }

  verify(token: string, wanted: readonly string[] = [issuer]): Verdict | undefined {
    const claims = unverifiedClaims(token);
    if (claims?.iss !== issuer) return undefined;
    const problem = this.#signatureProblem(token);
    if (problem) return { error: problem };
    const own = Array.isArray(claims.aud) ? claims.aud.map(String) : [String(claims.aud)];
    const audiences = own.filter((audience) => wanted.includes(audience));
    if (audiences.length === 0) {
      const target = goQuoteList(wanted);
      return { error: `token audiences ${goQuoteList(own)} is invalid for the target audiences ${target}` };
    }
    const checked = this.#check(claims);
    return "error" in checked ? checked : { user: checked, audiences };
  }

  #signatureProblem(token: string): string | undefined {
    if (this.#signed.has(token)) return undefined;
    const { kid } = unverifiedHeader(token) ?? {};
    if (kid !== undefined && kid !== this.key.id) return "invalid signature, no keys found";
    if (!this.key.hasSigned(token)) return "go-jose/go-jose: error in cryptographic primitive";
    if (this.#signed.size >= remembered) this.#signed.clear();
    this.#signed.add(token);
    return undefined;
  }

  #check(claims: JsonObject): User | { error: string } {
    const now = this.#registry.clock.now();
    // what was issued within the last minute's clock skew is good
    if (Number(claims.exp) * 1000 + leeway < now) return { error: "service account token has expired" };
    if (Number(claims.nbf) * 1000 - leeway > now) return { error: "service account token is not valid yet" };
    const kubernetes = objectOf(claims["kubernetes.io"]);
    const namespace = String(kubernetes.namespace);
    const account = refOf(kubernetes.serviceaccount);
    const stored = this.#registry.store.get("serviceaccounts", `${namespace}/${account.name}`);
    if (!stored) return { error: `serviceaccounts ${JSON.stringify(account.name)} not found` };
    if (stored.metadata.uid !== account.uid) {
      return { error: `service account UID (${stored.metadata.uid}) does not match claim (${account.uid})` };
    }
    if (isGone(stored, now))
      return { error: `service account ${namespace}/${account.name} has been deleted` };
    const error = this.#boundProblem(kubernetes, { namespace, now });
    return error ? { error } : userOf(claims, { namespace, account, kubernetes });
  }

  /** Whether what a token is bound to is still what it was. */
  #boundProblem(kubernetes: JsonObject, at: { namespace: string; now: number }): string | undefined {
    const prefix = `${at.namespace}/`;
    const bounds = [
      { kind: "secret", collection: "secrets", prefix },
      { kind: "pod", collection: "pods", prefix },
      // that a Pod runs on a node binds to the Pod alone
      ...(kubernetes.pod ? [] : [{ kind: "node", collection: "nodes", prefix: "" }]),
    ];
    for (const { kind, collection, prefix } of bounds) {
      if (!kubernetes[kind]) continue;
      const { name, uid } = refOf(kubernetes[kind]);
      const stored = this.#registry.store.get(collection, `${prefix}${name}`);
      if (!stored) return "service account token has been invalidated";
      if (stored.metadata.uid !== uid)
        return `${kind} UID (${stored.metadata.uid}) does not match service account ${kind} ref claim (${uid})`;
      if (isGone(stored, at.now)) return "service account token has been invalidated";
    }
    return undefined;
  }
}

function reference({ metadata }: ApiObject): JsonObject {
  return { name: metadata.name, uid: metadata.uid };
}

function isGone({ metadata }: ApiObject, now: number): boolean {
  return metadata.deletionTimestamp !== undefined && Date.parse(metadata.deletionTimestamp) < now - leeway;
}

function userOf(
  claims: JsonObject,
  options: { namespace: string; account: { name: string; uid: string }; kubernetes: JsonObject },
): User {
  const { namespace, account, kubernetes } = options;
  const key = "authentication.kubernetes.io";
  const pod = kubernetes.pod ? refOf(kubernetes.pod) : undefined;
  const node = kubernetes.node ? refOf(kubernetes.node) : undefined;
  return {
    name: serviceAccountUsername({ namespace, name: account.name }),
    uid: account.uid,
    groups: serviceAccountGroups(namespace),
    extra: {
      ...(claims.jti ? { [`${key}/credential-id`]: [`JTI=${String(claims.jti)}`] } : {}),
      ...(node ? { [`${key}/node-name`]: [node.name] } : {}),
      ...(node?.uid ? { [`${key}/node-uid`]: [node.uid] } : {}),
      ...(pod ? { [`${key}/pod-name`]: [pod.name], [`${key}/pod-uid`]: [pod.uid] } : {}),
    },
  };
}

function refOf(value: unknown): { name: string; uid: string } {
  const { name = "", uid = "" } = objectOf(value);
  return { name: String(name), uid: String(uid) };
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
