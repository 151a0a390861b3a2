/** Queries with every combination of these values; undefined leaves a parameter out. */
export function crossed(parameters: Readonly<Record<string, readonly (string | undefined)[]>>): string[] {
  let queries: string[][] = [[]];
  for (const [name, values] of Object.entries(parameters))
    queries = queries.flatMap((query) =>
      values.map((value) => (value === undefined ? query : [...query, `${name}=${value}`])),
    );
  return queries.map((query) => query.join("&"));
}
