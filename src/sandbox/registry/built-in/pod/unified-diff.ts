/**
 * A unified diff of two texts with three lines of context and without a head, the same to the line as the one that the server's messages have.
 * Follows github.com/pmezard/go-difflib (itself after Python's difflib): the longest match first, lines that are everywhere in a long text do not count.
 */
export function unifiedDiff(before: string, after: string): string {
  const [a, b] = [linesOf(before), linesOf(after)];
  return groupsOf(changes(matchingBlocks(a, b)))
    .map((group) => writeGroup(group, { a, b }))
    .join("");
}

const context = 3;

interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

interface Change {
  readonly tag: "equal" | "replace" | "delete" | "insert";
  readonly a1: number;
  readonly a2: number;
  readonly b1: number;
  readonly b2: number;
}

function linesOf(text: string): string[] {
  return text.split("\n").map((line) => `${line}\n`);
}

function matchingBlocks(a: readonly string[], b: readonly string[]): Match[] {
  const places = placesOf(b);
  const found: Match[] = [];
  const search = (a1: number, a2: number, b1: number, b2: number): void => {
    const match = longestMatch(a, b, { places, a1, a2, b1, b2 });
    if (match.size === 0) return;
    if (a1 < match.a && b1 < match.b) search(a1, match.a, b1, match.b);
    found.push(match);
    if (match.a + match.size < a2 && match.b + match.size < b2)
      search(match.a + match.size, a2, match.b + match.size, b2);
  };
  search(0, a.length, 0, b.length);
  return [...joined(found), { a: a.length, b: b.length, size: 0 }];
}

/** Where each line is, but for those that a long text is full of. */
function placesOf(lines: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  lines.forEach((line, index) => {
    const list = places.get(line);
    if (list) list.push(index);
    else places.set(line, [index]);
  });
  const limit = Math.floor(lines.length / 100) + 1;
  if (lines.length >= 200) for (const [line, list] of places) if (list.length > limit) places.delete(line);
  return places;
}

function longestMatch(
  a: readonly string[],
  b: readonly string[],
  range: { places: ReadonlyMap<string, number[]>; a1: number; a2: number; b1: number; b2: number },
): Match {
  const { places, a1, a2, b1, b2 } = range;
  let best: Match = { a: a1, b: b1, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = a1; i < a2; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(a[i] ?? "") ?? []) {
      if (j < b1) continue;
      if (j >= b2) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  return widened(best, { a, b, range });
}

/** With the lines around it that are equal though they were not searched for. */
function widened(
  match: Match,
  options: {
    a: readonly string[];
    b: readonly string[];
    range: { a1: number; a2: number; b1: number; b2: number };
  },
): Match {
  const { a, b, range } = options;
  let { a: i, b: j, size } = match;
  while (i > range.a1 && j > range.b1 && a[i - 1] === b[j - 1]) [i, j, size] = [i - 1, j - 1, size + 1];
  while (i + size < range.a2 && j + size < range.b2 && a[i + size] === b[j + size]) size++;
  return { a: i, b: j, size };
}

/** Matches that touch are one. */
function joined(matches: readonly Match[]): Match[] {
  const result: Match[] = [];
  for (const match of matches) {
    const last = result.at(-1);
    if (last && last.a + last.size === match.a && last.b + last.size === match.b)
      result[result.length - 1] = { ...last, size: last.size + match.size };
    else result.push(match);
  }
  return result;
}

function changes(matches: readonly Match[]): Change[] {
  const result: Change[] = [];
  let [i, j] = [0, 0];
  for (const { a, b, size } of matches) {
    const range = { a1: i, a2: a, b1: j, b2: b };
    if (i < a && j < b) result.push({ tag: "replace", ...range });
    else if (i < a) result.push({ tag: "delete", ...range });
    else if (j < b) result.push({ tag: "insert", ...range });
    [i, j] = [a + size, b + size];
    if (size > 0) result.push({ tag: "equal", a1: a, a2: i, b1: b, b2: j });
  }
  return result;
}

/** Changes with their context; equal stretches longer than two contexts are left out. */
function groupsOf(list: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  let group: Change[] = [];
  list.forEach((change, index) => {
    const head = index === 0 ? tailOf(change) : change;
    const trimmed = index === list.length - 1 ? headOf(head) : head;
    if (trimmed.tag === "equal" && trimmed.a2 - trimmed.a1 > 2 * context) {
      groups.push([...group, headOf(trimmed)]);
      group = [tailOf(trimmed)];
    } else group.push(trimmed);
  });
  groups.push(group);
  return groups.filter((changed) => changed.some(({ tag }) => tag !== "equal"));
}

function headOf(change: Change): Change {
  if (change.tag !== "equal") return change;
  return {
    ...change,
    a2: Math.min(change.a2, change.a1 + context),
    b2: Math.min(change.b2, change.b1 + context),
  };
}

function tailOf(change: Change): Change {
  if (change.tag !== "equal") return change;
  return {
    ...change,
    a1: Math.max(change.a1, change.a2 - context),
    b1: Math.max(change.b1, change.b2 - context),
  };
}

function writeGroup(
  group: readonly Change[],
  { a, b }: { a: readonly string[]; b: readonly string[] },
): string {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return "";
  const body = group.map(({ tag, a1, a2, b1, b2 }) => {
    if (tag === "equal") return prefixed(" ", a.slice(a1, a2));
    return `${prefixed("-", a.slice(a1, a2))}${prefixed("+", b.slice(b1, b2))}`;
  });
  return `@@ -${rangeText(first.a1, last.a2)} +${rangeText(first.b1, last.b2)} @@\n${body.join("")}`;
}

function prefixed(prefix: string, lines: readonly string[]): string {
  return lines.map((line) => `${prefix}${line}`).join("");
}

function rangeText(start: number, stop: number): string {
  const length = stop - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}
