import { createHash, generateKeyPairSync, sign, verify, type KeyObject } from "node:crypto";
import { isJsonObject, type JsonObject } from "../../base/json.ts";

/** Signs and verifies JSON Web Tokens with ES256, as k8s.io/kubernetes/pkg/serviceaccount does with a key on curve P-256. */
export class TokenKey {
  readonly #private: KeyObject;
  readonly #public: KeyObject;
  /** What tokens call the key: a hash of its public half. */
  readonly id: string;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#private = privateKey;
    this.#public = publicKey;
    const der = publicKey.export({ type: "spki", format: "der" });
    this.id = createHash("sha256").update(der).digest("base64url");
  }

  /** A compact JWT; claims are written in the order of their names. */
  sign(claims: JsonObject): string {
    const signed = `${encode({ alg: "ES256", kid: this.id })}.${encode(claims)}`;
    const signature = sign("sha256", Buffer.from(signed), { key: this.#private, dsaEncoding: "ieee-p1363" });
    return `${signed}.${signature.toString("base64url")}`;
  }

  /** Whether a compact JWT has this key's signature. */
  hasSigned(token: string): boolean {
    const [header = "", claims = "", signature = ""] = token.split(".");
    if (decodePart(header)?.alg !== "ES256") return false;
    const key = { key: this.#public, dsaEncoding: "ieee-p1363" } as const;
    return verify("sha256", Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, "base64url"));
  }

  /** The public half as a JSON Web Key Set. */
  keySet(): JsonObject {
    const key = this.#public.export({ format: "jwk" });
    return {
      keys: [{ use: "sig", kty: key.kty, kid: this.id, crv: key.crv, alg: "ES256", x: key.x, y: key.y }],
    };
  }
}

/** The claims of a compact JWT, which nobody has verified; undefined for any other text. */
export function unverifiedClaims(token: string): JsonObject | undefined {
  const parts = token.split(".");
  return parts.length === 3 ? decodePart(parts[1] ?? "") : undefined;
}

/** The header of a compact JWT, which nobody has verified. */
export function unverifiedHeader(token: string): JsonObject | undefined {
  return decodePart(token.split(".")[0] ?? "");
}

function encode(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value, sortedKeys)).toString("base64url");
}

function sortedKeys(_: string, value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function decodePart(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
