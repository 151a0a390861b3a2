import { UserError } from "../../base/errors.ts";
import { isDigest } from "../digest.ts";

/** The name of an image in its parts. */
export interface ImageReference {
  /** `registry.example.com:5000`; `docker.io` where the name has none. */
  readonly host: string;
  /** `team/node`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const path = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;

/**
 * Reads `node`, `team/node:24`, `registry.example.com:5000/node@sha256:…`.
 *
 * @throws UserError IMAGE_INVALID
 */
export function parseReference(name: string): ImageReference {
  const [, rest = "", tag, digest] = /^([^@]+?)(?::([\w][\w.-]{0,127}))?(?:@(.+))?$/.exec(name) ?? [];
  const slash = rest.indexOf("/");
  const first = slash === -1 ? "" : rest.slice(0, slash);
  const hasHost =
    /^[\w.-]+(:\d+)?$|^\[[0-9a-f:]+\](:\d+)?$/i.test(first) && (/[.:]/.test(first) || first === "localhost");
  const host = hasHost ? first : "docker.io";
  const local = hasHost ? rest.slice(slash + 1) : rest;
  const repository = host === "docker.io" && !local.includes("/") ? `library/${local}` : local;
  if (!path.test(repository) || (digest !== undefined && !isDigest(digest))) {
    throw new UserError(
      "IMAGE_INVALID",
      `cannot read image ${JSON.stringify(name)}: expected such as registry.example.com/team/node:24, in small letters`,
      {
        hint: "A folder or a file begins with ./ or / where there is none of that name.",
      },
    );
  }
  if (digest !== undefined) return { host, repository, digest };
  return { host, repository, tag: tag ?? "latest" };
}

/** The address of a registry: http only on this machine itself. */
export function registryUrl(host: string): string {
  const api = host === "docker.io" ? "registry-1.docker.io" : host;
  return `${isLocal(new URL(`http://${api}`).hostname) ? "http" : "https"}://${api}`;
}

/** Whether a host is this machine. */
export function isLocal(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
