import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { UserError, messageOf } from "../../base/errors.ts";
import type { Context } from "../context.ts";
import { readUrl } from "./read-url.ts";

/** A text that may hold definitions, and what to call it in messages. */
export interface CrdText {
  readonly text: string;
  readonly source: string;
  /** Is not a part of the definitions. */
  readonly withoutAnnotation?: string;
}

/** Where definitions are read from. */
export interface CrdSource {
  readonly source?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
}

/**
 * The texts behind a file, a folder, an address, or standard input; without any of them, those of a cluster.
 *
 * @throws UserError SOURCE_NOT_FOUND, URL_REFUSED, DOWNLOAD_FAILED, and what kubectl throws
 */
export async function readCrdTexts(input: CrdSource, context: Context): Promise<CrdText[]> {
  const { source } = input;
  if (source === undefined) return readCluster(input, context);
  if (source === "-") return [{ text: await text(context.stdin), source: "standard input" }];
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(source))
    return [{ text: await readUrl(source, { signal: context.signal }), source }];
  return listFiles(resolve(context.cwd, source), source).map((path) => ({
    text: readText(path),
    source: path,
  }));
}

async function readCluster({ context, kubeconfig }: CrdSource, { drivers }: Context): Promise<CrdText[]> {
  const kubectl = await drivers.kubectl({
    ...(context === undefined ? {} : { context }),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
  });
  return [{ text: await kubectl.definitions(), source: "the cluster", withoutAnnotation: lastApplied }];
}

/** What client-side apply notes for itself: the whole definition once more. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

function listFiles(path: string, given: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UserError("SOURCE_NOT_FOUND", `cannot read "${given}": no such file or folder`);
  if (!stat.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ya?ml|json)$/.test(name) && !/(^|[\\/])(node_modules|\.[^\\/]+)[\\/]/.test(name))
    .sort()
    .map((name) => join(path, name));
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError("SOURCE_NOT_FOUND", `cannot read "${path}": ${messageOf(error)}`, { cause: error });
  }
}
