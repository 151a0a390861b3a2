const irregular: Readonly<Record<string, string>> = {
  child: "children",
  person: "people",
  endpoints: "endpoints",
  series: "series",
  species: "species",
  index: "indices",
  matrix: "matrices",
  vertex: "vertices",
  data: "data",
  metadata: "metadata",
};

/** The plural resource name of a kind, lower case: `Policy` → `policies`. As gobuffalo/flect does for the regular cases. */
export function pluralize(kind: string): string {
  const word = kind.toLowerCase();
  for (const [singular, plural] of Object.entries(irregular)) {
    if (word.endsWith(singular)) return word.slice(0, -singular.length) + plural;
  }
  if (/[^aeiou]y$/.test(word) || /quy$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  return `${word}s`;
}
