import { BlockList, isIP } from "node:net";

/**
 * The proxy that the environment names for a server: `HTTPS_PROXY`, for a server of plain HTTP `HTTP_PROXY`, or either in lower case, unless
 * `NO_PROXY` excepts it. Never for localhost. As golang.org/x/net/http/httpproxy, which kubectl follows.
 */
export function environmentProxy(
  server: string,
  env: Readonly<Record<string, string | undefined>>,
): URL | undefined {
  const url = new URL(server);
  const name = url.protocol === "http:" ? "HTTP_PROXY" : "HTTPS_PROXY";
  const text = env[name] || env[name.toLowerCase()];
  const proxy = text ? parseProxy(text) : undefined;
  return proxy && !isExcepted(url, env.NO_PROXY || env.no_proxy || "") ? proxy : undefined;
}

/** `host:port` means HTTP. */
function parseProxy(text: string): URL | undefined {
  for (const candidate of [text, `http://${text}`]) {
    if (!URL.canParse(candidate)) continue;
    const url = new URL(candidate);
    if (url.host !== "") return url;
  }
  return undefined;
}

function isExcepted(url: URL, exceptions: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const port = url.port || (url.protocol === "http:" ? "80" : "443");
  if (host === "localhost" || isLoopback(host)) return true;
  const entries = exceptions.split(",").map((entry) => entry.trim().toLowerCase());
  return entries.some((entry) => entry === "*" || matches(entry, { host, port }));
}

function matches(entry: string, { host, port }: { host: string; port: string }): boolean {
  if (entry.includes("/")) return isIP(host) !== 0 && isWithin(host, entry);
  const [, name = entry, itsPort] = isIP(entry) ? [] : (/^(.*):(\d*)$/.exec(entry) ?? []);
  const bare = name.replace(/^\[|\]$/g, "");
  if (bare === "" || (itsPort && itsPort !== port)) return false;
  if (isIP(bare)) return isIP(host) !== 0 && isSame(host, bare);
  // .example.com and *.example.com mean what is below it, example.com itself too
  const suffix = bare.replace(/^\*\./, ".");
  return suffix.startsWith(".") ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

function isWithin(host: string, range: string): boolean {
  const [address = "", length] = range.split("/");
  const list = new BlockList();
  try {
    list.addSubnet(address, Number(length), isIP(address) === 6 ? "ipv6" : "ipv4");
  } catch {
    return false;
  }
  return list.check(host, isIP(host) === 6 ? "ipv6" : "ipv4");
}

function isSame(a: string, b: string): boolean {
  const list = new BlockList();
  list.addAddress(b, isIP(b) === 6 ? "ipv6" : "ipv4");
  return list.check(a, isIP(a) === 6 ? "ipv6" : "ipv4");
}

function isLoopback(host: string): boolean {
  return isIP(host) !== 0 && (isWithin(host, "127.0.0.0/8") || isSame(host, "::1"));
}
