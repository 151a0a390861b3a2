import { posix } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { BaseImage } from "./base-image.ts";
import { type ImageFile, resolveFile } from "./file-tree.ts";

/** The Node of a base. */
export interface BaseNode {
  /** How to call it: `/usr/local/bin/node`. */
  readonly path: string;
  /** Undefined where it does not say. */
  readonly version: string | undefined;
}

/** Where images keep it whose PATH does not tell. */
const usual = ["/nodejs/bin", "/usr/local/bin", "/usr/bin", "/bin", "/opt/nodejs/bin"];
/** The first release that runs what is bundled. */
const oldest = [20, 19] as const;

/**
 * Where a base has its Node: at its entrypoint, else on its PATH, else where images usually have it.
 *
 * @throws UserError BASE_WITHOUT_NODE, NODE_TOO_OLD, PLATFORM_NOT_FOUND where the program is for another processor
 */
export function findNode(base: BaseImage, files: ReadonlyMap<string, ImageFile>): BaseNode {
  const { Entrypoint: entrypoint = [], Env: env = [] } = base.config.config ?? {};
  const searched = [
    ...(variable(env, "PATH") ?? "").split(":").filter((folder) => folder.startsWith("/")),
    ...usual,
  ];
  const candidates = [
    ...(/^\/.*\/node$/.test(entrypoint[0] ?? "") ? [entrypoint[0] ?? ""] : []),
    ...searched.map((folder) => posix.join(folder, "node")),
  ];
  for (const path of candidates) {
    const found = resolveFile(files, path);
    if (found?.file.type !== "file") continue;
    const { architecture, nodeVersion } = found.file.program ?? {};
    const version = nodeVersion ?? variable(env, "NODE_VERSION");
    check(base, { path, architecture, version });
    return { path, version };
  }
  throw new UserError(
    "BASE_WITHOUT_NODE",
    `cannot use ${base.name}: it has no node in ${[...new Set(searched)].join(", ")}`,
  );
}

function check(
  base: BaseImage,
  {
    path,
    architecture,
    version,
  }: { path: string; architecture: string | undefined; version: string | undefined },
): void {
  if (architecture !== undefined && architecture !== base.config.architecture) {
    throw new UserError(
      "PLATFORM_NOT_FOUND",
      `cannot use ${base.name} for ${base.config.os}/${base.config.architecture}: its ${path} is for ${architecture}`,
      { hint: `Give --platform linux/${architecture}, or another base.` },
    );
  }
  const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
  if (version === undefined || major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new UserError(
    "NODE_TOO_OLD",
    `cannot use ${base.name}: its Node is ${version}, expected ${oldest.join(".")} or newer`,
  );
}

function variable(env: readonly string[], name: string): string | undefined {
  return env.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
}
