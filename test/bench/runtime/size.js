// What is paid before anything runs.
import { comparePairs } from "../pairs.js";

const entry = new URL("../../../dist/index.js", import.meta.url).href;

export function measureSize({ report, scaffolded, runs, node }) {
  const bytes = scaffolded.bytes / 1e6;
  report.value("the scaffolded operator as one file", { values: [bytes], unit: "MB" }, { atMost: 1.5 });
  const { a, b } = comparePairs(
    evaluate(node, `await import(${JSON.stringify(entry)})`),
    evaluate(node, ""),
    {
      runs: runs + 2,
    },
  );
  report.value(
    "import of the runtime's entry over bare Node",
    { values: [a - b], unit: "ms" },
    { atMost: 150 },
  );
}

function evaluate(node, source) {
  return [node, "--input-type=module", "--eval", source];
}
