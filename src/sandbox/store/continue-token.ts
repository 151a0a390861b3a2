import { posix } from "node:path";
import { goJsonError } from "../go-json-error.ts";
import { badRequest } from "../status-error.ts";
import { isJsonObject } from "../../base/json.ts";

/** Where a list goes on: at which revision, from which key on. */
export interface ContinueToken {
  readonly revision: number;
  /** The first key that may follow: that of the last object already given, and a NUL. */
  readonly from: string;
}

/** The token as k8s.io/apiserver/pkg/storage/continue.go writes it, so that clients that peek see what they know. */
export function writeContinueToken(token: ContinueToken): string {
  const text = JSON.stringify({ v: "meta.k8s.io/v1", rv: token.revision, start: token.from });
  return Buffer.from(text).toString("base64url");
}

/**
 * The reverse; refuses with 400 what this server did not write. A negative revision stands for the present. Follows DecodeContinue of
 * k8s.io/apiserver/pkg/storage/continue.go.
 */
export function parseContinueToken(token: string): ContinueToken {
  const odd = oddBase64(token);
  if (odd !== undefined) throw invalidToken(`illegal base64 data at input byte ${odd}`);
  const text = Buffer.from(token, "base64url");
  const value = parse(text.toString("utf8"));
  if (value === undefined) throw invalidToken(`${goJsonError(text)}`);
  const { v, rv, start } = fieldsOf(value);
  if (v !== "meta.k8s.io/v1")
    throw invalidToken(`server does not recognize this encoded version ${String(v)}`);
  if (rv === 0) throw invalidToken("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
  if (start === "") throw invalidToken("encoded start key empty (version meta.k8s.io/v1)");
  const key = start.startsWith("/") ? start : `/${start}`;
  if (posix.normalize(key).replace(/(?<=.)\/$/, "") !== key) throw invalidToken(`${start}`);
  return { revision: rv, from: key };
}

/** Where Go's decoder of unpadded URL-safe base64 stops. */
function oddBase64(token: string): number | undefined {
  const odd = /[^\w-]/.exec(token)?.index;
  if (odd !== undefined) return odd;
  return token.length % 4 === 1 ? token.length - 1 : undefined;
}

/** The fields as Go reads them into a struct, null for nothing; the first one of another type is refused. */
function fieldsOf(value: unknown): { v: string; rv: number; start: string } {
  if (value !== null && !isJsonObject(value))
    throw invalidToken(`json: cannot unmarshal ${kindOf(value)} into Go value of type storage.continueToken`);
  const fields = { v: "", rv: 0, start: "" };
  for (const [name, field] of Object.entries(value ?? {})) {
    // Go's reader does not look at the case of a name
    const key = name.toLowerCase();
    if (field === null || !Object.hasOwn(fields, key)) continue;
    const wanted = key === "rv" ? "int64" : "string";
    const fits = key === "rv" ? Number.isSafeInteger(field) : typeof field === "string";
    const found = key === "rv" && typeof field === "number" ? `number ${numberText(field)}` : kindOf(field);
    if (!fits)
      throw invalidToken(
        `json: cannot unmarshal ${found} into Go struct field continueToken.${key} of type ${wanted}`,
      );
    Object.assign(fields, { [key]: field });
  }
  return fields;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
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

/** As it was written, as far as that can be told. */
function numberText(value: number): string {
  return String(value).replace("e+", "e");
}
