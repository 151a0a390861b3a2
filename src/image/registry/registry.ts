import { UserError } from "../../base/errors.ts";
import type { ImageSource } from "../base/read-image.ts";
import { mediaTypes } from "../oci.ts";
import { parseChallenge } from "./challenge.ts";
import type { Credentials } from "./credentials.ts";
import { type ImageReference, isLocal, registryUrl } from "./reference.ts";
import { fetchToken } from "./token.ts";

interface RegistryOptions {
  readonly credentials: () => Promise<Credentials | undefined>;
  readonly signal: AbortSignal;
  /** For messages: the name as the user wrote it. */
  readonly name: string;
}

const accepted = [
  mediaTypes.index,
  mediaTypes.manifest,
  mediaTypes.dockerList,
  mediaTypes.dockerManifest,
].join(", ");
const maxManifest = 8 * 1024 * 1024;
const maxRedirects = 5;

/**
 * An image in a registry, by the distribution specification (https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md): over https, or http
 * on this machine; nobody's, or with credentials, as the registry asks. What it sends is checked by whoever reads.
 *
 * @throws UserError REGISTRY_FAILED, REGISTRY_DENIED
 */
export function registryImage(reference: ImageReference, options: RegistryOptions): ImageSource {
  const { repository, tag, digest } = reference;
  const base = `${registryUrl(reference.host)}/v2/${repository}`;
  const get = createGet(reference, options);
  const manifest = async (which: string) =>
    readAll(await get(`${base}/manifests/${which}`, accepted), options.name);
  return {
    name: options.name,
    root: async () => ({
      bytes: await manifest(digest ?? tag ?? "latest"),
      ...(digest === undefined ? {} : { digest }),
    }),
    manifest: (descriptor) => manifest(descriptor.digest),
    async *blob(descriptor) {
      const response = await get(`${base}/blobs/${descriptor.digest}`, "*/*");
      try {
        yield* response.body ?? [];
      } catch (error) {
        options.signal.throwIfAborted();
        throw failure(options.name, `the connection broke: ${reasonOf(error)}`);
      }
    },
  };
}

type Get = (url: string, accept: string) => Promise<Response>;

/** Asks with what the registry wanted the last time. */
function createGet({ repository, host }: ImageReference, options: RegistryOptions): Get {
  const { name, credentials, signal } = options;
  let authorization: string | undefined;
  return async (url, accept) => {
    const first = await request(url, { accept, authorization, options });
    if (first.status !== 401) return assertOk(first, { name, url });
    await first.body?.cancel();
    const challenge = parseChallenge(first.headers.get("www-authenticate") ?? "");
    const who = await credentials();
    if (!challenge) throw failure(name, "it refuses us, without saying how to ask");
    if (challenge.scheme === "basic") {
      if (!who || !("username" in who)) throw denied(name, host);
      authorization = basic(who);
    } else {
      const scope = challenge.parameters.scope ?? `repository:${repository}:pull`;
      authorization = `Bearer ${await fetchToken({ ...challenge.parameters, scope }, { who, name, signal, host })}`;
    }
    const second = await request(url, { accept, authorization, options });
    if (second.status === 401 || second.status === 403) throw denied(name, host);
    return assertOk(second, { name, url });
  };
}

/** Blobs often lie elsewhere: our credentials do not go along, and http only leads to this machine. */
async function request(
  url: string,
  {
    accept,
    authorization,
    options,
  }: { accept: string; authorization: string | undefined; options: RegistryOptions },
): Promise<Response> {
  const origin = new URL(url).origin;
  let at = url;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const headers = {
      accept,
      ...(authorization !== undefined && new URL(at).origin === origin ? { authorization } : {}),
    };
    const response = await send(at, { headers, options });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    const next = new URL(location, at);
    if (next.protocol !== "https:" && !(next.protocol === "http:" && isLocal(next.hostname)))
      throw failure(options.name, `it sends us to ${next.origin}, which is not https`);
    at = next.href;
  }
  throw failure(options.name, `it sends us elsewhere more than ${maxRedirects} times`);
}

async function send(
  url: string,
  { headers, options: { name, signal } }: { headers: Record<string, string>; options: RegistryOptions },
): Promise<Response> {
  try {
    return await fetch(url, { headers, signal, redirect: "manual" });
  } catch (error) {
    signal.throwIfAborted();
    throw failure(name, `${new URL(url).host} does not answer: ${reasonOf(error)}`);
  }
}

function assertOk(response: Response, { name, url }: { name: string; url: string }): Response {
  if (response.ok) return response;
  if (response.status === 403) throw denied(name, new URL(url).host);
  const what =
    response.status === 404 ? "it is not there (404)" : `the registry answers ${response.status} to ${url}`;
  throw failure(name, what);
}

async function readAll(response: Response, name: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    parts.push(part as Uint8Array);
    length += (part as Uint8Array).length;
    if (length > maxManifest) throw failure(name, `a manifest has more than ${maxManifest} bytes`);
  }
  return Buffer.concat(parts);
}

/** The header for a name and a password. */
function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function denied(name: string, host: string): UserError {
  return new UserError("REGISTRY_DENIED", `cannot pull ${name}: the registry refuses us`, {
    hint: `Check the name, and log in: docker login ${host}`,
  });
}

function failure(name: string, what: string): UserError {
  return new UserError("REGISTRY_FAILED", `cannot pull ${name}: ${what}`);
}

/** fetch hides the reason one level below. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
