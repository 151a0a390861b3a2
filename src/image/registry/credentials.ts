import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import { isJsonObject } from "../../base/json.ts";

/** Who asks a registry. */
export type Credentials =
  { readonly username: string; readonly password: string } | { readonly identityToken: string };

/** Asks docker-credential-NAME for what it keeps of a server; undefined where it has nothing. */
export type AskHelper = (helper: string, server: string) => Promise<Credentials | undefined>;

/**
 * What docker's configuration ($DOCKER_CONFIG, else ~/.docker) has for a registry; undefined: nobody in particular.
 *
 * @throws UserError DOCKER_CONFIG_INVALID
 */
export async function findCredentials(
  host: string,
  options: { folder: string; askHelper: AskHelper },
): Promise<Credentials | undefined> {
  const file = join(options.folder, "config.json");
  if (!existsSync(file)) return undefined;
  const { auths, credHelpers, credsStore } = readConfiguration(file);
  const servers =
    host === "docker.io" ? ["https://index.docker.io/v1/", "docker.io", "registry-1.docker.io"] : [host];
  const helper = isJsonObject(credHelpers)
    ? servers.map((server) => credHelpers[server]).find((name) => typeof name === "string")
    : undefined;
  const store = helper ?? credsStore;
  if (typeof store === "string" && store !== "") {
    const kept = await options.askHelper(store, servers[0] ?? host);
    if (kept) return kept;
  }
  if (!isJsonObject(auths)) return undefined;
  const wanted = new Set(servers.map(hostOf));
  const entry = Object.entries(auths).find(([server]) => wanted.has(hostOf(server)))?.[1];
  return isJsonObject(entry) ? readEntry(entry) : undefined;
}

function readConfiguration(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isJsonObject(value)) return value;
  } catch {
    // said below
  }
  throw new UserError("DOCKER_CONFIG_INVALID", `cannot read ${file}: expected a JSON object`);
}

/** Keys are hosts, or addresses with a path. */
function hostOf(server: string): string {
  return server.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
}

function readEntry({
  auth,
  username,
  password,
  identitytoken,
}: Record<string, unknown>): Credentials | undefined {
  if (typeof identitytoken === "string" && identitytoken !== "") return { identityToken: identitytoken };
  if (typeof auth === "string" && auth !== "") {
    const text = Buffer.from(auth, "base64").toString("utf8");
    const colon = text.indexOf(":");
    if (colon > 0)
      return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, "") };
  }
  if (typeof username === "string" && typeof password === "string" && username !== "")
    return { username, password };
  return undefined;
}
