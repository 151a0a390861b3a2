// Bundles the operator with everything it imports into dist/main.js, so that the image holds one file and no node_modules.
import { build } from "esbuild";

await build({
  entryPoints: ["src/main.ts"],
  outfile: "dist/main.js",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: true,
  // stacks need lines alone; the sources would be in the operator's memory
  sourcesContent: false,
  minify: true,
  legalComments: "none",
  // packages that are still CommonJS call require for Node's own modules
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
