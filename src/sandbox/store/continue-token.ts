import { goJsonError } from "../go-json-error.ts";
import { badRequest } from "../status-error.ts";
import { isJsonObject } from "../../base/json.ts";

/** Where a list goes on: at which revision, after which key. */
export interface ContinueToken {
  readonly revision: number;
  /** Key of the last object already given, without the leading slash. */
  readonly after: string;
}

/** The token as k8s.io/apiserver/pkg/storage/continue.go writes it, so that clients that peek see what they know. */
export function writeContinueToken(token: ContinueToken): string {
  const text = JSON.stringify({ v: "meta.k8s.io/v1", rv: token.revision, start: `${token.after}\u0000` });
  return Buffer.from(text).toString("base64url");
}

/** The reverse; refuses with 400 what this server did not write. */
export function parseContinueToken(token: string): ContinueToken {
  if (!/^[\w-]*$/.test(token) || token.length % 4 === 1)
    throw invalidToken("illegal base64 data at input byte 0");
  const text = Buffer.from(token, "base64url").toString("latin1");
  const value = parse(Buffer.from(text, "latin1").toString("utf8"));
  if (!isJsonObject(value)) throw invalidToken(goJsonError(text));
  const { v, rv, start } = value;
  if (v !== "meta.k8s.io/v1" || typeof start !== "string" || typeof rv !== "number") {
    throw badRequest(
      "invalid continue token: continue key is not valid: server does not recognize this encoded version",
    );
  }
  return { revision: rv, after: start.replace(/\u0000$/, "") };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalidToken(detail: string) {
  return badRequest(`invalid continue token: continue key is not valid: ${detail}`);
}
