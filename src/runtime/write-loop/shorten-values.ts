const room = 60;
/** How much of what is the same is shown before the first difference. */
const lead = 15;

/** Two values as they are shown beside each other: where they are long, from a little before their first difference on. */
export function shortened(
  a: unknown,
  b: unknown,
  { hidden = false }: { hidden?: boolean } = {},
): [string, string] {
  if (hidden) return [a === undefined ? "nothing" : "(hidden)", b === undefined ? "nothing" : "(hidden)"];
  const [one, other] = [textOf(a), textOf(b)];
  if (one.length <= room && other.length <= room) return [one, other];
  let same = 0;
  while (same < one.length && one[same] === other[same]) same++;
  const from = Math.max(0, same - lead);
  return [cut(one, from), cut(other, from)];
}

function textOf(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function cut(text: string, from: number): string {
  const end = from + room;
  return `${from > 0 ? "…" : ""}${text.slice(from, end).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, "")}${text.length > end ? "…" : ""}`;
}
