/** A URL as Go's net/url reads it. */
export interface GoUrl {
  readonly scheme: string;
  readonly userinfo: string;
  /** With the port, brackets and all. */
  readonly host: string;
  readonly escapedPath: string;
  readonly query: string;
  readonly fragment: string;
  /** What follows the scheme where no slash does. */
  readonly opaque: string;
}

/** Reads an absolute URL or an absolute path, as url.ParseRequestURI and then url.Parse do; returns why it is none. */
export function parseGoUrl(text: string): GoUrl | string {
  const whole = parseRequestUri(text);
  if (typeof whole === "string" || !text.includes("#")) return whole;
  // a request's URI has no fragment: that is known only when it is read again
  const [before = "", fragment = ""] = cut(text, "#");
  const parsed = parseRequestUri(before);
  return typeof parsed === "string" ? parsed : { ...parsed, fragment };
}

/** The host without port and brackets, and the port. */
export function splitHost(host: string): { hostname: string; port: string } {
  const [, bracketed, plain, port = ""] = /^(?:\[(.*)\]|(.*?))(?::(\d*))?$/.exec(host) ?? [];
  return { hostname: bracketed ?? plain ?? host, port };
}

/** Values by name; what cannot be read is left out. */
export function parseGoQuery(query: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const part of query.split("&")) {
    if (part === "" || part.includes(";")) continue;
    const [key, value = ""] = cut(part, "=").map((text) => unescape(text.replaceAll("+", " ")));
    if (key === undefined || value === undefined) continue;
    found.set(key, [...(found.get(key) ?? []), value]);
  }
  return found;
}

function parseRequestUri(text: string): GoUrl | string {
  const failed = (why: string) => `parse ${JSON.stringify(text)}: ${why}`;
  if (/[\x00-\x1f\x7f]/.test(text)) return failed("net/url: invalid control character in URL");
  if (text === "") return failed("empty url");
  if (text.startsWith(":")) return failed("missing protocol scheme");
  const [, named, rest = ""] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?([^]*)$/.exec(text) ?? [];
  const scheme = named?.toLowerCase() ?? "";
  const [beforeQuery = "", query = ""] = cut(rest, "?");
  const empty = { scheme, userinfo: "", host: "", escapedPath: "", query, fragment: "", opaque: "" };
  if (!beforeQuery.startsWith("/"))
    return scheme ? { ...empty, opaque: beforeQuery } : failed("invalid URI for request");
  const hasAuthority = scheme !== "" && beforeQuery.startsWith("//");
  const [, authority = "", path = ""] = hasAuthority
    ? (/^\/\/([^/]*)([^]*)$/.exec(beforeQuery) ?? [])
    : ["", "", beforeQuery];
  const parsed = parseAuthority(authority);
  if (typeof parsed === "string") return failed(parsed);
  const bad = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(path);
  if (bad) return failed(`invalid URL escape ${JSON.stringify(bad[0])}`);
  return { ...empty, ...parsed, escapedPath: escapePath(path) };
}

function parseAuthority(authority: string): { userinfo: string; host: string } | string {
  const at = authority.lastIndexOf("@");
  const userinfo = authority.slice(0, Math.max(0, at));
  const host = authority.slice(at + 1);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo)) return "net/url: invalid userinfo";
  if (host.startsWith("[") && !host.includes("]")) return "missing ']' in host";
  const colon = host.startsWith("[") ? host.lastIndexOf("]") + 1 : host.lastIndexOf(":");
  const port = colon < 0 ? "" : host.slice(colon);
  if (!/^(?::\d*)?$/.test(port)) return `invalid port ${JSON.stringify(port)} after host`;
  const bad = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(host);
  if (bad) return `invalid URL escape ${JSON.stringify(bad[0])}`;
  const odd = /[^A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"%\u0080-\uffff]/.exec(host);
  if (odd) return `invalid character ${JSON.stringify(odd[0])} in host name`;
  return { userinfo, host };
}

/** The path as it stands, if it is encoded well; else encoded. */
function escapePath(path: string): string {
  if (/^[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]*$/.test(path)) return path;
  const bytes = Buffer.from(unescape(path) ?? path, "utf8");
  return [...bytes]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9\-_.~$&+,/:;=@]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

function unescape(text: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  const parts = text.split(/((?:%[0-9a-fA-F]{2})+)/);
  return parts
    .map((part) =>
      part.startsWith("%") ? Buffer.from(part.replaceAll("%", ""), "hex").toString("utf8") : part,
    )
    .join("");
}

function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
