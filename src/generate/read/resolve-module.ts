import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package's own code: `src` from the sources, `dist` once built. */
const ownFolder = slashes(fileURLToPath(new URL("../../", import.meta.url)));

/**
 * The library's own module behind an import, by its public name: `kubewright`, `kubewright/k8s/apps/v1`. Nothing has to be installed for
 * it. A relative path into this package's code is the library too; undefined for anything else.
 */
export function libraryModule(module: string, from: string): string | undefined {
  if (module === "kubewright" || module.startsWith("kubewright/")) return module;
  if (!module.startsWith(".")) return undefined;
  const path = slashes(resolve(dirname(from), module)).replace(/\.[jt]s$/, "");
  if (!path.startsWith(ownFolder)) return undefined;
  const inside = path.slice(ownFolder.length);
  return inside.startsWith("k8s/") || inside.startsWith("testing/") ? `kubewright/${inside}` : "kubewright";
}

/** Whether a file is of this package, which is read from disk whatever the sources are. */
export function isOwnFile(path: string): boolean {
  return slashes(path).startsWith(ownFolder);
}

/** The file behind a module of the library: `kubewright/k8s/apps/v1`. */
export function libraryFile(module: string, exists: (path: string) => boolean): string | undefined {
  const base = ownFolder + module.replace(/^kubewright\//, "");
  return [`${base}.ts`, `${base}.d.ts`].find(exists);
}

/** The source file behind a relative import; undefined when there is none. */
export function resolveRelative(
  module: string,
  from: string,
  exists: (path: string) => boolean,
): string | undefined {
  const base = resolve(dirname(from), module);
  const candidates = [
    base,
    base.replace(/\.js$/, ".ts"),
    base.replace(/\.mjs$/, ".mts"),
    base.replace(/\.cjs$/, ".cts"),
    base.replace(/\.js$/, ".d.ts"),
    `${base}.ts`,
    `${base}.d.ts`,
    `${base}/index.ts`,
  ];
  return candidates.find((path) => /\.[mc]?ts$/.test(path) && exists(path));
}

function slashes(path: string): string {
  return path.replaceAll("\\", "/");
}
