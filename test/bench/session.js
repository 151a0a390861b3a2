// What benches with processes of their own have in common: a scratch folder, an end on Ctrl-C, and the Node that is measured.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopAll } from "./runtime/process.js";
import { findNode, imageNode } from "./tools.js";

/** Runs `main({ scratch, signal })` and clears up after it, also when it is interrupted. */
export async function runBench(main) {
  if (process.platform !== "linux")
    return console.log("skipped: what processes cost is read from /proc, which only Linux has");
  const scratch = mkdtempSync(join(tmpdir(), "kubewright-bench-"));
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"])
    process.once(signal, () => {
      stopping.abort(new Error(signal));
      stopAll();
    });
  try {
    await main({ scratch, signal: stopping.signal });
  } finally {
    stopAll();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The parts that --only names, by default all. */
export function chooseParts(parts, only) {
  const chosen = only?.split(",") ?? Object.keys(parts);
  const unknown = chosen.filter((name) => !(name in parts));
  if (unknown.length > 0)
    throw new Error(`no part "${unknown.join('", "')}"; parts: ${Object.keys(parts).join(", ")}`);
  return chosen;
}

/** How often to measure: --runs, a whole number from 1 up. */
export function countRuns(text, fallback) {
  const runs = Number(text ?? fallback);
  if (!(Number.isInteger(runs) && runs >= 1))
    throw new Error(`--runs ${text}: expected a whole number from 1 up`);
  return runs;
}

/** What is measured runs on the Node of the scaffold's image, on --node VERSION from npm, or with --node this on the one that runs the bench. */
export function chooseNode(wanted) {
  const version = wanted ?? imageNode();
  const file = version === "this" ? process.execPath : findNode(version);
  if (!file) throw new Error(`Node ${version} is not to be had here; --node this takes ${process.version}`);
  return { file, version: version === "this" ? process.versions.node : version };
}
