import { UserError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import type { DependentDefinition } from "./dependent.ts";

/**
 * The dependents in an order in which each comes after those it depends on; otherwise they stay as they were declared.
 *
 * @throws UserError DEPENDENT_INVALID for two of one name, a name that is no label, a dependency that is not there, and a cycle
 */
export function orderDependents(
  controller: string,
  dependents: readonly DependentDefinition[],
): readonly DependentDefinition[] {
  const byName = new Map<string, DependentDefinition>();
  for (const dependent of dependents) {
    checkName(controller, dependent.name);
    if (byName.has(dependent.name)) refuse(controller, `two dependents are named "${dependent.name}"`);
    byName.set(dependent.name, dependent);
  }
  for (const { name, dependsOn } of dependents) {
    const unknown = dependsOn.find((dependency) => !byName.has(dependency));
    if (unknown === undefined) continue;
    const guess = nearest(unknown, [...byName.keys()]);
    refuse(
      controller,
      `dependent "${name}" depends on "${unknown}", which does not exist`,
      guess ? `Did you mean "${guess}"?` : "Declare it before the one that depends on it.",
    );
  }
  const done = new Set<string>();
  const order: DependentDefinition[] = [];
  const visit = (dependent: DependentDefinition, path: readonly string[]): void => {
    if (done.has(dependent.name)) return;
    const start = path.indexOf(dependent.name);
    if (start >= 0)
      refuse(
        controller,
        `dependents depend on each other: ${[...path.slice(start), dependent.name].join(" → ")}`,
      );
    for (const name of dependent.dependsOn)
      visit(byName.get(name) as DependentDefinition, [...path, dependent.name]);
    done.add(dependent.name);
    order.push(dependent);
  };
  for (const dependent of dependents) visit(dependent, []);
  return order;
}

/** Controller and name together are the value of a label of each child. */
function checkName(controller: string, name: string): void {
  const value = `${controller}.${name}`;
  if (/^[A-Za-z0-9]([-A-Za-z0-9_]*[A-Za-z0-9])?$/.test(name) && value.length <= 63) return;
  refuse(
    controller,
    `dependent "${name}" has no usable name`,
    `Letters, digits and dashes; together with the controller's name and a dot at most 63 characters, as "${value}" is a label of its objects.`,
  );
}

function refuse(controller: string, problem: string, hint?: string): never {
  throw new UserError(
    "DEPENDENT_INVALID",
    `cannot set up controller "${controller}": ${problem}`,
    hint ? { hint } : {},
  );
}
