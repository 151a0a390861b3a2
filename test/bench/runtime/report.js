// Figures as lines: a ratio or a value, its goal, whether it was met, and the spread of what was measured.
import { median } from "../pairs.js";

/** Collects what was missed. */
export function createReport() {
  const missed = [];
  let count = 0;
  const judge = (what, value, { atLeast, atMost }) => {
    if (atLeast === undefined && atMost === undefined) return "";
    count++;
    const met = atLeast === undefined ? value <= atMost : value >= atLeast;
    if (!met) missed.push(what);
    return `; goal ${atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`}: ${met ? "met" : "MISSED"}`;
  };
  return {
    /** The ratio of the medians of ours and theirs. */
    ratio(what, { ours, theirs, unit, peer = "the peer" }, goal = {}) {
      const ratio = median(ours) / median(theirs);
      const spread = `${describe(ours)} and ${describe(theirs)} ${unit}, ${ours.length} runs each`;
      console.log(`${what}: ${ratio.toFixed(2)} × ${peer} (${spread})${judge(what, round(ratio), goal)}`);
      return ratio;
    },
    /** The median of a value. */
    value(what, { values, unit }, goal = {}) {
      const spread = values.length > 1 ? ` (${describe(values)}, ${values.length} runs)` : "";
      console.log(`${what}: ${number(median(values))} ${unit}${spread}${judge(what, median(values), goal)}`);
    },
    finish() {
      console.log(`\n${count - missed.length} of ${count} goals met${missed.length ? "; missed:" : ""}`);
      for (const what of missed) console.log(`  ${what}`);
    },
  };
}

function describe(values) {
  return `${number(median(values))} [${number(Math.min(...values))}–${number(Math.max(...values))}]`;
}

function number(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** As it is printed, so that 1.00 is not missed by a thousandth. */
function round(value) {
  return Math.round(value * 100) / 100;
}
