import { cEscapes } from "../../base/c-escapes.ts";
import { ArgumentError } from "./argument-error.ts";

const escapes: Readonly<Record<string, string>> = { ...cEscapes, '"': '"', "'": "'" };

const escape = /\\(?:([abfnrtv\\"'])|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([^]?))/g;

/**
 * A quoted text as Go writes it: double quotes with Go's escapes, backticks without any.
 *
 * @throws ArgumentError on an escape that Go does not know
 */
export function unquote(text: string): string {
  const inner = text.slice(1, -1);
  if (text.startsWith("`")) return inner;
  return inner.replaceAll(escape, (whole, ...groups: (string | undefined)[]) => {
    const [plain, byte, short, long, octal] = groups;
    if (plain !== undefined) return escapes[plain] ?? plain;
    const code = octal === undefined ? parseInt(byte ?? short ?? long ?? "", 16) : parseInt(octal, 8);
    if (Number.isNaN(code)) throw new ArgumentError(`"${whole}" in ${text} is no escape`);
    return String.fromCodePoint(code);
  });
}
