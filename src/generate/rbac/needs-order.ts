import type { ts } from "ts-morph";
import type { Session } from "../session.ts";
import type { ChainedCall } from "./controller-chain.ts";

/** Whether a declared dependent makes the controller hold its objects by a finalizer: an order, a condition of deletion, something outside. */
export function needsOrder({ name, arguments: given }: ChainedCall, { compiler: ts }: Session): boolean {
  if (name === "external") return true;
  if (name !== "dependent" && name !== "dependents") return false;
  const options: ts.Expression | undefined = given[2];
  // what cannot be seen from here may
  if (!options || !ts.isObjectLiteralExpression(options)) return true;
  return options.properties.some(
    (property) =>
      ts.isSpreadAssignment(property) || ["dependsOn", "deleted"].includes(property.name.getText()),
  );
}
