import { messageOf } from "../../base/errors.ts";
import { ConnectionError } from "./errors.ts";

/** What Node's sockets throw, as a ConnectionError. */
export function connectionError(
  error: unknown,
  prefix: string,
  options: { reused?: boolean } = {},
): ConnectionError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "EUNKNOWN";
  return new ConnectionError(code, `${prefix}: ${messageOf(error) || code}`, { cause: error, ...options });
}
