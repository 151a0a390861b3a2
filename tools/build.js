// Compiles src/ to dist/, copies the data files that the compiler leaves behind, adds descriptions to the built-in types, and bundles the program.
// Does nothing when dist/ is newer than every input, so that each npm script may call it first.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join, relative } from "node:path";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = join(root, "dist", ".built");

const clientNode = join(root, "node_modules", "@kubernetes", "client-node");
/** Packages whose many small files take longer to load than what they do; their licences go along. */
const bundled = ["commander", "diff", "picocolors", "re2js", "yaml"];
const inputs = [
  "src",
  "tools/build.js",
  "tools/describe-k8s",
  join("node_modules", "@kubernetes", "client-node", "package.json"),
  "tsconfig.json",
  "tsconfig.build.json",
  "package.json",
];
if (existsSync(stamp) && newest(inputs.map((input) => join(root, input))) < statSync(stamp).mtimeMs)
  process.exit(0);

rmSync(join(root, "dist"), { recursive: true, force: true });
const compiler = join(root, "node_modules", "typescript-native", "bin", "tsc");
execFileSync(process.execPath, [compiler, "-p", join(root, "tsconfig.build.json")], { stdio: "inherit" });
cpSync(join(root, "src"), join(root, "dist"), {
  recursive: true,
  filter: (path) => statSync(path).isDirectory() || path.endsWith(".json"),
});
await describeBuiltInTypes();
await bundleProgram();
writeFileSync(stamp, "");

/** Node 20 does not read TypeScript, so the tool is bundled first. */
async function describeBuiltInTypes() {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [join(root, "tools", "describe-k8s", "main.ts")],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    logLevel: "warning",
  });
  const { describeK8s } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
  );
  describeK8s({ dist: join(root, "dist"), clientNode });
}

/**
 * The command line's modules as a few files in dist/program: Node takes most of a millisecond for each module, and a command has hundreds.
 * Other packages stay where they are installed. What is only loaded when it is needed stays so, in files of its own.
 */
async function bundleProgram() {
  const { build } = await import("esbuild");
  const outdir = join(root, "dist", "program");
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  await build({
    absWorkingDir: root,
    entryPoints: [join(root, "dist", "cli", "main.js")],
    outdir,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: Object.keys(dependencies).filter((name) => !bundled.includes(name)),
    // packages of the older kind ask for Node's own modules by require
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    logLevel: "warning",
    plugins: [{ name: "addresses of modules", setup: ({ onLoad }) => keepAddresses(onLoad, outdir) }],
  });
  const licences = bundled.map((name) => {
    const folder = join(root, "node_modules", name);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `## ${name}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  writeFileSync(
    join(outdir, "NOTICE.md"),
    `# What these files hold of other packages\n\n${licences.join("\n")}`,
  );
}

/** A module finds files by its own address, which stays what it was. */
function keepAddresses(onLoad, outdir) {
  onLoad({ filter: /[\\/]dist[\\/].*\.js$/ }, ({ path }) => {
    const address = relative(outdir, path).replaceAll("\\", "/");
    const code = readFileSync(path, "utf8");
    const contents = code.replaceAll(
      "import.meta.url",
      `new URL(${JSON.stringify(address)}, import.meta.url).href`,
    );
    return { contents, loader: "js" };
  });
}

function newest(paths) {
  return Math.max(
    ...paths.map((path) => {
      const stat = statSync(path);
      if (!stat.isDirectory()) return stat.mtimeMs;
      return Math.max(stat.mtimeMs, newest(readdirSync(path).map((name) => join(path, name))));
    }),
    0,
  );
}
