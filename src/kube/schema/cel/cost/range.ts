/** The least and the most of a size or a cost. Nothing is above 2^64, as in the server's 64-bit arithmetic (cel-go's checker/cost.go). */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Stands for "no limit is known". */
export const unlimited = 2 ** 64;

export const unknownRange: Range = { min: 0, max: unlimited };

export function fixed(amount: number): Range {
  return { min: amount, max: amount };
}

export function add(...ranges: readonly Range[]): Range {
  return ranges.reduce(
    (sum, range) => ({ min: clamp(sum.min + range.min), max: clamp(sum.max + range.max) }),
    fixed(0),
  );
}

export function multiply(a: Range, b: Range): Range {
  return { min: clamp(a.min * b.min), max: clamp(a.max * b.max) };
}

/** Multiplies by a factor, rounding up. */
export function scale(range: Range, factor: number): Range {
  return { min: clamp(Math.ceil(range.min * factor)), max: clamp(Math.ceil(range.max * factor)) };
}

/** The range that holds both. */
export function union(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

function clamp(amount: number): number {
  return Math.min(amount, unlimited);
}
