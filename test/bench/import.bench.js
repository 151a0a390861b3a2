// What importing the runtime costs an operator: its entry, and built-in group-versions, over bare Node. The promise is under 20 ms for a
// group-version, the largest included.
import { comparePairs } from "./pairs.js";

const dist = (path) => new URL(`../../dist/${path}`, import.meta.url).href;
const node = (source) => [process.execPath, "--input-type=module", "--eval", source];

for (const [what, path, limit] of [
  ["the runtime's entry", "index.js", Infinity],
  ["kubewright/k8s/apps/v1", "k8s/apps/v1.js", 20],
  ["kubewright/k8s/core/v1", "k8s/core/v1.js", 20],
]) {
  const { a, b } = comparePairs(node(`await import(${JSON.stringify(dist(path))})`), node(""));
  console.log(
    `import of ${what}: ${(a - b).toFixed(0)} ms over bare Node (${a.toFixed(0)} and ${b.toFixed(0)} ms)`,
  );
  if (a - b >= limit) process.exitCode = 1;
}
