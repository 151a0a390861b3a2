// What importing the runtime costs an operator: its entry and one built-in group-version, over bare Node.
import { comparePairs } from "./pairs.js";

const dist = (path) => new URL(`../../dist/${path}`, import.meta.url).href;
const node = (source) => [process.execPath, "--input-type=module", "--eval", source];

for (const [what, path] of [
  ["the runtime's entry", "index.js"],
  ["kubewright/k8s/apps/v1", "k8s/apps/v1.js"],
]) {
  const { a, b } = comparePairs(node(`await import(${JSON.stringify(dist(path))})`), node(""));
  console.log(
    `import of ${what}: ${(a - b).toFixed(0)} ms over bare Node (${a.toFixed(0)} and ${b.toFixed(0)} ms)`,
  );
}
