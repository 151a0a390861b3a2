import { UserError } from "../../base/errors.ts";

/**
 * Names of the gates in `a,b` or `a=true,b=false` that are on, sorted.
 *
 * @throws UserError `FEATURE_GATES_INVALID`
 */
export function parseFeatureGates(text = ""): string[] {
  const parts = text.split(",").flatMap((part) => part.trim() || []);
  const on = parts.flatMap((part) => {
    const [, name, value = "true"] = /^([A-Za-z][\w.-]*)(?:=(.*))?$/.exec(part) ?? [];
    if (name === undefined) throw invalid(part, "expected a name");
    if (value !== "true" && value !== "false")
      throw invalid(
        part,
        `expected true or false after "${name}=", found ${value ? `"${value}"` : "nothing"}`,
      );
    return value === "true" ? [name] : [];
  });
  return on.sort();
}

function invalid(part: string, expected: string): UserError {
  return new UserError("FEATURE_GATES_INVALID", `cannot read the feature gate "${part}": ${expected}`, {
    hint: "For example: --feature-gates NewPool,OldPool=false",
  });
}
