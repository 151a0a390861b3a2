import type { ts } from "ts-morph";
import type { Session } from "../session.ts";

/** Options that make the controller hold its objects by a finalizer, by the method that takes them as its third argument. */
const holding: Readonly<Record<string, readonly string[]>> = {
  dependent: ["dependsOn", "deleted"],
  dependents: ["dependsOn", "deleted"],
  daemon: ["finalize"],
};

/** Whether a method makes the controller hold its objects by a finalizer: an end of their own, an order, a condition of deletion, something outside. */
export function holdsObject(
  { name, given }: { name: string; given: readonly ts.Expression[] },
  { compiler: ts }: Session,
): boolean {
  if (name === "external" || name === "finalize") return true;
  const names = holding[name];
  if (!names) return false;
  const options: ts.Expression | undefined = given[2];
  if (!options && name === "daemon") return false;
  // what cannot be seen from here may
  if (!options || !ts.isObjectLiteralExpression(options)) return true;
  return options.properties.some(
    (property) => ts.isSpreadAssignment(property) || names.includes(property.name.getText()),
  );
}
