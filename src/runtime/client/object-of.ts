import { ConnectionError } from "./errors.ts";
import type { TransportRequest, TransportResponse } from "./transport-request.ts";

/**
 * The object that a call of the API is answered with.
 *
 * @throws ConnectionError for an answer that is none: the login page of a proxy, say, which is a 200, too. What it says is not told, as it may be a Secret's
 */
export function objectOf<R>(
  { method, path }: TransportRequest,
  { status, headers, body }: TransportResponse,
): R {
  if (typeof body === "object" && body !== null) return body as R;
  const type = headers["content-type"]?.split(";")[0]?.trim();
  const found = body === "" ? "nothing" : (type ?? "something without a media type");
  const what = `${method} ${path.split("?")[0]}: the answer (${status}) is ${found}, and no object of the API`;
  throw new ConnectionError(
    "EBADMSG",
    `${what}: it may come from a proxy or a login page before the API server`,
  );
}
