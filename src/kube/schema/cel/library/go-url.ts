import { parseAddress } from "./go-netip.ts";

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

/** Reads an absolute URL or an absolute path, as url.ParseRequestURI does: without fragment. Returns why it is none. */
export function parseRequestUri(text: string): GoUrl | string {
  const failed = (why: string) => `parse ${JSON.stringify(text)}: ${why}`;
  if (/[\x00-\x1f\x7f]/.test(text)) return failed("net/url: invalid control character in URL");
  if (text === "") return failed("empty url");
  const none = { scheme: "", userinfo: "", host: "", escapedPath: "", query: "", fragment: "", opaque: "" };
  if (text === "*") return { ...none, escapedPath: "*" };
  if (text.startsWith(":")) return failed("missing protocol scheme");
  const [, named, rest = ""] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?([^]*)$/.exec(text) ?? [];
  const scheme = named?.toLowerCase() ?? "";
  const [beforeQuery = "", query = ""] = cut(rest, "?");
  const empty = { ...none, scheme, query };
  if (!beforeQuery.startsWith("/"))
    return scheme ? { ...empty, opaque: beforeQuery } : failed("invalid URI for request");
  const hasAuthority = scheme !== "" && beforeQuery.startsWith("//");
  const [, authority = "", path = ""] = hasAuthority
    ? (/^\/\/([^/]*)([^]*)$/.exec(beforeQuery) ?? [])
    : ["", "", beforeQuery];
  const parsed = parseAuthority(scheme, authority);
  if (typeof parsed === "string") return failed(parsed);
  const bad = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(path);
  if (bad) return failed(`invalid URL escape ${JSON.stringify(bad[0])}`);
  return { ...empty, ...parsed, escapedPath: escapePath(path) };
}

function parseAuthority(scheme: string, authority: string): { userinfo: string; host: string } | string {
  const at = authority.lastIndexOf("@");
  const userinfo = authority.slice(0, Math.max(0, at));
  const host = parseHost(scheme, authority.slice(at + 1));
  if ("problem" in host) return host.problem;
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo)) return "net/url: invalid userinfo";
  const bad = badEscape.exec(userinfo);
  return bad ? `invalid URL escape ${JSON.stringify(bad[0])}` : { userinfo, host: host.text };
}

const badEscape = /%(?![0-9a-fA-F]{2}).{0,2}/s;

/** Follows parseHost of Go's net/url as of 1.26. */
function parseHost(scheme: string, host: string): { text: string } | { problem: string } {
  const open = host.lastIndexOf("[");
  if (open > 0) return { problem: "invalid IP-literal" };
  if (open === 0) return parseLiteral(host);
  const isStrict = scheme === "http" || scheme === "https";
  const colon = isStrict ? host.indexOf(":") : host.lastIndexOf(":");
  const problem = (colon < 0 ? undefined : portProblem(host.slice(colon))) ?? hostProblem(host);
  return problem === undefined ? { text: unescape(host) ?? host } : { problem };
}

/** An address of IPv6 in brackets, which may have a zone. */
function parseLiteral(host: string): { text: string } | { problem: string } {
  const close = host.lastIndexOf("]");
  if (close < 0) return { problem: "missing ']' in host" };
  const port = host.slice(close + 1);
  const inside = host.slice(1, close);
  const zone = inside.indexOf("%25");
  const problem = portProblem(port) ?? hostProblem(zone < 0 ? inside : inside.slice(0, zone));
  if (problem !== undefined) return { problem };
  const name = unescape(inside);
  if (name === undefined)
    return { problem: `invalid URL escape ${JSON.stringify(badEscape.exec(inside)?.[0])}` };
  const address = parseAddress(name);
  if (typeof address === "string") return { problem: `invalid host: ${address}` };
  return address.bytes.length === 4 ? { problem: "invalid IP-literal" } : { text: `[${name}]${port}` };
}

function portProblem(port: string): string | undefined {
  return /^(?::\d*)?$/.test(port) ? undefined : `invalid port ${JSON.stringify(port)} after host`;
}

/** In a host only what is not ASCII may be escaped, and the percent sign. */
function hostProblem(host: string): string | undefined {
  const bad = /%(?![89a-fA-F][0-9a-fA-F]|25).{0,2}|[^A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"%\u0080-\uffff]/s.exec(
    host,
  )?.[0];
  if (bad === undefined) return undefined;
  return bad.startsWith("%")
    ? `invalid URL escape ${JSON.stringify(bad)}`
    : `invalid character ${JSON.stringify(bad)} in host name`;
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
