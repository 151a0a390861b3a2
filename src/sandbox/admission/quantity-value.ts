import { canonicalQuantity } from "./quantity.ts";

const decimal: Readonly<Record<string, number>> = {
  n: 0,
  u: 3,
  m: 6,
  "": 9,
  k: 12,
  M: 15,
  G: 18,
  T: 21,
  P: 24,
  E: 27,
};
const binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** What a quantity is worth in units of 10⁻⁹; what is no quantity is worth nothing. */
export function quantityNano(quantity: unknown): bigint {
  const match = /^([+-]?)(\d+)(.*)$/.exec(canonicalQuantity(String(quantity ?? "0")) ?? "0");
  if (!match) return 0n;
  const [, sign, digits = "0", suffix = ""] = match;
  const step = binary.indexOf(suffix);
  const power = decimal[suffix] ?? (suffix.startsWith("e") ? Number(suffix.slice(1)) + 9 : 9);
  const factor = step > 0 ? 1024n ** BigInt(step) * 10n ** 9n : 10n ** BigInt(power);
  const amount = BigInt(digits) * factor;
  return sign === "-" ? -amount : amount;
}

/** Below zero, zero or above, as a sort wants it. */
export function compareQuantities(a: unknown, b: unknown): number {
  const [left, right] = [quantityNano(a), quantityNano(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The sum, in the format of the first unless that is nothing. */
export function addQuantities(a: string, b: string): string {
  return render(quantityNano(a) + quantityNano(b), isBinary(quantityNano(a) === 0n ? b : a));
}

/** Rounded up to thousandths: what the server's defaulting does with resources. */
export function roundUpToMilli(quantity: string): string {
  const nano = quantityNano(quantity);
  if (nano % 1_000_000n === 0n) return quantity;
  const rest = ((nano % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return render(nano - rest + 1_000_000n, isBinary(quantity));
}

/** Whether it is a whole number. */
export function isWholeQuantity(quantity: unknown): boolean {
  return quantityNano(quantity) % 10n ** 9n === 0n;
}

function isBinary(quantity: string): boolean {
  return /[KMGTPE]i$/.test(quantity);
}

function render(nano: bigint, asBinary: boolean): string {
  if (asBinary && nano % 10n ** 9n === 0n) {
    let [rest, step] = [nano / 10n ** 9n, 0];
    while (rest !== 0n && step < binary.length - 1 && rest % 1024n === 0n)
      [rest, step] = [rest / 1024n, step + 1];
    return `${rest}${binary[step]}`;
  }
  return canonicalQuantity(`${nano}n`) ?? "0";
}
