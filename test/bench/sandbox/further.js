// What the first sandbox of a process costs after the call, and each further one; each run in a new process.
import { fileURLToPath } from "node:url";
import { median } from "../pairs.js";
import { start } from "../runtime/process.js";

const file = fileURLToPath(new URL("further-process.js", import.meta.url));

export async function measureFurther({ report, runs, node }) {
  const answers = [];
  for (let run = 0; run < runs; run++) {
    const child = start([node, "--expose-gc", file]);
    answers.push(await child.line("started"));
    await child.stop();
  }
  const all = (name) => answers.map((answer) => answer[name]);
  report.value("first of a process", { values: all("wall"), unit: "ms" }, { atMost: 40 });
  report.value("  processor time", { values: all("cpu"), unit: "ms" });
  const further = answers.map((answer) => median(answer.further));
  report.value("each further one", { values: further, unit: "ms of processor time" }, { atMost: 10 });
  report.value("  memory", { values: all("mb"), unit: "MB" }, { atMost: 5 });
}
