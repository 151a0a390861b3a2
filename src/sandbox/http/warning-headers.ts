/** Characters of all warnings together; where there are more, each is cut. */
const most = 4096;
const mostOfOne = 256;

/**
 * Warnings as headers, each once. Follows the recorder of k8s.io/apiserver/pkg/endpoints/filters/warning.go, and NewWarningHeader of
 * k8s.io/apimachinery: what has control characters is left out; other characters go as the bytes of UTF-8, which Node writes as Latin 1.
 */
export function warningHeaders(warnings: readonly string[]): string[] {
  const texts = [...new Set(warnings)].filter((text) => text !== "" && !/\p{Cc}/u.test(text));
  const written = texts.reduce((sum, text) => sum + lengthOf(text), 0);
  if (written <= most) return texts.map(header);
  const before = texts.findIndex((_, index) => sumOf(texts.slice(0, index + 1)) > most);
  const cut = texts.map((text) => [...text].slice(0, mostOfOne).join(""));
  // those from before the limit are all written again; of the others as many as fit
  const kept = cut.filter((_, index) => index <= before || sumOf(cut.slice(0, index)) < most);
  return kept.map(header);
}

function header(text: string): string {
  return `299 - "${Buffer.from(text.replaceAll(/["\\]/g, "\\$&")).toString("latin1")}"`;
}

function lengthOf(text: string): number {
  return [...text].length;
}

function sumOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + lengthOf(text), 0);
}
