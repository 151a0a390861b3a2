/** Words that CEL keeps for itself (k8s.io/apiserver/pkg/cel/escaping.go). */
const reserved = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

/**
 * A property's name as it is written after `self.` in a CEL rule; undefined for one that rules cannot reach. `__dot__`, `__dash__`, `__slash__` and
 * `__underscores__` stand for what an identifier cannot hold, `__namespace__` for a reserved word.
 */
export function escapeProperty(name: string): string | undefined {
  if (reserved.has(name)) return `__${name}__`;
  if (!/^[A-Za-z_./-][A-Za-z0-9_./-]*$/.test(name)) return undefined;
  return name
    .replaceAll("__", "__underscores__")
    .replaceAll(".", "__dot__")
    .replaceAll("-", "__dash__")
    .replaceAll("/", "__slash__");
}

const letters: Readonly<Record<string, string>> = { underscores: "__", dot: ".", dash: "-", slash: "/" };

/** The name of the property that a rule reaches by another. */
export function unescapeProperty(escaped: string): string {
  return escaped.replaceAll(/__([a-z]+?)__/g, (whole, content: string) =>
    reserved.has(content) ? content : (letters[content] ?? whole),
  );
}
