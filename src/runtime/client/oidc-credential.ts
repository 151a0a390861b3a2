import { readFile } from "node:fs/promises";
import type { Clock } from "../../base/clock.ts";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { Credentials, TlsMaterial } from "./connection.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { exchange, readText } from "./exchange.ts";
import { textField, type KubeconfigContext, type KubeconfigFields } from "./kubeconfig-file.ts";
import { headerLines, requestHead } from "./request-head.ts";
import { RequestLimit } from "./request-limit.ts";
import { serverAddress } from "./server-address.ts";

/** Milliseconds before its end at which a token is renewed. */
const leeway = 10_000;
const patience = 30_000;

/**
 * Credentials of the auth provider `oidc`: the id-token, renewed by the refresh-token when it has expired. What was renewed is kept in memory alone, where
 * kubectl writes it into the kubeconfig. As client-go's plugin/pkg/client/auth/oidc.
 */
export function oidcCredentials(
  { user, source }: KubeconfigContext,
  clock: Clock,
): () => Promise<Pick<Credentials, "headers" | "expiresAt">> {
  const provider = user["auth-provider"] as KubeconfigFields;
  const config = isJsonObject(provider.config) ? provider.config : {};
  const text = (name: string) => textField(config, name, source);
  let tokens = { id: text("id-token"), refresh: text("refresh-token") };
  return async () => {
    const now = clock.now() + leeway;
    if (!tokens.id || expiryOf(tokens.id) <= now) {
      if (!tokens.refresh)
        throw new Error("the id-token has expired, and there is no refresh-token: log in again");
      tokens = await renew(tokens.refresh, { text, clock });
    }
    const { id = "" } = tokens;
    return { headers: { authorization: `Bearer ${id}` }, expiresAt: expiryOf(id) - leeway };
  };
}

/** When a token ends, in milliseconds; of what is no token, long ago. */
function expiryOf(token: string): number {
  const payload = parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  return typeof payload?.exp === "number" ? payload.exp * 1_000 : 0;
}

type Text = (name: string) => string | undefined;

async function renew(refresh: string, { text, clock }: { text: Text; clock: Clock }) {
  const [issuer, id, secret] = [text("idp-issuer-url"), text("client-id"), text("client-secret")];
  if (!issuer || !id) throw new Error("the auth provider names no idp-issuer-url or no client-id");
  const tls = await trustOf(text);
  const send = (url: URL, request: Pick<Request, "form" | "authorization"> = {}) =>
    ask(url, { ...request, tls, clock });
  const discovery = new URL(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  const { token_endpoint: endpoint } = (await send(discovery)).body ?? {};
  if (typeof endpoint !== "string") throw new Error(`${issuer} does not say where its token_endpoint is`);
  const url = new URL(endpoint);
  const grant = { grant_type: "refresh_token", refresh_token: refresh };
  const inBody = { ...grant, client_id: id, ...(secret ? { client_secret: secret } : {}) };
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret ?? "")}`).toString(
    "base64",
  );
  // providers differ in where they want the secret, as golang.org/x/oauth2 found
  const first = secret ? await send(url, { form: grant, authorization: `Basic ${basic}` }) : undefined;
  const { code, body } = first?.code === 200 ? first : await send(url, { form: inBody });
  if (code !== 200)
    throw new Error(
      `the issuer refuses the refresh-token (${code} ${String(body?.error ?? "")}): log in again`,
    );
  if (typeof body?.id_token !== "string")
    throw new Error("the issuer answered without an id_token; was the scope openid asked for?");
  return {
    id: body.id_token,
    refresh: typeof body.refresh_token === "string" ? body.refresh_token : refresh,
  };
}

async function trustOf(text: Text): Promise<TlsMaterial> {
  const data = text("idp-certificate-authority-data");
  const file = text("idp-certificate-authority");
  const ca = data ? Buffer.from(data, "base64") : file ? await readFile(file) : undefined;
  return ca ? { ca } : {};
}

interface Request {
  readonly form?: Record<string, string>;
  readonly authorization?: string;
  readonly tls: TlsMaterial;
  readonly clock: Clock;
}

async function ask(url: URL, options: Request): Promise<{ code: number; body: JsonObject | undefined }> {
  const { form, authorization, tls, clock } = options;
  const payload = form && new URLSearchParams(form).toString();
  const late = () => new Error(`${url.host} does not answer`);
  const limit = new RequestLimit({ signal: undefined, clock, timeout: patience, late });
  const address = serverAddress(url.origin);
  const pool = new ConnectionPool({ address, credentials: { tls }, clock });
  const [method, path] = [form ? "POST" : "GET", url.pathname + url.search];
  const headers = headerLines({
    accept: "application/json",
    authorization,
    ...(payload
      ? {
          "content-type": "application/x-www-form-urlencoded",
          "content-length": Buffer.byteLength(payload),
        }
      : {}),
  });
  try {
    const head = requestHead(address, { method, path, headers });
    const what = () => `${method} ${url.origin}`;
    const response = await exchange(pool, { what, head, payload, limit });
    return { code: response.status, body: parse(await readText(response, limit)) };
  } finally {
    limit.release();
    pool.close();
  }
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
