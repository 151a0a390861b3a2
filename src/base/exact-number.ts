/**
 * What would become of a number in a text, in words, where its double is another number: whole numbers are exact up to 2^53 - 1, and those beyond it that
 * are written back as they were. Fractions are rounded by all who read JSON. Undefined where nothing is lost.
 */
export function numberLoss(text: string): string | undefined {
  const value = Number(text);
  if (Number.isNaN(value) || (Number.isFinite(value) && !Number.isInteger(value))) return undefined;
  if (Number.isSafeInteger(value) || digitsOf(decimal(text)) === digitsOf(String(value))) return undefined;
  return `${text} would become ${value}: whole numbers are exact up to 9007199254740991 (2^53 - 1)`;
}

/** The same of the first such number in JSON. */
export function jsonLoss(json: string): string | undefined {
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.]*(?:[eE][-+]?\d+)?/g)) {
    const loss = token.startsWith('"') ? undefined : numberLoss(token);
    if (loss !== undefined) return loss;
  }
  return undefined;
}

/** `0x1F` as `31`. */
function decimal(text: string): string {
  return /^0[xob]/i.test(text) ? String(BigInt(text)) : text;
}

/** The digits that count, and the power of ten: `1200` and `1.2e3` have the same. */
function digitsOf(text: string): string {
  const [, sign = "", whole = "", fraction = "", power = "0"] =
    /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  const exponent = Number(power) - fraction.length + digits.length - significant.length;
  return `${sign === "-" ? "-" : ""}${significant}e${exponent}`;
}
