import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package: where package.json and bin/ are, built (dist/cli) or not (src/cli). */
export const packageRoot = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** The version in package.json. */
export function readVersion(root: string = packageRoot): string {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return version;
}

/** The oldest Node that this package is for: `20.19`. */
export function readEngine(root: string = packageRoot): string {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    engines: { node: string };
  };
  return engines.node.replace(">=", "");
}
