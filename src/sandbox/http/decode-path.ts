/** A path with an escape that is none. */
export class BadPath extends Error {}

/** A path with its escapes resolved, all of them, slashes too, as Go's net/url has it. Throws {@link BadPath}. */
export function decodePath(pathname: string): string {
  if (!pathname.includes("%")) return pathname;
  if (/%(?![0-9a-f]{2})/i.test(pathname)) throw new BadPath();
  try {
    return decodeURIComponent(pathname);
  } catch {
    // bytes that are no text: they stand for no name that could exist
    return pathname.replaceAll(/%[0-9a-f]{2}/gi, (escape) =>
      Number.parseInt(escape.slice(1), 16) < 0x80 ? decodeURIComponent(escape) : "\ufffd",
    );
  }
}
