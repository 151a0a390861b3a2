import { readFileSync } from "node:fs";
import { join } from "node:path";
import { userCacheFolder, writeCacheFile } from "../../base/user-cache.ts";
import { ownCode } from "./own-code.ts";
import { hashOf, isUnchanged, type Inputs } from "./source-files.ts";

/** The results of runs on this machine. The folder may be deleted at any time. */
export interface ResultCache {
  /** What came of the same options with the same code and the same inputs; undefined when anything is other than it was. */
  read(): unknown;
  write(inputs: Inputs, result: unknown): void;
}

/** The cache for runs with these options: all that decides what comes out, besides what is read. */
export function openResultCache(options: unknown, folder = join(userCacheFolder(), "generate")): ResultCache {
  const code = hashOf(ownCode());
  const file = join(folder, `${hashOf(JSON.stringify(options))}.json`);
  return {
    read() {
      const entry = readEntry(file);
      return entry?.code === code && isUnchanged(entry.inputs) ? entry.result : undefined;
    },
    write(inputs, result) {
      const text = JSON.stringify({ code, inputs, result } satisfies Entry);
      writeCacheFile(file, `${hashOf(text)}\n${text}`);
    },
  };
}

interface Entry {
  readonly code: string;
  readonly inputs: Inputs;
  readonly result: unknown;
}

/** Undefined when there is none, or when it is not what was written. */
function readEntry(file: string): Entry | undefined {
  let content;
  try {
    content = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const [sum = ""] = content.split("\n", 1);
  const text = content.slice(sum.length + 1);
  return hashOf(text) === sum ? (JSON.parse(text) as Entry) : undefined;
}
