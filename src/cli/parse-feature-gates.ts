import { UserError } from "../base/errors.ts";

/**
 * Names of the gates in `a,b` or `a=true,b=false` that are on, sorted.
 *
 * @throws UserError `FEATURE_GATES_INVALID`
 */
export function parseFeatureGates(text = ""): string[] {
  const parts = text.split(",").flatMap((part) => part.trim() || []);
  const on = parts.flatMap((part) => {
    const [, name, value = "true"] = /^([A-Za-z][\w.-]*)(?:=(true|false))?$/.exec(part) ?? [];
    if (name === undefined)
      throw new UserError("FEATURE_GATES_INVALID", `cannot read the feature gate "${part}"`, {
        hint: "For example: --feature-gates NewPool,OldPool=false",
      });
    return value === "true" ? [name] : [];
  });
  return on.sort();
}
