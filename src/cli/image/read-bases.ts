import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseReference } from "../../image/registry/reference.ts";
import { readPlatforms } from "./read-platforms.ts";
import { UsageError } from "../usage-error.ts";

/** Where a base is: on this machine, or in a registry. */
export type BasePlace =
  | { readonly kind: "path"; readonly path: string; readonly text: string }
  | { readonly kind: "image"; readonly text: string };

/** Which base each platform gets, in the order of the platforms. */
export type Bases = ReadonlyMap<string, BasePlace>;

const architectures: Partial<Record<NodeJS.Architecture, string>> = {
  x64: "amd64",
  arm64: "arm64",
  arm: "arm",
  ia32: "386",
  ppc64: "ppc64le",
  s390x: "s390x",
  riscv64: "riscv64",
};

/**
 * Reads `--base` and `--platform` together: one base for every platform, or `amd64=BASE,arm64=BASE`. Without platforms it is for this machine's.
 *
 * @throws UsageError, UserError IMAGE_INVALID
 */
export function readBases(
  base: string,
  { platforms, cwd }: { platforms: readonly string[]; cwd: string },
): Bases {
  const named = readNamed(base);
  if (!named) {
    const place = placeOf(base, cwd);
    const own = `linux/${architectures[process.arch] ?? process.arch}`;
    return new Map((platforms.length > 0 ? platforms : [own]).map((platform) => [platform, place]));
  }
  const wanted = platforms.length > 0 ? platforms : [...named.keys()];
  const unused = [...named.keys()].find((platform) => !wanted.includes(platform));
  if (unused) throw new UsageError(`--base has one for ${unused}, which --platform does not name`);
  return new Map(
    wanted.map((platform) => {
      const text = named.get(platform);
      if (text === undefined) throw new UsageError(`--base has none for ${platform}`);
      return [platform, placeOf(text, cwd)];
    }),
  );
}

/** Undefined when it is one base for all: a name of an image has no `=`, and the path of a folder rarely. */
function readNamed(base: string): Map<string, string> | undefined {
  const parts = base.split(",").map((part) => /^((?:linux\/)?[a-z0-9_]+(?:\/v\d+)?)=(.+)$/.exec(part.trim()));
  if (parts.some((part) => part === null)) return undefined;
  const named = new Map<string, string>();
  for (const [, platform = "", text = ""] of parts as RegExpExecArray[]) {
    const [full = platform] = readPlatforms(platform);
    if (named.has(full)) throw new UsageError(`--base has two for ${full}`);
    named.set(full, text);
  }
  return named;
}

function placeOf(text: string, cwd: string): BasePlace {
  const path = resolve(cwd, text);
  if (/^(\.{0,2}[/\\]|[A-Za-z]:[/\\])/.test(text) || text === "." || existsSync(path))
    return { kind: "path", path, text };
  parseReference(text);
  return { kind: "image", text };
}
