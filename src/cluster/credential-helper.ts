import { UserError } from "../base/errors.ts";
import { isJsonObject } from "../base/json.ts";
import { exec } from "./exec.ts";

/** What a helper keeps. */
export type KeptCredentials =
  { readonly username: string; readonly password: string } | { readonly identityToken: string };

/**
 * Asks docker-credential-NAME, by its protocol (https://github.com/docker/docker-credential-helpers), for what it keeps of a server; undefined where it
 * keeps nothing or is not installed: whoever asks goes on without.
 */
export async function askCredentialHelper(
  name: string,
  {
    server,
    signal,
    program = `docker-credential-${name}`,
  }: { server: string; signal: AbortSignal; program?: string },
): Promise<KeptCredentials | undefined> {
  if (!/^[\w.-]+$/.test(name)) return undefined; // it becomes the name of a program
  let text: string;
  try {
    text = (await exec(program, ["get"], { input: server, signal })).stdout;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
  const answer = parse(text);
  if (!isJsonObject(answer)) return undefined;
  const { Username: username, Secret: secret } = answer;
  if (typeof username !== "string" || typeof secret !== "string") return undefined;
  return username === "<token>" ? { identityToken: secret } : { username, password: secret };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
