import { expect, test } from "vitest";
import { readSourceFiles } from "./source-files.ts";

/** Who may import whom, types included. `index` is src/index.ts, the public runtime entry. */
const areas: Record<string, { imports: string[]; packages: string[] }> = {
  base: { imports: [], packages: [] },
  kube: { imports: ["base"], packages: ["yaml", "re2js"] },
  k8s: { imports: ["base", "kube"], packages: [] },
  files: { imports: ["base"], packages: ["diff"] },
  project: { imports: ["base", "kube", "files"], packages: [] },
  scaffold: { imports: ["base", "kube", "files", "project"], packages: ["handlebars"] },
  generate: { imports: ["base", "kube", "k8s", "files"], packages: ["ts-morph"] },
  cluster: { imports: ["base"], packages: ["execa"] },
  image: { imports: ["base"], packages: [] },
  dev: { imports: ["base", "kube", "files", "generate", "cluster", "sandbox"], packages: ["esbuild"] },
  runtime: { imports: ["base", "kube", "k8s"], packages: ["@kubernetes/client-node", "prom-client"] },
  sandbox: { imports: ["base", "kube", "k8s"], packages: [] },
  testing: { imports: ["base", "kube", "k8s", "runtime", "sandbox", "cluster"], packages: [] },
  index: { imports: ["base", "kube", "runtime"], packages: [] },
  cli: {
    imports: [
      "base",
      "kube",
      "k8s",
      "files",
      "project",
      "scaffold",
      "generate",
      "cluster",
      "image",
      "dev",
      "sandbox",
      "index",
    ],
    packages: ["commander", "inquirer", "picocolors"],
  },
};

/** Packages with a narrower door than their area. */
const doors: Record<string, RegExp> = {
  execa: /^src\/cluster\/exec\.ts$/,
  esbuild: /^src\/dev\/(release-)?bundle\.ts$/,
  "@kubernetes/client-node": /^src\/runtime\/client\//,
  "prom-client": /^src\/runtime\/metrics\//,
  yaml: /^src\/kube\/yaml[a-z-]*\.ts$/,
};

/** Inside the runtime, bottom to top: a folder imports only those listed. */
const runtimeFolders: Record<string, string[]> = {
  client: [],
  cache: ["client"],
  consistency: ["client", "cache"],
  queue: [],
  source: ["cache", "client", "queue"],
  dependent: ["client", "cache"],
  timer: ["queue"],
  controller: ["client", "cache", "consistency", "queue", "source", "dependent", "timer"],
  shard: ["client", "election", "source", "controller"],
  "write-loop": ["controller"],
  explain: ["client", "queue", "source", "timer", "controller", "write-loop"],
  trace: ["client", "source", "controller", "explain"],
  election: ["client"],
  events: ["client"],
  metrics: ["certificate", "client", "controller", "health", "timer"],
  certificate: [],
  health: [],
  manager: [],
  settings: [],
  assembly: [
    "certificate",
    "client",
    "cache",
    "consistency",
    "queue",
    "source",
    "controller",
    "write-loop",
    "explain",
    "trace",
    "shard",
    "election",
    "events",
    "metrics",
    "health",
    "manager",
    "settings",
  ],
};

const files = readSourceFiles("src");

test("an area imports only the areas below it", () => {
  const wrong = files.flatMap((file) =>
    file.imports
      .filter(
        (target) =>
          areaOf(target) !== areaOf(file.path) && !areas[areaOf(file.path)]?.imports.includes(areaOf(target)),
      )
      .map((target) => `${file.path} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test("each package has one door", () => {
  const wrong = files.flatMap((file) =>
    file.packages
      .filter(
        (name) =>
          !areas[areaOf(file.path)]?.packages.includes(name) || doors[name]?.test(file.path) === false,
      )
      .map((name) => `${file.path} imports ${name}`),
  );
  expect(wrong).toEqual([]);
});

test("the folders of the runtime keep their order", () => {
  const wrong = files.flatMap((file) =>
    file.imports
      .map((target) => ({ from: runtimeFolder(file.path), to: runtimeFolder(target), target }))
      .filter(({ from, to }) => from && to && from !== to && !runtimeFolders[from]?.includes(to))
      .map(({ target }) => `${file.path} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test("no two files import each other, directly or around a corner, types included", () => {
  const graph = new Map(files.map((file) => [file.path, file.imports]));
  expect([...graph.keys()].flatMap((start) => findCycle(graph, start)?.join(" → ") ?? [])).toEqual([]);
});

function areaOf(path: string): string {
  const parts = path.split("/");
  return parts.length === 2 ? path.slice("src/".length, -".ts".length) : (parts[1] ?? "");
}

function runtimeFolder(path: string): string | undefined {
  return /^src\/runtime\/([^/]+)\//.exec(path)?.[1];
}

/** The shortest way from a file back to itself. */
function findCycle(graph: Map<string, string[]>, start: string): string[] | undefined {
  const paths: string[][] = [[start]];
  const seen = new Set<string>();
  for (let path = paths.shift(); path; path = paths.shift()) {
    for (const next of graph.get(path.at(-1) ?? "") ?? []) {
      if (next === start) return [...path, start];
      if (!seen.has(next)) paths.push([...path, next]);
      seen.add(next);
    }
  }
  return undefined;
}
