import { unlimited } from "./cost/range.ts";
import { ruleProblem, type RuleProblem } from "./rule-problem.ts";

/** What one expression may cost by estimate, and all of a definition together. */
export const ruleCostLimit = 10_000_000;
const definitionCostLimit = 100_000_000;

type At = Parameters<typeof ruleProblem>[0];

/** Adds up the estimated costs of a definition's rules and remembers the most expensive ones (cel_validation.go, TotalCost). */
export class TotalCost {
  #total = 0;
  #mostExpensive: { at: At; cost: number }[] = [];

  observe(at: At, cost: number): void {
    this.#total = Math.min(this.#total + cost, unlimited);
    if (cost < definitionCostLimit / 100) return;
    this.#mostExpensive.push({ at, cost });
    this.#mostExpensive.sort((a, b) => b.cost - a.cost);
    this.#mostExpensive.splice(4);
  }

  problems(path: string): RuleProblem[] {
    if (this.#total <= definitionCostLimit) return [];
    const contributed =
      "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema";
    const parts = this.#mostExpensive.map(({ at }) =>
      ruleProblem(at, { type: "FieldValueForbidden", detail: contributed }),
    );
    const [first] = parts;
    if (!first) return [];
    const detail = costMessage(
      "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
      this.#total / definitionCostLimit,
    );
    const whole = { ...first, field: path, detail, message: `Forbidden: ${detail}` };
    return [...parts, whole];
  }
}

/** How far a cost is over its budget, in the server's words. */
export function costMessage(what: string, factor: number): string {
  const shown =
    factor > 100 ? "more than 100x" : factor < 1.5 ? `${factor.toFixed(6)}x` : `${factor.toFixed(1)}x`;
  return `${what} exceeds budget by factor of ${shown} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}
