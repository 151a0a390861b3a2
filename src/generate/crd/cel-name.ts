/** Words that CEL keeps for itself (k8s.io/apiextensions-apiserver/third_party/forked/celopenapi/model/escaping.go). */
const reserved =
  "true false null in as break const continue else for function if import let loop package namespace return".split(
    " ",
  );

/** A property's name as it is written after `self.` in a CEL rule; undefined for one that rules cannot reach. */
export function celName(name: string): string | undefined {
  if (reserved.includes(name)) return `__${name}__`;
  if (!/^[A-Za-z_./-][A-Za-z0-9_./-]*$/.test(name)) return undefined;
  return name
    .replaceAll("__", "__underscores__")
    .replaceAll(".", "__dot__")
    .replaceAll("-", "__dash__")
    .replaceAll("/", "__slash__");
}
