import type { IncomingHttpHeaders } from "node:http";
import { goQuote } from "../../base/go-quote.ts";
import { badRequest } from "../status-error.ts";
import type { Attributes } from "./attributes.ts";
import type { Authorizer } from "./authorizer.ts";
import { allowedModes, asWanted, type Mode } from "./impersonation-mode.ts";
import type { User } from "./user.ts";

/** Headers with each of their values. */
type Headers = NodeJS.Dict<string[]>;

/** Users of whom it is known how they were last allowed to. */
const remembered = 10_000;
const prefix = "impersonate-";
const extraPrefix = "impersonate-extra-";

/** Whether a request wants to be taken for another user's. */
export function wantsImpersonation(headers: IncomingHttpHeaders): boolean {
  for (const name in headers) if (name.startsWith(prefix)) return true;
  return false;
}

/**
 * Lets users act as others.
 * Follows k8s.io/apiserver/pkg/endpoints/filters/impersonation: first what allows it for this request alone, then verb `impersonate`.
 */
export class Impersonator {
  readonly #authorizer: Authorizer;
  /** How somebody was last allowed to, by name: that is tried first. */
  readonly #last = new Map<string, Mode["name"]>();

  constructor(authorizer: Authorizer) {
    this.#authorizer = authorizer;
  }

  /** The user that the headers name, if who asks may act as that user; 403 otherwise, 400 where only a part of a user is named. */
  impersonate(call: { headers: Headers; attributes: Attributes }): User {
    const { headers, attributes } = call;
    const wanted = wantedUser(headers);
    const requester = attributes.user;
    if (wanted === undefined) return requester;
    const last = this.#last.get(requester.name);
    const modes = allowedModes(wanted, requester);
    modes.sort((a, b) => Number(b.name === last) - Number(a.name === last));
    let refusal: unknown;
    for (const mode of modes) {
      try {
        const user = actAs(this.#authorizer, { wanted, attributes, mode });
        this.#remember(requester.name, mode.name);
        return user;
      } catch (error) {
        // the first mode that could have allowed it says why not
        refusal ??= error;
      }
    }
    throw refusal;
  }

  #remember(requester: string, mode: Mode["name"]): void {
    if (this.#last.size >= remembered) this.#last.clear();
    this.#last.set(requester, mode);
  }
}

function actAs(authorizer: Authorizer, call: { wanted: User; attributes: Attributes; mode: Mode }): User {
  const { wanted, attributes, mode } = call;
  if (mode.constrained)
    authorizer.require({ ...attributes, verb: `impersonate-on:${mode.name}:${attributes.verb}` });
  return asWanted(authorizer, { wanted, requester: attributes.user, mode });
}

function wantedUser(headers: Headers): User | undefined {
  const name = headers["impersonate-user"]?.[0] ?? "";
  const uid = headers["impersonate-uid"]?.[0] ?? "";
  const groups = headers["impersonate-group"] ?? [];
  const extra: Record<string, string[]> = {};
  for (const [header, values] of Object.entries(headers)) {
    if (!header.startsWith(extraPrefix) || !values?.length) continue;
    const key = unescaped(header.slice(extraPrefix.length));
    extra[key] = [...(extra[key] ?? []), ...values];
  }
  const named = name !== "";
  const extras = Object.keys(extra).length > 0;
  if (!named && (uid || groups.length || extras)) {
    throw badRequest(`requested ${goUser({ uid, groups, extra })} without impersonating a user name`);
  }
  return named ? { name, groups, ...(uid ? { uid } : {}), ...(extras ? { extra } : {}) } : undefined;
}

/** Keys are percent-encoded where a header cannot have their characters. */
function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** As Go prints the struct with %#v. */
function goUser(user: { uid: string; groups: readonly string[]; extra: Record<string, string[]> }): string {
  const { uid, groups, extra } = user;
  const list = (texts: readonly string[]) => `{${texts.map(goQuote).join(", ")}}`;
  const entries = Object.entries(extra)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, values]) => `${goQuote(key)}:[]string${list(values)}`);
  const shownGroups = groups.length ? `[]string${list(groups)}` : "[]string(nil)";
  const shownExtra = entries.length
    ? `map[string][]string{${entries.join(", ")}}`
    : "map[string][]string(nil)";
  return `&user.DefaultInfo{Name:"", UID:${goQuote(uid)}, Groups:${shownGroups}, Extra:${shownExtra}}`;
}
