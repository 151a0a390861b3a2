import type { ts } from "ts-morph";
import type { Session } from "../session.ts";

/**
 * Whether a watch or a controller is of objects in other clusters alone, by its options `cluster` or `clusters`: what it needs there is not a matter of
 * this cluster's roles. Options that are not written out are taken to be of this cluster, for a right too many is seen, and one too few is an outage.
 */
export function isElsewhere(call: ts.CallExpression, { compiler: ts }: Session): boolean {
  const options = call.arguments.at(-1);
  if (!options || !ts.isObjectLiteralExpression(options)) return false;
  return options.properties.some((property) => {
    if (!ts.isPropertyAssignment(property)) return false;
    const { initializer } = property;
    const isOther = (node: ts.Expression) => ts.isStringLiteralLike(node) && node.text !== "";
    if (property.name.getText() === "cluster") return isOther(initializer);
    if (property.name.getText() !== "clusters" || !ts.isArrayLiteralExpression(initializer)) return false;
    return initializer.elements.length > 0 && initializer.elements.every(isOther);
  });
}
