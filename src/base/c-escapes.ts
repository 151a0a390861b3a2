/** What stands behind a backslash in the texts of Go and of CEL, but for quotes, which each has of its own. */
export const cEscapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};
