import { seededRandom, type SeededRandom } from "../../../helpers/seeded-random.ts";

/** Choices that a seed repeats. */
export interface Dice extends SeededRandom {
  /** From `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** One of some makers, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [weight: number, make: () => T])[]): T;
  /** Some of the items, in order. */
  some<T>(items: readonly T[], probability: number): T[];
}

export function dice(seed: number): Dice {
  const random = seededRandom(seed);
  return {
    ...random,
    between: (low, high) => low + Math.floor(random.next() * (high - low + 1)),
    weighted(choices) {
      let left = random.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, make] of choices) {
        left -= weight;
        if (left <= 0) return make();
      }
      return (choices.at(-1) as (typeof choices)[number])[1]();
    },
    some: (items, probability) => items.filter(() => random.chance(probability)),
  };
}
