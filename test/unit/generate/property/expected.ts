/** What a schema must be: JSON, with functions where a part is told by what it does. */
export type Expected = Readonly<Record<string, unknown>>;

/** Where and how an actual value is other than expected; undefined when it is as expected. */
export function difference(expected: unknown, actual: unknown, path = ""): string | undefined {
  if (typeof expected === "function")
    return (expected as (value: unknown) => boolean)(actual) ? undefined : `${path} is ${show(actual)}`;
  if (typeof expected !== "object" || expected === null || typeof actual !== "object" || actual === null)
    return Object.is(expected, actual) ? undefined : `${path} is ${show(actual)}, expected ${show(expected)}`;
  if (Array.isArray(expected) !== Array.isArray(actual)) return `${path} is ${show(actual)}`;
  const [left, right] = [expected, actual] as [Record<string, unknown>, Record<string, unknown>];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const inner = difference(left[key], right[key], `${path}.${key}`);
    if (inner) return inner;
  }
  return undefined;
}

/** Without keys that have no value. */
export function compact(schema: Record<string, unknown>): Expected {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}

/** An object of properties, as a schema says it. */
export function objectOf(
  properties: Readonly<Record<string, Expected>>,
  required: readonly string[] = [],
): Expected {
  const names = Object.keys(properties);
  return compact({
    type: "object",
    properties: names.length > 0 ? properties : undefined,
    required: required.length > 0 ? [...required].sort() : undefined,
  });
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "absent";
}
