import type { RequestUrl } from "../request-url.ts";
import { decodePath } from "./decode-path.ts";

/**
 * The target of a request. Not `new URL(path, base)`, which takes "//x" for a host and climbs "..": a path stays what it
 * is, and a query is read as Go's net/url reads it. Throws BadPath.
 */
export function parseUrl(target: string): RequestUrl {
  const origin = originForm(target);
  const mark = origin.indexOf("?");
  const path = mark < 0 ? origin : origin.slice(0, mark);
  const query = mark < 0 ? "" : origin.slice(mark + 1);
  decodePath(path);
  return { pathname: path, searchParams: new URLSearchParams(query ? parseQuery(query) : undefined) };
}

/** A target may name the server (RFC 9112, 3.2.2); which one does not matter. */
function originForm(target: string): string {
  if (target.startsWith("/")) return target;
  const rest = /^https?:\/\/[^/?]*(.*)$/is.exec(target)?.[1];
  if (rest === undefined) return target;
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/** Parameters with a semicolon or with an escape that is none are left out. */
function parseQuery(query: string): [string, string][] {
  return query.split("&").flatMap((pair): [string, string][] => {
    if (pair === "" || pair.includes(";")) return [];
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    const decoded = [decodeQuery(name), decodeQuery(value)];
    return decoded[0] === undefined || decoded[1] === undefined ? [] : [[decoded[0], decoded[1]]];
  });
}

function decodeQuery(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
