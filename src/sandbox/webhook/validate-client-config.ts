import { invalidField, requiredField } from "../admission/field-problem.ts";
import { dnsSubdomain } from "../admission/name-format.ts";
import { portNumberProblems } from "../admission/text-format.ts";
import type { InvalidField } from "../status-error.ts";
import type { ClientConfig } from "./webhook.ts";

const form = "; desired format: https://host[/path]";

/** What is wrong with the address of a webhook (k8s.io/apiserver/pkg/util/webhook/validation.go). */
export function validateClientConfig(config: ClientConfig | undefined, at: string): InvalidField[] {
  const { url, service } = config ?? {};
  if ((url === undefined) === (service === undefined))
    return [requiredField(at, "exactly one of url or service is required")];
  return url === undefined
    ? validateService(service as NonNullable<typeof service>, `${at}.service`)
    : validateUrl(url, `${at}.url`);
}

function validateUrl(text: string, at: string): InvalidField[] {
  const match = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(
    text,
  );
  const problem = urlProblem(text);
  if (!match || problem !== undefined)
    return [requiredField(at, `url must be a valid URL: parse ${JSON.stringify(text)}: ${problem}${form}`)];
  const [, scheme = "", authority = "", , query = "", fragment = ""] = match;
  const user = authority.includes("@") ? authority.slice(0, authority.lastIndexOf("@")) : undefined;
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return [
    ...(scheme.toLowerCase() === "https"
      ? []
      : [invalidField(at, scheme.toLowerCase(), `'https' is the only allowed URL scheme${form}`)]),
    ...(host === "" ? [invalidField(at, host, `host must be specified${form}`)] : []),
    ...(user === undefined ? [] : [invalidField(at, user, "user information is not permitted in the URL")]),
    ...(fragment === "" ? [] : [invalidField(at, fragment, "fragments are not permitted in the URL")]),
    ...(query === "" ? [] : [invalidField(at, query, "query parameters are not permitted in the URL")]),
  ];
}

/** What Go's net/url says of a text that is no URL. */
function urlProblem(text: string): string | undefined {
  if (/[\x00-\x1f\x7f]/.test(text)) return "net/url: invalid control character in URL";
  if (text.startsWith(":")) return "missing protocol scheme";
  const escape = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(text)?.[0];
  if (escape !== undefined) return `invalid URL escape ${JSON.stringify(escape)}`;
  const colon = /^[^/?#]*:/.exec(text)?.[0];
  if (colon !== undefined && !/^[a-zA-Z][a-zA-Z0-9+.-]*:$/.test(colon))
    return "first path segment in URL cannot contain colon";
  const authority = /^[a-zA-Z][^:]*:\/\/([^/?#]*)/.exec(text)?.[1] ?? "";
  const port = /(:[^:\]]*)$/.exec(authority.slice(authority.lastIndexOf("@") + 1))?.[1];
  if (port !== undefined && !/^:\d*$/.test(port)) return `invalid port ${JSON.stringify(port)} after host`;
  return undefined;
}

function validateService(service: NonNullable<ClientConfig["service"]>, at: string): InvalidField[] {
  const { name, namespace, path, port = 443 } = service;
  const ports = portNumberProblems(port);
  return [
    // the server takes the one for the other
    ...(namespace ? [] : [requiredField(`${at}.name`)]),
    ...(name ? [] : [requiredField(`${at}.namespace`)]),
    ...(ports.length ? [invalidField(`${at}.port`, port, `port is not valid: ${ports.join(", ")}`)] : []),
    ...(path ? validatePath(path, `${at}.path`) : []),
  ];
}

function validatePath(path: string, at: string): InvalidField[] {
  if (path === "/") return [];
  if (path === "//") return [invalidField(at, path, "segment[0] may not be empty")];
  const segments = path.slice(1).replace(/\/$/, "").split("/");
  return [
    ...(path.startsWith("/") ? [] : [invalidField(at, path, "must start with a '/'")]),
    ...segments.flatMap((segment, index) =>
      segment === ""
        ? [invalidField(at, path, `segment[${index}] may not be empty`)]
        : dnsSubdomain(segment).map((problem) => invalidField(at, path, `segment[${index}]: ${problem}`)),
    ),
  ];
}
