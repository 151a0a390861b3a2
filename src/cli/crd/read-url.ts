import { UserError, messageOf } from "../../base/errors.ts";

/** More than the CRDs of any project take. */
const maxBytes = 64 * 1024 * 1024;
const timeoutMs = 60_000;

/**
 * The text behind an https address.
 *
 * @throws UserError URL_REFUSED, DOWNLOAD_FAILED
 */
export async function readUrl(
  address: string,
  options: { signal: AbortSignal; fetch?: typeof fetch; limit?: number },
): Promise<string> {
  const { signal, fetch: get = fetch, limit = maxBytes } = options;
  assertSecure(address, address);
  try {
    const response = await get(address, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    assertSecure(response.url || address, address);
    if (!response.ok)
      throw failed(address, `the server answers ${response.status} ${response.statusText}`.trim());
    return await readBody(response, { address, limit });
  } catch (error) {
    if (error instanceof UserError || signal.aborted) throw error;
    const cause = error instanceof Error && error.cause ? `: ${messageOf(error.cause)}` : "";
    throw failed(address, messageOf(error) + cause, error);
  }
}

/** A definition decides what a cluster stores: nobody on the way may change it. */
function assertSecure(address: string, given: string): void {
  if (URL.canParse(address) && new URL(address).protocol === "https:") return;
  const where = address === given ? "" : `: it leads to ${address}`;
  throw new UserError("URL_REFUSED", `cannot read "${given}"${where}: expected an https address`, {
    hint: "Download it yourself, look at it, and import the file.",
  });
}

async function readBody(
  response: Response,
  { address, limit }: { address: string; limit: number },
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).byteLength;
    if (size > limit) throw failed(address, `it is larger than ${limit} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function failed(address: string, why: string, cause?: unknown): UserError {
  return new UserError("DOWNLOAD_FAILED", `cannot read "${address}": ${why}`, {
    ...(cause === undefined ? {} : { cause }),
    hint: "Check the address, the network and its proxy, or import a file.",
  });
}
