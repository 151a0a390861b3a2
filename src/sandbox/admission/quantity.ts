const decimal: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const nano = 10n ** 9n;

/**
 * A quantity as the API server stores it: no fraction, the largest suffix that keeps it whole. Undefined when it
 * is not a quantity. Follows k8s.io/apimachinery/pkg/api/resource/quantity.go (values below 1n round up).
 */
export function canonicalQuantity(value: string | number): string | undefined {
  const text = String(value).trim();
  const match = /^([+-]?)(\d+\.?\d*|\.\d+)((?:[KMGTPE]i)|[numkMGTPE]?|[eE][+-]?\d+)$/.exec(text);
  if (!match) return undefined;
  const [, sign, digits = "", suffix = ""] = match;
  const scale = scaleOf(suffix);
  const [whole = "", fraction = ""] = digits.split(".");
  const unscaled = BigInt(`${whole}${fraction}` || "0") * scale.factor;
  const magnitude = shiftToNano(unscaled, scale.power - fraction.length);
  const amount = sign === "-" ? -magnitude : magnitude;
  if (amount === 0n) return "0";
  if (scale.format === "binary" && magnitude >= 1024n * nano) return renderBinary(amount);
  return renderDecimal(amount, scale.format === "exponent");
}

function scaleOf(suffix: string): {
  format: "binary" | "decimal" | "exponent";
  factor: bigint;
  power: number;
} {
  const step = binary.indexOf(suffix);
  if (step > 0) return { format: "binary", factor: 1024n ** BigInt(step), power: 0 };
  const power = decimal[suffix];
  if (power !== undefined) return { format: "decimal", factor: 1n, power };
  return { format: "exponent", factor: 1n, power: Number(suffix.slice(1)) };
}

/** `unscaled × 10^power` in units of 10^-9, rounded up. */
function shiftToNano(unscaled: bigint, power: number): bigint {
  const shift = power + 9;
  if (shift >= 0) return unscaled * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return (unscaled + divisor - 1n) / divisor;
}

function renderBinary(amount: bigint): string {
  const negative = amount < 0n;
  let rest = ((negative ? -amount : amount) + nano - 1n) / nano;
  let step = 0;
  while (step < binary.length - 1 && rest % 1024n === 0n) [rest, step] = [rest / 1024n, step + 1];
  return `${negative ? "-" : ""}${rest}${binary[step]}`;
}

function renderDecimal(amount: bigint, exponent: boolean): string {
  let [rest, power] = [amount, -9];
  while (power < 18 && rest % 1000n === 0n) [rest, power] = [rest / 1000n, power + 3];
  if (exponent) return power === 0 ? String(rest) : `${rest}e${power}`;
  const suffix = Object.entries(decimal).find(([, value]) => value === power)?.[0] ?? "";
  return `${rest}${suffix}`;
}
