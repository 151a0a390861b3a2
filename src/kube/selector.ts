import { UserError } from "../base/errors.ts";

/** One requirement of a label selector. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt";
  readonly values: readonly string[];
}

/** meta/v1 LabelSelector. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** One requirement of a field selector. */
export interface FieldRequirement {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

/**
 * Reads the text form of a label selector: `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>5`. As k8s.io/apimachinery/pkg/labels.
 *
 * @throws UserError SELECTOR_INVALID
 */
export function parseLabelSelector(text: string): LabelRequirement[] {
  const requirements: LabelRequirement[] = [];
  let rest = text.trim();
  while (rest) {
    const match =
      /^(?:!\s*([^\s,=!<>()]+)|([^\s,=!<>()]+)\s*(?:(in|notin)\s*\(([^)]*)\)|(==|=|!=|>|<)\s*([^\s,=!<>()]*))?)\s*(?:,|$)\s*/.exec(
        rest,
      );
    if (!match || (match[0].trimEnd().endsWith(",") && rest.length === match[0].length))
      throw invalidSelector("label", text);
    requirements.push(labelRequirement(match, text));
    rest = rest.slice(match[0].length);
  }
  return requirements;
}

/** The requirements of a LabelSelector object; undefined selects nothing, an empty one everything. */
export function labelRequirements(selector: LabelSelector): LabelRequirement[] {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: "In" as const,
    values: [value],
  }));
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => ({
    key,
    operator: operator as LabelRequirement["operator"],
    values,
  }));
  return [...labels, ...expressions];
}

/** Whether labels meet all requirements. A missing label meets `NotIn`, as upstream. */
export function matchesLabels(
  requirements: readonly LabelRequirement[],
  labels: Readonly<Record<string, string>>,
): boolean {
  return requirements.every(({ key, operator, values }) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator) {
      case "In":
        return value !== undefined && values.includes(value);
      case "NotIn":
        return value === undefined || !values.includes(value);
      case "Exists":
        return value !== undefined;
      case "DoesNotExist":
        return value === undefined;
      case "Gt":
        return value !== undefined && /^-?\d+$/.test(value) && BigInt(value) > BigInt(values[0] ?? "0");
      case "Lt":
        return value !== undefined && /^-?\d+$/.test(value) && BigInt(value) < BigInt(values[0] ?? "0");
    }
  });
}

/**
 * Reads a field selector: `metadata.name=a,status.phase!=Running`; `\` escapes a comma, an equals sign and itself. As
 * k8s.io/apimachinery/pkg/fields.
 *
 * @throws UserError SELECTOR_INVALID
 */
export function parseFieldSelector(text: string): FieldRequirement[] {
  if (text.trim() === "") return [];
  const terms = text.match(/(?:[^\\,]|\\.)+/g) ?? [];
  return terms.map((term) => {
    const match = /^((?:[^\\=!]|\\.)+?)(==|!=|=)((?:[^\\=]|\\[\\,=])*)$/.exec(term);
    if (!match) throw invalidSelector("field", text);
    const [, field = "", operator, value = ""] = match;
    return { field, equal: operator !== "!=", value: value.replace(/\\([\\,=])/g, "$1") };
  });
}

/** Whether an object's fields meet all requirements; a missing field is the empty text. */
export function matchesFields(
  requirements: readonly FieldRequirement[],
  read: (field: string) => string | undefined,
): boolean {
  return requirements.every(({ field, equal, value }) => ((read(field) ?? "") === value) === equal);
}

function labelRequirement(match: RegExpExecArray, text: string): LabelRequirement {
  const [, absent, key = "", set, members = "", operator, value = ""] = match;
  if (absent !== undefined) return { key: absent, operator: "DoesNotExist", values: [] };
  if (set)
    return {
      key,
      operator: set === "in" ? "In" : "NotIn",
      values: members.split(",").map((member) => member.trim()),
    };
  if (!operator) return { key, operator: "Exists", values: [] };
  if ((operator === ">" || operator === "<") && !/^-?\d+$/.test(value)) throw invalidSelector("label", text);
  const names = { "=": "In", "==": "In", "!=": "NotIn", ">": "Gt", "<": "Lt" } as const;
  return { key, operator: names[operator as keyof typeof names], values: [value] };
}

function invalidSelector(kind: "label" | "field", text: string): UserError {
  return new UserError("SELECTOR_INVALID", `cannot read ${kind} selector "${text}"`);
}
