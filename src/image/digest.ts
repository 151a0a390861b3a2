import { createHash } from "node:crypto";

/** `sha256:` and the hash of the bytes. */
export function digestOf(bytes: Uint8Array | string): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Whether a text is a digest that can be checked here, and so a safe name of a file. */
export function isDigest(text: unknown): text is string {
  return typeof text === "string" && /^sha256:[0-9a-f]{64}$/.test(text);
}

/** The hash in a digest. */
export function hexOf(digest: string): string {
  return digest.slice("sha256:".length);
}
