import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** What generates, in this package: the bundled program, or the folders that it was made of; and data. */
const bundle = "program";
const parts = ["base", "generate", "kube"] as const;
const data = "k8s";

/**
 * What the generator itself is: every file of its own code and data with size and times. Another version of the package, a build
 * of a checkout or a patch in node_modules may say other things of the same sources.
 */
export function ownCode(folder: string = fileURLToPath(new URL("../../", import.meta.url))): string {
  const code = existsSync(join(folder, bundle)) ? [bundle] : parts;
  return [...code, data].flatMap((part) => filesBelow(join(folder, part))).join("\n");
}

/** The files that tell the versions of the packages that generate with us. */
export function ownPackages(): string[] {
  const require = createRequire(import.meta.url);
  return ["ts-morph", "re2js", "yaml"].map((name) => {
    const file = require.resolve(name);
    const end = file.lastIndexOf(`${sep}${name}${sep}`) + name.length + 1;
    return join(file.slice(0, end), "package.json");
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      const { size, mtimeMs, ctimeMs } = statSync(path);
      return [`${path} ${size} ${mtimeMs} ${ctimeMs}`];
    });
}
