/** Names that a file may not declare: the compiler's own, what the generator reads under them, and what files import from the library. */
const reserved: ReadonlySet<string> = new Set([
  ..."Any Array ArrayBuffer Awaited BigInt Boolean Date Error Exclude Extract Function Infinity InstanceType JSON Map Math NaN".split(
    " ",
  ),
  ..."Never NonNullable Null Number Object Omit Partial Parameters Pick Promise Proxy Readonly ReadonlyArray Record Reflect RegExp Required".split(
    " ",
  ),
  ..."ReturnType Set String Symbol ThisType Uint8Array Undefined Unknown Void WeakMap WeakSet".split(" "),
  ..."Base64 CustomResource Double Duration EmbeddedResource Float Int32 Int64 IntOrString Integer JsonNumber KubernetesObject".split(
    " ",
  ),
  ..."MicroTime ObjectMeta Quantity RawExtension Time UInt32".split(" "),
]);

/** Whether a type of a file may have a name. */
export function isFreeTypeName(name: string): boolean {
  return /^[\p{L}_$]/u.test(name) && !reserved.has(name);
}

/** `tls-config`, `tlsConfig` and `tls_config` as `TlsConfig`; "" when nothing of a name can stand in one of TypeScript. */
export function pascalCase(name: string): string {
  return wordsOf(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** The words of a name: `clientSecretRef` is client, Secret and Ref. */
export function wordsOf(name: string): string[] {
  return name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}]+|\p{Lu}|\p{N}+/gu) ?? [];
}

/** One of several: `containers` → `container`, `policies` → `policy`. */
export function singular(name: string): string {
  if (/[^aeiou]ies$/i.test(name)) return `${name.slice(0, -3)}y`;
  if (/(ss|x|ch|sh|zz|tus|bus|ias)es$/i.test(name)) return name.slice(0, -2);
  return /[^suai]s$|[^i]as$/i.test(name) || /[^aeiou]us$/.test("") ? name.slice(0, -1) : name;
}
