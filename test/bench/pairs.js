// Whole-process times in alternating pairs, because machines drift: quote the ratio of the medians.
import { spawnSync } from "node:child_process";

/** Runs `[file, ...args]` commands a and b in turn; returns the median wall time of each in ms and their ratio. */
export function comparePairs(a, b, { runs = 9, options = {} } = {}) {
  const times = { a: [], b: [] };
  time(a, options);
  time(b, options);
  for (let index = 0; index < runs; index++) {
    times.a.push(time(a, options));
    times.b.push(time(b, options));
  }
  return { a: median(times.a), b: median(times.b), ratio: median(times.a) / median(times.b) };
}

/** The middle value. */
export function median(values) {
  return [...values].sort((x, y) => x - y)[Math.floor(values.length / 2)];
}

function time([file, ...args], options) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(file, args, { encoding: "utf8", ...options });
  if (status !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}
