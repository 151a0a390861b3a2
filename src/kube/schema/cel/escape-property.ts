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
