import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = existsSync(`${root}/dist/program/main.js`);

/** Writes the address of each module that is resolved to standard error. */
const spy = `
  import { register } from "node:module";
  const hooks = \`
    import { writeSync } from "node:fs";
    export async function resolve(specifier, context, next) {
      const resolved = await next(specifier, context);
      writeSync(2, "loaded " + resolved.url + "\\\\n");
      return resolved;
    }\`;
  register("data:text/javascript," + encodeURIComponent(hooks));
`;

// people ask for help many times a day: what only a running command needs must not be loaded for it
describe.skipIf(!built)("what is loaded by the built program (npm run build)", () => {
  test.each([["--help"], ["--version"], ...commands.map(({ name }) => [...name.split(" "), "--help"])])(
    "%s %s %s",
    (...argv) => {
      const { packages, areas } = loadedBy(argv.filter((word) => word !== undefined));
      expect(packages).toEqual(["commander"]);
      expect(areas).toEqual(["base", "cli"]);
    },
  );

  test("version", () => {
    const { packages, areas } = loadedBy(["version"]);
    expect(packages).toEqual(["commander", "picocolors"]);
    expect(areas).toEqual(["base", "cli"]);
  });
});

function loadedBy(argv: readonly string[]): { packages: string[]; areas: string[] } {
  const preload = `data:text/javascript,${encodeURIComponent(spy)}`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--import", preload, `${root}/bin/kubewright.js`, ...argv],
    { encoding: "utf8" },
  );
  expect(status).toBe(0);
  const urls = [...stderr.matchAll(/^loaded file:\/\/(.*)$/gm)].map(([, path = ""]) => path);
  expect(urls.some((url) => url.endsWith("/dist/program/main.js"))).toBe(true);
  const own = urls.filter((url) => url.includes("/dist/program/"));
  // the bundler names each module that it has put into a file
  const modules = own.flatMap(
    (url) =>
      readFileSync(url, "utf8").match(/^ *\/\/ (?:dist|node_modules)\/\S+$|^ *"(?:node_modules)\/\S+"\(/gm) ??
      [],
  );
  const unique = (texts: readonly string[], pattern: RegExp) =>
    [...new Set(texts.flatMap((text) => pattern.exec(text)?.[1] ?? []))].sort();
  return {
    packages: unique([...urls, ...modules], /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/),
    areas: unique(modules, /^\/\/ dist\/([^/]+)\//),
  };
}
