import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** A frame of a stack: `at name (place:line:column)`, or without a name. */
const frame = /^\s+at (?:.*\()?(?:async )?(.+):(\d+):(\d+)\)?$/;

/**
 * Where in the project's own sources an error comes from, as a mistake of theirs is told: `src/main.ts:5:7: error: no luck`. Undefined when its stack leads
 * through none of them.
 */
export function describeCrash(stack: string, root: string): string | undefined {
  const [first = "", ...lines] = stack.split("\n");
  for (const line of lines) {
    const [, place = "", row, column] = frame.exec(line) ?? [];
    const file = relative(root, pathOf(place)).split(sep).join("/");
    if (place === "" || /^\.\.|^\.kubewright\/|^([a-z]+:|\/)|(^|\/)node_modules\//i.test(file)) continue;
    return `${file}:${row}:${column}: error: ${first}`;
  }
  return undefined;
}

function pathOf(place: string): string {
  return place.startsWith("file:") ? fileURLToPath(place) : place;
}
