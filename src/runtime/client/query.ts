/** A path with its query; parameters that are undefined are left out. */
export function withQuery(
  path: string,
  parameters: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  let whole = path;
  for (const name of Object.keys(parameters)) {
    const value = parameters[name];
    if (value !== undefined) whole += `${whole === path ? "?" : "&"}${name}=${encodeURIComponent(value)}`;
  }
  return whole;
}
