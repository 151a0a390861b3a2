import { UserError } from "../../base/errors.ts";
import { isJsonObject } from "../../base/json.ts";
import type { Credentials } from "./credentials.ts";
import { isLocal } from "./reference.ts";

/**
 * A token for what a registry's challenge names: https://distribution.github.io/distribution/spec/auth/token, and for identity tokens
 * https://distribution.github.io/distribution/spec/auth/oauth.
 *
 * @throws UserError REGISTRY_FAILED, REGISTRY_DENIED
 */
export async function fetchToken(
  challenge: { realm?: string; service?: string; scope: string },
  options: { who: Credentials | undefined; name: string; host: string; signal: AbortSignal },
): Promise<string> {
  const { who, name, host, signal } = options;
  const realm = readRealm(challenge.realm, name);
  const asked = {
    ...(challenge.service === undefined ? {} : { service: challenge.service }),
    scope: challenge.scope,
  };
  const response = await ask(realm, { asked, who, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw failed(
      name,
      `${realm.host} does not answer: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  if (response.status === 401 || response.status === 403) {
    throw new UserError(
      "REGISTRY_DENIED",
      `cannot pull ${name}: ${realm.host} gives no token (${response.status})`,
      {
        hint: `Check the name, and log in: docker login ${host}`,
      },
    );
  }
  if (!response.ok) throw failed(name, `${realm.host} answers ${response.status} when asked for a token`);
  const answer: unknown = await response.json().catch(() => undefined);
  const token = isJsonObject(answer) ? (answer.token ?? answer.access_token) : undefined;
  if (typeof token === "string" && token !== "") return token;
  throw failed(name, `${realm.host} answers without a token`);
}

function readRealm(realm: string | undefined, name: string): URL {
  const url = realm === undefined || !URL.canParse(realm) ? undefined : new URL(realm);
  if (url && (url.protocol === "https:" || (url.protocol === "http:" && isLocal(url.hostname)))) return url;
  throw failed(
    name,
    `it names ${JSON.stringify(realm ?? "")} to get a token from: expected an https address`,
  );
}

function ask(
  realm: URL,
  {
    asked,
    who,
    signal,
  }: { asked: Record<string, string>; who: Credentials | undefined; signal: AbortSignal },
): Promise<Response> {
  if (who && "identityToken" in who) {
    const form = {
      grant_type: "refresh_token",
      refresh_token: who.identityToken,
      client_id: "kubewright",
      ...asked,
    };
    return fetch(realm, { method: "POST", body: new URLSearchParams(form), signal, redirect: "error" });
  }
  const url = new URL(realm);
  for (const [key, value] of Object.entries(asked)) url.searchParams.set(key, value);
  const headers: Record<string, string> = {};
  if (who)
    headers.authorization = `Basic ${Buffer.from(`${who.username}:${who.password}`).toString("base64")}`;
  return fetch(url, { headers, signal, redirect: "error" });
}

function failed(name: string, what: string): UserError {
  return new UserError("REGISTRY_FAILED", `cannot pull ${name}: ${what}`);
}
