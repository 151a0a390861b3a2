import type { IncomingHttpHeaders } from "node:http";

/** Texts of `Warning: 299 - "text"` headers, by which the API server speaks of deprecations and dropped fields. */
export function readWarnings(headers: IncomingHttpHeaders): string[] {
  const header = headers.warning as string | string[] | undefined;
  return [header ?? []]
    .flat()
    .flatMap((line) =>
      [...line.matchAll(/299 [^ ]+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) =>
        text.replace(/\\(.)/g, "$1"),
      ),
    );
}
